//! The outcome of a record, and the conditions under which a page is left out.

use super::dedup::Fingerprint;
use super::job::RecordHead;
use crate::article::Article;
use crate::error::ErrorKind;
use crate::text::{count_words, is_wanted_language};

/// The outcome of one record. Every record has exactly one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It gave text.
    Written,
    /// It was read and holds no article; the value is the kind of page.
    Empty(String),
    /// It was not wanted; the value is the reason.
    Filtered(String),
    /// Its text is that of an earlier record; the value says which.
    Duplicate(String),
    /// It could not be read or worked on; the value is the error.
    Failed(String),
}

impl Outcome {
    /// The name in rows, summaries and statistics.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Empty(_) => "empty",
            Self::Filtered(_) => "filtered",
            Self::Duplicate(_) => "duplicate",
            Self::Failed(_) => "failed",
        }
    }

    /// Why it gave no text; empty when it did.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::Written => "",
            Self::Empty(why) | Self::Filtered(why) | Self::Duplicate(why) | Self::Failed(why) => {
                why
            }
        }
    }
}

/// The error of a record that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailureKind {
    /// An error of the page or of its input.
    Error(ErrorKind),
    /// A panic, which is a bug of this library.
    Bug,
}

impl FailureKind {
    /// The name of the [`ErrorKind`], or `bug`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Error(kind) => kind.name(),
            Self::Bug => "bug",
        }
    }
}

/// A record after a worker is done with it.
#[derive(Debug)]
pub(crate) struct Processed {
    pub head: RecordHead,
    pub outcome: Outcome,
    /// The output: a row, or the file of a page. Empty where nothing is written.
    pub rendered: Vec<u8>,
    /// The name of the file of a page; empty for a row.
    pub name: String,
    /// Identifies duplicates; only for a page with text, and only when duplicates are removed.
    pub fingerprint: Option<Fingerprint>,
    /// The error, if the record failed.
    pub failure: Option<FailureKind>,
}

impl Processed {
    /// Bytes that it holds until it is written.
    pub fn bytes(&self) -> usize {
        self.rendered.len() + self.head.records.len()
    }
}

/// The conditions under which a page with text is left out.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Filters {
    /// Words below which a text is left out. Default 0.
    pub min_words: u32,
    /// Quality below which a page is left out, 0.0 to 1.0; see
    /// [`Article::quality`](crate::Article::quality). Default 0.0.
    pub min_quality: f32,
    /// The wanted languages, as BCP 47 tags of which the first subtag counts. A page whose language
    /// is neither detected nor declared passes. Default none: every language.
    pub target_languages: Vec<String>,
}

impl Filters {
    /// Sets [`Filters::min_words`].
    #[must_use]
    pub fn with_min_words(mut self, words: u32) -> Self {
        self.min_words = words;
        self
    }

    /// Sets [`Filters::min_quality`].
    #[must_use]
    pub fn with_min_quality(mut self, quality: f32) -> Self {
        self.min_quality = quality;
        self
    }

    /// Sets [`Filters::target_languages`].
    #[must_use]
    pub fn with_target_languages(mut self, languages: Vec<String>) -> Self {
        self.target_languages = languages;
        self
    }

    /// The outcome of an article whose text is `text`.
    #[must_use]
    pub fn outcome(&self, article: &Article, text: &str) -> Outcome {
        if !article.has_text() {
            Outcome::Empty(article.kind.name().to_owned())
        } else if article.quality < self.min_quality {
            Outcome::Filtered(format!("quality {:.2}", article.quality))
        } else {
            self.text_outcome(text, article.language())
        }
    }

    /// The outcome of a text without an article around it.
    #[must_use]
    pub fn text_outcome(&self, text: &str, language: Option<&str>) -> Outcome {
        if let Some(other) = language.filter(|l| !is_wanted_language(l, &self.target_languages)) {
            return Outcome::Filtered(format!("language {other}"));
        }
        if self.min_words > 0 && count_words(text) < self.min_words {
            return Outcome::Filtered(format!("fewer than {} words", self.min_words));
        }
        Outcome::Written
    }
}
