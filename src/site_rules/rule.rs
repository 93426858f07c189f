//! What the two formats come to: the rule for one site, line by line.

use std::sync::Arc;

use scraper::Selector;

use super::xpath::{self, Expr, Function};

/// A line that cannot be used: its number, from 1, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) line: usize,
    pub(crate) message: String,
}

/// A rule file as written, before its expressions are parsed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    /// The host it is for, as the file says; `None` where its name does.
    pub(crate) host: Option<String>,
    pub(crate) lines: Vec<DraftLine>,
    /// Whether the judge decides where no `body` finds anything.
    pub(crate) leaves_it_to_the_judge: bool,
    pub(crate) tests: Vec<SiteTest>,
    /// What is read and not used.
    pub(crate) notes: Vec<Fault>,
}

/// One line: what it is about and its expression.
#[derive(Debug, Clone)]
pub(crate) struct DraftLine {
    pub(crate) key: Key,
    pub(crate) line: usize,
    pub(crate) value: String,
    pub(crate) language: Language,
}

/// How an expression is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    XPath,
    /// XPath where it looks like it, else CSS.
    Either,
    /// Words that stand in a class or id.
    IdOrClass,
    /// A part of the address of an image.
    ImageSource,
}

/// What a line is about.
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
    pub(crate) fn named(name: &str) -> Option<Self> {
        KEYS.iter().find(|(n, _)| *n == name).map(|(_, key)| *key)
    }

    pub(crate) fn name(self) -> &'static str {
        KEYS.iter().find(|(_, key)| *key == self).map_or("", |(name, _)| name)
    }

    /// How its value is read in a file whose expressions are in `language`.
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
    pub(crate) leaves_it_to_the_judge: bool,
}

/// One line of a rule.
#[derive(Debug)]
pub(crate) struct Directive {
    pub(crate) key: Key,
    pub(crate) finder: Finder,
    pub(crate) at: Arc<RuleLine>,
}

/// How its elements are found.
#[derive(Debug)]
pub(crate) enum Finder {
    XPath(Expr),
    Css(Selector),
    IdOrClass(Box<str>),
    ImageSource(Box<str>),
}

/// A line of a rule file: what a ruling or a field names as its source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleLine {
    /// The file and the number of the line, as `news.example.txt:3`.
    pub place: String,
    /// The key, such as `body`.
    pub key: &'static str,
    /// The expression as written.
    pub expression: String,
}

/// A page on which a rule shows that it still works.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteTest {
    /// The page's address, where one is given.
    pub url: Option<String>,
    /// The file of the saved page, where one is given.
    pub page: Option<String>,
    /// Texts that the article must have.
    pub contains: Vec<String>,
    /// Texts that it must not have.
    pub lacks: Vec<String>,
    /// The line where the test stands.
    pub line: usize,
}

impl Draft {
    /// The rule, with its expressions parsed, of a file called `file`; or the first line that cannot be used.
    pub(crate) fn compile(&self, file: &str) -> Result<SiteRule, Fault> {
        let directives =
            self.lines.iter().map(|line| line.compile(file)).collect::<Result<_, _>>()?;
        Ok(SiteRule { directives, leaves_it_to_the_judge: self.leaves_it_to_the_judge })
    }
}

impl DraftLine {
    fn compile(&self, file: &str) -> Result<Directive, Fault> {
        let value = self.value.as_str();
        let fault = |message: String| Fault { line: self.line, message };
        let by_xpath = || xpath::parse(value).map(Finder::XPath).map_err(fault);
        let finder = match self.language {
            Language::XPath => by_xpath()?,
            Language::Either if is_xpath(value) => by_xpath()?,
            Language::Either => Finder::Css(
                Selector::parse(value).map_err(|e| fault(format!("not a CSS selector: {e}")))?,
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

/// Whether an expression can only be XPath: no CSS selector begins with a slash, a bracket or quote, a path of dots, or the call of a function.
fn is_xpath(text: &str) -> bool {
    text.starts_with(['/', '(', '\'', '"'])
        || text.starts_with("./")
        || text.starts_with("..")
        || Function::opens(text)
}
