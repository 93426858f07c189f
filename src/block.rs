//! The value that is judged: blocks of text in reading order and the containers that held them.
//!
//! [`Blocks`] is the hinge of the project. Under it is HTML, above it there is none. It is owned and `Send`, so a parsed page
//! can be judged on any thread, and a test of the judge is a few block literals.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;

use crate::marks::Marks;
use crate::site_rules::RuleLine;

/// A page cut into blocks, with the tree of containers that held them.
#[derive(Debug, Clone, Default)]
pub struct Blocks {
    /// Every block of the page in reading order, kept or not.
    pub list: Vec<Block>,
    /// The elements that held them; a parent stands before its children. The first is the page itself.
    pub containers: Vec<Container>,
}

/// Index of a container in [`Blocks::containers`].
pub type ContainerId = u32;

/// One unit of text in reading order, kept or cut whole.
#[derive(Debug, Clone, Default)]
pub struct Block {
    /// What the markup says it is.
    pub kind: BlockKind,
    /// One line of text; white space squeezed as CSS would (lines kept in [`BlockKind::Preformatted`]). Empty for an image or
    /// an embed.
    pub text: String,
    /// Links, emphasis, breaks and cells, as byte ranges of `text`, in order of their start.
    pub spans: Vec<Span>,
    /// The innermost element that held it.
    pub container: ContainerId,
    /// Hidden by attribute, inline style or a screen-reader class.
    pub hidden: bool,
    /// How likely the judge holds it to be copy, 0.0 to 1.0; 0.0 before it was asked.
    pub score: f32,
    /// Every ruling, in order; the last stands.
    pub rulings: Vec<Ruling>,
}

/// What the markup says a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BlockKind {
    /// Prose, or anything not said to be something else.
    #[default]
    Paragraph,
    /// `h1` to `h6`; the number is the level, 1 to 6.
    Heading(u8),
    /// The first block of a list item.
    ListItem {
        /// 1 for an item of an outermost list.
        depth: u8,
        /// The item's number in an ordered list.
        number: Option<u32>,
    },
    /// Inside a `blockquote`.
    Quote,
    /// `pre`: line breaks and spaces count.
    Preformatted,
    /// A row of a data table; its cells are [`SpanKind::Cell`].
    TableRow {
        /// Index of the table on the page; rows of one table share it.
        table: u32,
        /// Whether its cells are headings.
        header: bool,
    },
    /// `figcaption`, or a caption of a system that uses other markup.
    Caption,
    /// An image; [`SpanKind::Image`] holds its address.
    Image,
    /// A video, tweet or other foreign piece; [`SpanKind::Embed`] holds its address.
    Embed,
}

/// A stretch of a block's text with a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Bytes of the block's text; empty for a break, an image or an embed.
    pub range: Range<u32>,
    /// What it is.
    pub kind: SpanKind,
}

/// What a span is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpanKind {
    /// A link; the address as written on the page.
    Link(Arc<str>),
    /// `em`, `i`, `cite`.
    Emphasis,
    /// `strong`, `b`.
    Strong,
    /// `code`, `kbd`, `samp`.
    Code,
    /// A line break (`br`) at this place; the text has a space there, or a newline when preformatted.
    Break,
    /// One cell of a table row.
    Cell,
    /// An image: its address and its alternative text.
    Image {
        /// The address as written on the page.
        src: Box<str>,
        /// The `alt` text; empty when there is none.
        alt: Box<str>,
    },
    /// A foreign piece: the address it is loaded from.
    Embed(Box<str>),
}

