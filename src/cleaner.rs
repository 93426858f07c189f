//! Extracts many pages with the same options and reuses the memory of earlier pages.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::article::Article;
use crate::error::Error;
use crate::extract::{Extraction, extract_in};
use crate::multipage::extract_joined;
use crate::options::Options;
use crate::page::Page;
use crate::parse::Scratch;

/// Extracts many pages with the same options. It reuses the memory of earlier pages: up to some
/// megabytes for each page that is processed at the same time. Threads can share one cleaner. The
/// results equal those of [`extract`](crate::extract()).
///
/// ```
/// use cleancopy::{Cleaner, Options, Page};
///
/// let cleaner = Cleaner::new(Options::default());
/// for day in ["Monday", "Tuesday"] {
///     let text = format!("It rained all {day} in the valley, the mayor said.");
///     let page = Page::from_html(&format!("<article><h1>Rain</h1><p>{text}</p></article>"));
///     assert!(cleaner.extract(&page)?.article.text().contains(day));
/// }
/// # Ok::<(), cleancopy::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Cleaner {
    options: Options,
    /// The buffers of finished pages.
    buffers: Mutex<Vec<Scratch>>,
}

impl Cleaner {
    /// Creates a cleaner without any buffer.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options, buffers: Mutex::default() }
    }

    /// The options of this cleaner.
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
        // A page that panics drops its buffers.
        let mut scratch = self.buffers().pop().unwrap_or_default();
        let extraction = extract_in(page, &self.options, &mut scratch);
        self.buffers().push(scratch);
        extraction
    }

    /// Extracts an article from its pages, in order.
    ///
    /// # Errors
    ///
    /// As [`extract`](crate::extract()), for any of the pages.
    pub fn extract_pages(&self, first: &Page, further: &[Page]) -> Result<Article, Error> {
        extract_joined(first, further, |page| self.extract(page))
    }

    fn buffers(&self) -> MutexGuard<'_, Vec<Scratch>> {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner)
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
    fn results_do_not_depend_on_earlier_or_parallel_pages() {
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
        assert!((1..=4).contains(&cleaner.buffers().len()));
    }
}
