//! Blocks of text in reading order, and the containers that held them: the input of the classifier.
//!
//! [`Blocks`] is the hinge of the project: the stages before it see HTML, the stages after it do
//! not. It is owned and `Send`, so any thread can classify a parsed page, and a test of the
//! classifier is a few block literals.

mod landmark;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;

use crate::marks::Marks;
use crate::named_enum::named_enum;
use crate::site_rules::RuleLine;
pub use landmark::Landmark;

/// A page as blocks, with the tree of containers that held them.
#[derive(Debug, Clone, Default)]
pub struct Blocks {
    /// Every block of the page in reading order, kept or cut.
    pub list: Vec<Block>,
    /// The elements that held the blocks; a parent comes before its children. The first one is the
    /// page itself.
    pub containers: Vec<Container>,
}

/// Index of a container in [`Blocks::containers`].
pub type ContainerId = u32;

/// One unit of text in reading order, kept or cut as a whole.
#[derive(Debug, Clone, Default)]
pub struct Block {
    /// The kind that the markup gives it.
    pub kind: BlockKind,
    /// One line of text, with white space as CSS renders it ([`BlockKind::Preformatted`] keeps its
    /// lines). Empty for an image or an embed.
    pub text: String,
    /// Links, emphasis, breaks and cells, as byte ranges of `text`, ordered by their start.
    pub spans: Vec<Span>,
    /// The innermost element that held it.
    pub container: ContainerId,
    /// Whether an attribute, an inline style or a screen-reader class hides it.
    pub hidden: bool,
    /// The classifier's estimate that the block is main content, 0.0 to 1.0; 0.0 before the
    /// classifier has run.
    pub score: f32,
    /// Whether it is the name of a callout that the page does not print, such as "Note".
    pub(crate) is_label: bool,
    /// Whether the page shows an image in a size that neither an icon nor a portrait has.
    pub(crate) is_large: bool,
    /// Every ruling, in order; the last one is in force.
    pub(crate) rulings: Vec<Ruling>,
}

/// The kind that the markup gives a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum BlockKind {
    /// Prose, or anything else without a kind of its own.
    #[default]
    Paragraph,
    /// `h1` to `h6`; the number is the level, 1 to 6.
    Heading(u8),
    /// The first block of a list item.
    ListItem {
        /// The depth of the list: 1 for an outermost list.
        depth: u8,
        /// The number of the item in an ordered list.
        number: Option<u32>,
    },
    /// A paragraph inside a `blockquote`.
    Quote,
    /// A `pre`, in which line breaks and spaces count.
    Preformatted,
    /// A row of a data table; its cells are [`SpanKind::Cell`].
    TableRow {
        /// Index of the table on the page; all rows of one table have the same.
        table: u32,
        /// Whether its cells are headings.
        header: bool,
    },
    /// A `figcaption`, or a caption of a publishing system that uses other markup.
    Caption,
    /// An image; [`SpanKind::Image`] holds its address.
    Image,
    /// A video, a post or another embed; [`SpanKind::Embed`] holds its address and title.
    Embed,
}

/// The name used in reports, such as `heading 2`.
impl fmt::Display for BlockKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Paragraph => "paragraph",
            Self::Heading(level) => return write!(f, "heading {level}"),
            Self::ListItem { .. } => "list item",
            Self::Quote => "quote",
            Self::Preformatted => "preformatted",
            Self::TableRow { .. } => "table row",
            Self::Caption => "caption",
            Self::Image => "image",
            Self::Embed => "embed",
        })
    }
}

/// A part of a block's text with a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Bytes of the block's text; empty for a break, an image or an embed.
    pub range: Range<u32>,
    /// The meaning.
    pub kind: SpanKind,
}

