//! What is known of boilerplate, as data, and the matchers for it.

/// What the class, id and attributes of an element speak for: a small set of [`Mark`]s.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks(pub u64);
