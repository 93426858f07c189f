//! Damage that was repaired, and guesses that were made.

use std::fmt;

use super::PageKind;
use crate::page::BodyDamage;

/// Damage that was repaired or a guess that was made. The article is still the best possible one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// Elements nested beyond the limit were flattened.
    TooDeep,
    /// The page had more nodes than the limit; the rest was left out.
    TooManyNodes,
    /// The page had more blocks of text than [`MAX_BLOCKS`](crate::MAX_BLOCKS); the rest was left
    /// out.
    TooManyBlocks,
    /// A tag had more attributes than the limit; the rest were left out.
    TooManyAttributes,
    /// Nothing stated the encoding.
    EncodingGuessed {
        /// The guess.
        encoding: &'static str,
    },
    /// Bytes that are invalid in the encoding became U+FFFD.
    BytesLost {
        /// How many characters.
        characters: usize,
    },
    /// The compressed bytes of the page are damaged, so it may not be whole.
    BodyDamaged {
        /// The damage.
        damage: BodyDamage,
    },
    /// Text that was encoded twice, such as `â€™` for an apostrophe, was repaired.
    EncodedTwice {
        /// How many characters.
        characters: usize,
    },
    /// The text comes from embedded data, because the visible page lacks it.
    TextFromData {
        /// The kind of data.
        source: String,
    },
    /// A further page of the article could not be fetched, so the text is incomplete.
    PageMissing {
        /// The page and the error.
        why: String,
    },
    /// The language of the text is not the one that the page declares.
    OtherLanguage {
        /// The declared one, as a BCP 47 tag.
        declared: String,
        /// The one found, as its first subtag.
        detected: &'static str,
    },
    /// The site rule found no text: it is stale, or the page is of another kind.
    SiteRuleFoundNoBody {
        /// The file and line, as `news.example.txt:3`.
        rule: String,
    },
    /// The expressions of the site rule visited too many nodes; some were given up.
    SiteRuleTooCostly,
    /// The site rule cannot be used.
    SiteRuleUnusable {
        /// The line and the error.
        message: String,
    },
    /// The page stands in place of an article, so it has no text.
    BlockPage {
        /// The kind of page.
        kind: PageKind,
        /// The words and signs that show it.
        evidence: String,
    },
    /// Almost nothing was kept, so weaker evidence decided.
    Rescued {
        /// The step that decided.
        by: &'static str,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooDeep => f.write_str("elements that were nested too deep were flattened"),
            Self::TooManyNodes => {
                f.write_str("the page has too many elements; the rest was left out")
            }
            Self::TooManyBlocks => {
                f.write_str("the page has too many blocks of text; the rest was left out")
            }
            Self::TooManyAttributes => {
                f.write_str("a tag has too many attributes; the rest were left out")
            }
            Self::EncodingGuessed { encoding } => {
                write!(f, "no encoding was declared that fits; {encoding} was assumed")
            }
            Self::BytesLost { characters } => {
                write!(f, "{characters} characters could not be decoded")
            }
            Self::BodyDamaged { damage: BodyDamage::ExtraBytes { count } } => {
                write!(f, "{count} bytes after the compressed data were ignored")
            }
            Self::BodyDamaged { damage: BodyDamage::Incomplete { why } } => {
                write!(f, "only a part of the page may have been read: {why}")
            }
            Self::EncodedTwice { characters } => {
                write!(f, "{characters} characters had been encoded twice and were repaired")
            }
            Self::PageMissing { why } => {
                write!(f, "a further page of the article is missing: {why}")
            }
            Self::TextFromData { source } => {
                write!(f, "the text comes from {source}, not from the visible page")
            }
            Self::OtherLanguage { declared, detected } => {
                write!(f, "the page declares {declared}, but its text is in {detected}")
            }
            Self::SiteRuleFoundNoBody { rule } => {
                write!(f, "the site rule {rule} found no text on this page")
            }
            Self::SiteRuleTooCostly => {
                f.write_str("the expressions of the site rule cost too much; some were given up")
            }
            Self::SiteRuleUnusable { message } => {
                write!(f, "the site rule was skipped: {message}")
            }
            Self::BlockPage { kind, evidence } => {
                write!(f, "the page is no article ({}): {evidence}", kind.name())
            }
            Self::Rescued { by } => write!(f, "little text was found at first; {by} decided"),
        }
    }
}
