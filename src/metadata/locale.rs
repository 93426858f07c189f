//! How a page writes dates in numbers.

/// Facts about the page that help to read `03/05/2024`.
#[derive(Debug, Clone, Default)]
pub(super) struct Locale {
    /// The primary language, such as `de`; empty if unknown.
    pub(super) lang: String,
    /// Whether the month comes first in numbers.
    pub(super) month_first: bool,
}
