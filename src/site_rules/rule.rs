//! The rule for one site, line by line, which both formats are read into.

use std::sync::Arc;

use scraper::Selector;

use super::xpath::{self, Expr, Function};

/// An error or a note about a line: its number, from 1, and the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LineError {
    pub(crate) line: usize,
    pub(crate) message: String,
}

/// A rule file as written, before its expressions are parsed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    /// The host that the file states; `None` if its name gives the host.
    pub(crate) host: Option<String>,
    pub(crate) lines: Vec<DraftLine>,
    /// Whether the classifier decides if no `body` finds anything.
    pub(crate) falls_back_to_classifier: bool,
    pub(crate) tests: Vec<SiteTest>,
    /// Notes on lines that are read and not used.
    pub(crate) notes: Vec<LineError>,
}

/// One line: its key and its expression.
#[derive(Debug, Clone)]
pub(crate) struct DraftLine {
    pub(crate) key: Key,
    pub(crate) line: usize,
    pub(crate) value: String,
    pub(crate) language: Language,
}

/// The language of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    XPath,
    /// XPath if it can only be XPath, otherwise CSS.
    Either,
    /// Words in a class or id.
    IdOrClass,
    /// A part of the address of an image.
    ImageSource,
}

/// The subject of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Title,
    Body,
    Strip,
    StripIdOrClass,
    StripImageSrc,
    Author,
    Date,
    SinglePageLink,
    NextPageLink,
}

/// The keys by name; both formats have the same.
const KEYS: &[(&str, Key)] = &[
    ("title", Key::Title),
    ("body", Key::Body),
    ("strip", Key::Strip),
    ("strip_id_or_class", Key::StripIdOrClass),
    ("strip_image_src", Key::StripImageSrc),
    ("author", Key::Author),
    ("date", Key::Date),
    ("single_page_link", Key::SinglePageLink),
    ("next_page_link", Key::NextPageLink),
];

impl Key {
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        KEYS.iter().find(|(n, _)| *n == name).map(|(_, key)| *key)
    }

    pub(crate) fn name(self) -> &'static str {
        KEYS.iter().find(|(_, key)| *key == self).map_or("", |(name, _)| name)
    }

    /// The language of its value in a file whose expressions are in `language`.
    pub(crate) fn language(self, language: Language) -> Language {
        match self {
            Self::StripIdOrClass => Language::IdOrClass,
            Self::StripImageSrc => Language::ImageSource,
            _ => language,
        }
    }
}

/// A rule that is ready for use.
#[derive(Debug)]
pub(crate) struct SiteRule {
    pub(crate) directives: Vec<Directive>,
    pub(crate) falls_back_to_classifier: bool,
}

/// One line of a rule.
#[derive(Debug)]
pub(crate) struct Directive {
    pub(crate) key: Key,
    pub(crate) finder: Finder,
    pub(crate) at: Arc<RuleLine>,
}

/// How the elements of a line are found.
#[derive(Debug)]
pub(crate) enum Finder {
    XPath(Expr),
    Css(Selector),
    IdOrClass(Box<str>),
    ImageSource(Box<str>),
}

/// A line of a rule file: the source that a ruling or a field names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleLine {
    /// File and line number, as in `news.example.txt:3`.
    pub place: String,
    /// The key, such as `body`.
    pub key: &'static str,
    /// The expression as written.
    pub expression: String,
}

/// A page on which a rule is tested.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteTest {
    /// The address of the page, if given.
    pub url: Option<String>,
    /// The file of the saved page, if given.
    pub page: Option<String>,
    /// Texts that the article must contain.
    pub contains: Vec<String>,
    /// Texts that it must not contain.
    pub lacks: Vec<String>,
    /// The line of the test.
    pub line: usize,
}

impl Draft {
    /// Parses the expressions of a file called `file`. The error is the first unusable line.
    pub(crate) fn compile(&self, file: &str) -> Result<SiteRule, LineError> {
        let directives =
            self.lines.iter().map(|line| line.compile(file)).collect::<Result<_, _>>()?;
        Ok(SiteRule { directives, falls_back_to_classifier: self.falls_back_to_classifier })
    }
}

impl DraftLine {
    fn compile(&self, file: &str) -> Result<Directive, LineError> {
        let value = self.value.as_str();
        let error = |message: String| LineError { line: self.line, message };
        let by_xpath = || xpath::parse(value).map(Finder::XPath).map_err(error);
        let finder = match self.language {
            Language::XPath => by_xpath()?,
            Language::Either if is_xpath(value) => by_xpath()?,
            Language::Either => Finder::Css(
                Selector::parse(value).map_err(|e| error(format!("not a CSS selector: {e}")))?,
            ),
            Language::IdOrClass => Finder::IdOrClass(value.into()),
            Language::ImageSource => Finder::ImageSource(value.into()),
        };
        let at = RuleLine {
            place: format!("{file}:{}", self.line),
            key: self.key.name(),
            expression: value.to_owned(),
        };
        Ok(Directive { key: self.key, finder, at: Arc::new(at) })
    }
}

/// Whether an expression can only be XPath: no CSS selector begins with a slash, a bracket or
/// quote, a path of dots, or a function call.
fn is_xpath(text: &str) -> bool {
    text.starts_with(['/', '(', '\'', '"'])
        || text.starts_with("./")
        || text.starts_with("..")
        || Function::starts_call(text)
}
