//! Body text that stands only in data.
