//! Class marks: the meanings that the class, id and attributes of an element can suggest.
//!
//! The tables that map words to marks are in [`rules`](crate::rules).

/// Declares the marks and their names in one place.
macro_rules! marks {
    ($($(#[$doc:meta])* $variant:ident $name:literal,)*) => {
        /// One meaning that class, id or attributes of an element suggest.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Mark { $($(#[$doc])* $variant,)* }

        impl Mark {
            /// Every mark, in the order of its bit.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name of the mark in the tables.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

marks! {
    /// Holds the running text.
    Story "story",
    /// Generic: "content", "body" or "text".
    Content "content",
    /// A paragraph by class.
    Paragraph "paragraph",
    /// An article or post as a whole.
    Article "article",
    /// A headline or title.
    Title "title",
    /// A standfirst, summary or excerpt.
    Standfirst "standfirst",
    /// A caption or credit.
    Caption "caption",
    /// A quotation.
    Quote "quote",
    /// Questions and answers, accordions.
    Faq "faq",
    /// Share buttons.
    Share "share",
    /// Social networks.
    Social "social",
    /// Related, recommended, more to read.
    Related "related",
    /// Newest, most read, trending.
    Popular "popular",
    /// Newsletters and sign-up.
    Newsletter "newsletter",
    /// Promotions and calls to action.
    Promo "promo",
    /// Advertising.
    Advert "advert",
    /// Reader comments.
    Comment "comment",
    /// The writer: byline or biography.
    Author "author",
    /// Dates, reading time and other small print above a story.
    Meta "meta",
    /// Tags and categories.
    Tags "tags",
    /// Menus, breadcrumbs, pagination.
    Navigation "navigation",
    /// The head of a page or part.
    Header "header",
    /// The foot of a page or part.
    Footer "footer",
    /// Beside the story.
    Sidebar "sidebar",
    /// Widgets of a publishing system.
    Widget "widget",
    /// Cookie and consent prompts.
    Consent "consent",
    /// Overlays of any kind.
    Overlay "overlay",
    /// A table of contents.
    Contents "contents",
    /// Subscription walls.
    Paywall "paywall",
    /// Video, audio, podcasts.
    Player "player",
    /// Galleries and carousels.
    Gallery "gallery",
    /// Forms, search, sign-in.
    Form "form",
    /// For screen readers only.
    ScreenReader "screen-reader",
    /// Hidden by class or id.
    HiddenByName "hidden",
    /// Buttons and bare links.
    Button "button",
    /// Cards and teasers.
    Card "card",
    /// Lists of items.
    List "list",
    /// Ratings, prices, shop.
    Shop "shop",
    /// Copyright, terms, disclaimers.
    Legal "legal",
    /// Logos and brands.
    Logo "logo",
    /// Skip links, back to top, print.
    Tool "tool",
    /// Donations and membership.
    Support "support",
    /// `itemprop` or `property` that names the body of an article.
    BodyProperty "body-property",
    /// `itemprop` that names anything else of an article.
    OtherProperty "other-property",
    /// `aria-hidden`.
    AriaHidden "aria-hidden",
    /// Tweets, posts and other foreign pieces.
    Embed "embed",
    /// Footnotes and references.
    Footnote "footnote",
    /// Code.
    Code "code",
    /// Recipes, steps, ingredients.
    Recipe "recipe",
}

/// A small set of [`Mark`]s.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks(u64);

impl Marks {
    /// Whether the mark is in the set.
    #[must_use]
    pub fn has(self, mark: Mark) -> bool {
        self.0 & (1 << mark as u8) != 0
    }

    /// Whether any of these marks is in the set.
    #[must_use]
    pub fn has_any(self, marks: &[Mark]) -> bool {
        marks.iter().any(|&m| self.has(m))
    }

    /// The set of these marks.
    pub(crate) const fn from_list(marks: &[Mark]) -> Self {
        let (mut set, mut at) = (0, 0);
        while at < marks.len() {
            set |= 1 << marks[at] as u8;
            at += 1;
        }
        Self(set)
    }

    /// Whether the sets have a mark in common.
    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Adds a mark.
    pub fn add(&mut self, mark: Mark) {
        self.0 |= 1 << mark as u8;
    }

    /// Both sets together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The marks in the set, in order.
    pub fn iter(self) -> impl Iterator<Item = Mark> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let mark = Mark::ALL.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(*mark)
        })
    }
}
