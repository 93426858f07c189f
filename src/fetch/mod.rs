//! One URL to one page.