/// The meaning of a span.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpanKind {
    /// A link, with its address as written on the page.
    Link(Arc<str>),
    /// `em`, `i`, `cite`.
    Emphasis,
    /// `strong`, `b`.
    Strong,
    /// `code`, `kbd`, `samp`.
    Code,
    /// Deleted or struck out text: `del`, `s`, `strike`.
    Deleted,
    /// A formula in TeX, with its delimiters in the text: `$…$`, or `$$…$$` for a displayed one.
    Math,
    /// The language of a listing, as the page names it, in lower case.
    Language(Box<str>),
    /// The mark of a footnote or endnote, with the id of the note; the text is its number in
    /// brackets.
    NoteMark(Arc<str>),
    /// The text of a footnote or endnote; all blocks of a note have such a span.
    Note {
        /// The id, which its marks name; no other note of the page has it.
        id: Arc<str>,
        /// The number or symbol that the page prints.
        label: Arc<str>,
    },
    /// The box of a task in a list, which may be checked; the text is `[x]` or `[ ]`.
    Task(bool),
    /// A further block of a list item; the number is the depth of the list.
    InItem(u8),
    /// A list item, a table row or a listing inside a quotation or a callout.
    InQuote,
    /// A line break (`br`). The text has a space there, or a newline when preformatted.
    Break,
    /// One cell of a table row.
    Cell,
    /// The text of a cell that is the heading of its row.
    RowHeader,
    /// An image.
    Image {
        /// The address as written on the page.
        src: Box<str>,
        /// The `alt` text; empty when there is none.
        alt: Box<str>,
    },
    /// An embed.
    Embed {
        /// The address that it is loaded from.
        src: Box<str>,
        /// Its title, or a word for its kind, such as `Video`.
        title: Box<str>,
    },
}

/// An element that held blocks.
#[derive(Debug, Clone, Default)]
pub struct Container {
    /// The element around it; `None` for the page itself.
    pub parent: Option<ContainerId>,
    /// Its tag, in lower case.
    pub tag: Cow<'static, str>,
    /// The part of a page that it claims to be.
    pub landmark: Option<Landmark>,
    /// The meanings of its class, id and attributes, by the token tables of
    /// [`rules`](crate::rules).
    pub marks: Marks,
    /// Its id and class as written, at most 200 bytes; for reports and for grouping.
    pub names: Box<str>,
    /// A hash of the tags and classes from the page down to here: equal for elements of one shape.
    pub path: u32,
    /// Its distance from the page, in elements.
    pub depth: u16,
    /// Whether it is hidden, by itself or by an element around it.
    pub hidden: bool,
    /// Whether an attribute gives it the address of a page, as scripts that load further articles
    /// do (`data-url`).
    pub has_address: bool,
    /// The user's selector that matches it.
    pub user: Option<UserDirective>,
    /// The line of the site rule that matches it.
    pub site: Option<SiteDirective>,
}

/// The action that a user's selector asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserDirective {
    /// Keep the text: [`Options::keep`](crate::Options::keep).
    Keep,
    /// Cut the text: [`Options::prune`](crate::Options::prune).
    Prune,
    /// Cut the text: [`Options::filters`](crate::Options::filters).
    Filter,
}

/// The action that a line of a site rule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteDirective {
    /// The effect on the text of the element.
    pub verdict: SiteVerdict,
    /// The line.
    pub line: Arc<RuleLine>,
}

/// The effect of a site rule on the text of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteVerdict {
    /// It is the main content.
    Body,
    /// It is outside the main content.
    Outside,
    /// It is removed from the main content.
    Strip,
}

/// One decision about a block.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Ruling {
    /// Kept or cut, and as what.
    pub verdict: Verdict,
    /// The stage that made the decision.
    pub stage: Stage,
    /// The name of the rule, as reports print it.
    pub rule: Cow<'static, str>,
    /// The reason in words; empty when the name of the rule says it all.
    pub because: String,
}

/// Kept or cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Part of the article, in this role.
    Keep(Role),
    /// Boilerplate of this kind.
    Cut(Boilerplate),
}

impl Verdict {
    /// The name of the role or of the kind of boilerplate.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Keep(role) => role.name(),
            Self::Cut(kind) => kind.name(),
        }
    }
}

named_enum! {
    /// The stage that made a ruling.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    Stage {
        /// Rules that decide alone.
        Rules => "rules",
        /// The trained model.
        Classifier => "classifier",
        /// Constraints on blocks that belong together.
        Groups => "groups",
        /// The roles of headline, byline, captions and the like.
        Furniture => "furniture",
        /// Text from embedded data, where the visible page lacks it.
        Fallback => "fallback",
        /// The page as a whole: it stands in place of an article.
        Page => "page",
        /// The tidying of kept text.
        Clean => "clean",
        /// The rule for the page's site.
        Site => "site",
        /// The user's selectors.
        User => "user",
    }
}

