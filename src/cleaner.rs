//! Page after page with the same options, each in the room that earlier ones have left.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::article::Article;
use crate::error::Error;
use crate::extract::{Extraction, extract_in};
use crate::multipage::joined;
use crate::options::Options;
use crate::page::Page;
use crate::parse::Scratch;

/// Extracts many pages with the same options. It keeps the memory that one page was read in for the next, up to some megabytes for each page
/// that is worked on at the same time; threads share one. Answers are those of [`extract`](crate::extract()).
///
/// ```
/// use cleancopy::{Cleaner, Options, Page};
///
/// let cleaner = Cleaner::new(Options::default());
/// for day in ["Monday", "Tuesday"] {
///     let page = Page::from_html(&format!("<article><h1>Rain</h1><p>It rained all {day} in the valley, the mayor said.</p></article>"));
///     assert!(cleaner.extract(&page)?.article.text().contains(day));
/// }
/// # Ok::<(), cleancopy::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Cleaner {
    options: Options,
    /// The room of pages that are done.
    rooms: Mutex<Vec<Scratch>>,
}

impl Cleaner {
    /// A cleaner that has read nothing yet.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options, rooms: Mutex::default() }
    }

    /// What it was told.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Extracts the article from one page.
    ///
    /// # Errors
    ///
    /// As [`extract`](crate::extract()).
    pub fn extract(&self, page: &Page) -> Result<Extraction, Error> {
        // A page that panics takes its room along.
        let mut room = self.rooms().pop().unwrap_or_default();
        let extraction = extract_in(page, &self.options, &mut room);
        self.rooms().push(room);
        extraction
    }

    /// Extracts an article whose pages are these, in order.
    ///
    /// # Errors
    ///
    /// As [`extract`](crate::extract()), for any of the pages.
    pub fn extract_pages(&self, first: &Page, further: &[Page]) -> Result<Article, Error> {
        joined(first, further, |page| self.extract(page))
    }

    fn rooms(&self) -> MutexGuard<'_, Vec<Scratch>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::Cleaner;
    use crate::extract::extract;
    use crate::options::Options;
    use crate::page::Page;

    #[test]
    fn pages_do_not_depend_on_those_before_them_nor_on_those_beside_them() {
        let page = |n: usize| {
            let lines: String = (0..n)
                .map(|i| {
                    format!(
                        "<p class=l{i}>Line &amp; {i} of {n}\r\nstands here, the mayor said.</p>\0"
                    )
                })
                .collect();
            Page::from_html(&format!(
                "<title>Story {n}</title><body data-n={n}><article><h1>Story {n}</h1>{lines}</article>"
            ))
        };
        let pages: Vec<Page> = [3, 400, 0, 1, 60, 2].map(page).into();
        let expected: Vec<String> = pages
            .iter()
            .map(|p| format!("{:?}", extract(p, &Options::default()).expect("a page")))
            .collect();
        let cleaner = Cleaner::new(Options::default());
        thread::scope(|scope| {
            for start in 0..4 {
                let (cleaner, pages, expected) = (&cleaner, &pages, &expected);
                scope.spawn(move || {
                    for at in (0..20).map(|i| (start + i) % pages.len()) {
                        assert_eq!(
                            format!("{:?}", cleaner.extract(&pages[at]).expect("a page")),
                            expected[at]
                        );
                    }
                });
            }
        });
        assert!((1..=4).contains(&cleaner.rooms().len()));
    }
}
