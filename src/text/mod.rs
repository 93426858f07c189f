//! Pure functions on text: white space, words, folding, and what may be printed.
//!
//! Nothing here knows of pages or blocks.

mod flow;
mod fold;
mod language;
mod one_line;
mod safe;
mod shape;
mod space;
mod stop_words;
mod twice;
mod word_map;
mod words;

pub(crate) use flow::flowing;
pub(crate) use fold::folds_to_its_letters;
pub use fold::{fold, fold_into};
pub use language::{detect_language, is_same_language, is_wanted_language};
pub use one_line::one_line;
pub(crate) use safe::has_invisible;
pub use safe::{is_invisible, printable};
pub use shape::{Shape, count_words, shape};
pub use space::squeeze;
pub(crate) use space::{is_blank, squeezed};
pub(crate) use stop_words::is_stop_word;
pub(crate) use twice::undouble;
pub(crate) use word_map::WordMap;
pub use words::tokens;
pub(crate) use words::{lower, raw_tokens};