/// An element that held blocks.
#[derive(Debug, Clone, Default)]
pub struct Container {
    /// The element around it; `None` for the page itself.
    pub parent: Option<ContainerId>,
    /// Its tag, in lower case.
    pub tag: Cow<'static, str>,
    /// What part of a page it says it is.
    pub landmark: Option<Landmark>,
    /// What its class, id and attributes speak for, by the token tables of [`rules`](crate::rules).
    pub marks: Marks,
    /// Its id and class as written, for reports and for grouping; at most 200 bytes.
    pub names: Box<str>,
    /// Groups elements of one shape: a hash of the tags and classes from the page down to here.
    pub path: u32,
    /// Distance from the page.
    pub depth: u16,
    /// Hidden from sight, by itself or by an element around it.
    pub hidden: bool,
    /// What a user's selector said of it.
    pub user: Option<UserWord>,
    /// What the rule for the page's site said of it.
    pub site: Option<SiteWord>,
}

/// What a user's selector said of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserWord {
    /// `--keep`
    Keep,
    /// `--prune`
    Prune,
    /// `--filter-list`
    Filter,
}

/// What a line of a site's rule said of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteWord {
    /// What becomes of its text.
    pub verdict: SiteVerdict,
    /// Where it is said.
    pub line: Arc<RuleLine>,
}

/// What becomes of the text of an element by the rule of its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteVerdict {
    /// It is the text.
    Body,
    /// It stands outside of what is the text.
    Outside,
    /// It goes.
    Strip,
}

/// A part of the page by its element or ARIA role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are those of the elements and roles")]
pub enum Landmark {
    Main,
    Article,
    Section,
    Header,
    Footer,
    Navigation,
    Aside,
    Form,
    Dialog,
    Button,
    Figure,
    List,
    Item,
    Table,
    Quote,
    Noscript,
    Details,
}

/// One decision about a block.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// Kept or cut, and as what.
    pub verdict: Verdict,
    /// Who decided: the pass of the judge.
    pub stage: Stage,
    /// Which of its rules; printed by `explain`.
    pub rule: Cow<'static, str>,
    /// Why, in words; empty when the rule's name says it all.
    pub because: String,
}

/// Kept or cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Part of the story, in this role.
    Keep(Role),
    /// Part of the site around it.
    Cut(Boilerplate),
}

/// The pass that made a ruling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the passes")]
pub enum Stage {
    Rules,
    Classifier,
    Groups,
    Furniture,
    Fallback,
    Clean,
    Site,
    User,
}

/// What a kept block is to the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the words are defined in ARCHITECTURE.md")]
pub enum Role {
    Body,
    Headline,
    Standfirst,
    Byline,
    Dateline,
    Caption,
    Credit,
}

/// What a cut block is to the site. Rules name it in snake case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum Boilerplate {
    Navigation,
    Consent,
    Widget,
    Newsletter,
    Paywall,
    Share,
    Related,
    Comment,
    Advert,
    Legal,
    Player,
    AuthorBox,
    Tags,
    Hidden,
    Repeat,
    User,
    Other,
}

impl Block {
    /// Records a ruling; it stands until a later one.
    ///
    /// This is the only place where a block is kept or cut, so the report is complete by construction.
    pub fn rule(
        &mut self,
        verdict: Verdict,
        stage: Stage,
        rule: impl Into<Cow<'static, str>>,
        because: impl Into<String>,
    ) {
        // Most blocks have one ruling or two; the usual room for four is more than all their text.
        self.rulings.reserve_exact(1);
        self.rulings.push(Ruling { verdict, stage, rule: rule.into(), because: because.into() });
    }

    /// The verdict that stands; `None` before the judge has seen the block.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.rulings.last().map(|r| r.verdict)
    }

    /// The role of a kept block; `None` for one that is cut or not judged.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        match self.verdict() {
            Some(Verdict::Keep(role)) => Some(role),
            _ => None,
        }
    }

    /// Whether the user, the rule of its site or a certain rule has ruled on it: later passes leave it alone.
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

    /// Whether it stands for an image or a foreign piece and has no text of its own.
    #[must_use]
    pub fn is_media(&self) -> bool {
        matches!(self.kind, BlockKind::Image | BlockKind::Embed)
    }
}

impl Blocks {
    /// The containers of a block, from the innermost to the page.
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