named_enum! {
    /// The role of a kept block; `docs/glossary.md` defines the words.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    Role {
        /// Running text.
        Body => "body",
        /// The title as printed.
        Headline => "headline",
        /// The lines between the headline and the first paragraph.
        Standfirst => "standfirst",
        /// The line that names the authors.
        Byline => "byline",
        /// The line that states place and date.
        Dateline => "dateline",
        /// The text under a picture.
        Caption => "caption",
        /// The maker or owner of a picture.
        Credit => "credit",
    }
}

named_enum! {
    /// The kind of a cut block. Rule files name it in snake case.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
    #[serde(rename_all = "snake_case")]
    Boilerplate {
        /// Menus, breadcrumbs, headers and footers of the site.
        Navigation => "navigation",
        /// Cookie and consent prompts.
        Consent => "consent",
        /// Parameters and remains of widgets.
        Widget => "widget",
        /// Prompts to subscribe to a newsletter.
        Newsletter => "newsletter",
        /// Prompts to pay or to log in.
        Paywall => "paywall",
        /// Buttons to share.
        Share => "share",
        /// Links to and teasers of other stories.
        Related => "related",
        /// Comments of readers and their form.
        Comment => "comment",
        /// Advertising.
        Advert => "advert",
        /// Copyright and other small print.
        Legal => "legal",
        /// Controls of audio and video players.
        Player => "player",
        /// Boxes about the author.
        AuthorBox => "author box",
        /// Lists of tags.
        Tags => "tags",
        /// Text that is not visible.
        Hidden => "hidden",
        /// Text that is printed twice.
        Repeat => "repeat",
        /// Text that the user's selectors or rules cut.
        User => "user",
        /// Anything else.
        Other => "other",
    }
}

impl Block {
    /// Every ruling, in order; the last one is in force.
    #[must_use]
    pub fn rulings(&self) -> &[Ruling] {
        &self.rulings
    }

    /// Adds a ruling, which is in force until a later one.
    ///
    /// This is the only place where a block is kept or cut, so the report is complete by
    /// construction.
    pub fn add_ruling(
        &mut self,
        verdict: Verdict,
        stage: Stage,
        rule: impl Into<Cow<'static, str>>,
        because: impl Into<String>,
    ) {
        // Most blocks have one or two rulings; the default capacity of four is larger than their
        // text.
        self.rulings.reserve_exact(1);
        self.rulings.push(Ruling { verdict, stage, rule: rule.into(), because: because.into() });
    }

    /// The verdict in force; `None` before the classifier has run.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.rulings.last().map(|r| r.verdict)
    }

    /// The role of a kept block; `None` for a block that is cut or not yet classified.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        match self.verdict() {
            Some(Verdict::Keep(role)) => Some(role),
            _ => None,
        }
    }

    /// Whether the user, a site rule or a rule has decided: later stages do not change that.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.rulings.iter().any(|r| matches!(r.stage, Stage::User | Stage::Site | Stage::Rules))
    }

    /// Whether it is kept, in any role.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.role().is_some()
    }

    /// Whether it is kept as part of the running text.
    #[must_use]
    pub fn is_body(&self) -> bool {
        self.role() == Some(Role::Body)
    }

    /// Whether it is an image or an embed, without text of its own.
    #[must_use]
    pub fn is_media(&self) -> bool {
        matches!(self.kind, BlockKind::Image | BlockKind::Embed)
    }
}

impl Blocks {
    /// The containers around `container`, itself included, from the innermost to the page.
    pub fn ancestors(
        &self,
        container: ContainerId,
    ) -> impl Iterator<Item = (ContainerId, &Container)> {
        let mut next = self.containers.get(container as usize).map(|c| (container, c));
        std::iter::from_fn(move || {
            let (id, current) = next?;
            next = current.parent.map(|p| (p, &self.containers[p as usize]));
            Some((id, current))
        })
    }
}
