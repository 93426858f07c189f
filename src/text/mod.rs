//! Pure functions on text: white space, words, folding, and characters that are safe to print.
//!
//! Nothing here depends on pages or blocks.

mod percent;
mod plain_prefix;
mod fold;
mod language;
mod one_line;
mod safe;
mod counts;
mod space;
mod stop_words;
mod mojibake;
mod word_map;
mod words;

pub use counts::{TextCounts, count_text, count_words};
pub(crate) use fold::keeps_ascii_letters;
pub use fold::{fold, fold_into};
pub use language::{detect_language, is_same_language, is_wanted_language};
pub(crate) use mojibake::repair_mojibake;
pub use one_line::one_line;
pub(crate) use one_line::without_middle;
pub(crate) use percent::percent_decoded;
pub(crate) use plain_prefix::plain_prefix_len;
pub(crate) use safe::has_invisible;
pub use safe::{is_invisible, printable};
pub use space::squeeze;
pub(crate) use space::{is_blank, squeezed};
pub(crate) use stop_words::is_stop_word;
pub(crate) use word_map::WordMap;
pub use words::tokens;
pub(crate) use words::{is_bounded, is_unspaced, lower, raw_tokens};
