//! Recognises the site's own names among the names of authors.

use std::cell::Cell;

use crate::metadata::title_key::is_site_name;

/// The site's own names, which are not authors.
pub(super) struct SiteNames<'s> {
    names: &'s [String],
    /// Whether a name of the site occurred, and so was skipped.
    pub(super) was_found: Cell<bool>,
}

impl<'s> SiteNames<'s> {
    pub(super) fn new(names: &'s [String]) -> Self {
        Self { names, was_found: Cell::new(false) }
    }

    pub(super) fn has(&self, text: &str) -> bool {
        let is_own = is_site_name(text, self.names);
        self.was_found.set(self.was_found.get() || is_own);
        is_own
    }
}
