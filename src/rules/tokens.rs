//! What the class, id and attributes of an element speak for.
//!
//! A name is split into tokens at anything that is no letter or digit and at camelCase, and matched by whole tokens, alone
//! or in pairs: `contextmenu` is no `menu`, and `theRoleOfThings` no `hero`. The tables are data (`data/tokens.toml`).

use std::ops::Range;

use serde::Deserialize;

use super::class_words::{self, ClassWord};
use crate::text::WordMap;

/// Longest token looked at; longer ones are hashes.
const MAX_TOKEN: usize = 24;

/// Declares the marks and their names in one place.
macro_rules! marks {
    ($($(#[$doc:meta])* $variant:ident $name:literal,)*) => {
        /// One thing that names on a page speak for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Mark { $($(#[$doc])* $variant,)* }

        impl Mark {
            /// Every mark, in order of its bit.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name it has in the tables.
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
    /// Says "content", "body" or "text" and no more.
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
    /// What stands beside the story.
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
    /// Hidden by class.
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
pub struct Marks(pub u64);

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
    pub(crate) const fn of(marks: &[Mark]) -> Self {
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

/// What a class list or an id says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// What it speaks for.
    pub(crate) marks: Marks,
    /// What it says of bylines and dates.
    pub(crate) word: ClassWord,
}

/// The compiled token tables.
#[derive(Debug)]
pub(crate) struct TokenTable {
    /// A token, or two neighbouring tokens joined by a space.
    entries: WordMap<Entry>,
}

/// What is known of a token.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    marks: Marks,
    /// Whether it opens a pair.
    opens: bool,
    /// Whether it speaks of bylines or dates.
    is_of_field: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    mark: Vec<MarkTokens>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkTokens {
    id: String,
    #[allow(dead_code, reason = "the reason is for readers of the table")]
    why: String,
    tokens: Vec<String>,
}

impl TokenTable {
    /// Reads the table; `Err` names what is wrong.
    pub(crate) fn load(toml: &str) -> Result<Self, String> {
        let file: File = toml::from_str(toml).map_err(|e| e.to_string())?;
        let mut entries: WordMap<Entry> = WordMap::default();
        for mark_tokens in file.mark {
            let id = mark_tokens.id;
            let mark = Mark::ALL
                .iter()
                .find(|m| m.name() == id)
                .ok_or_else(|| format!("no mark is called {id:?}"))?;
            for token in mark_tokens.tokens {
                if let Some((first, second)) = token.split_once(' ') {
                    if second.contains(' ') {
                        return Err(format!(
                            "{id}: {token:?} is of more than two tokens, which are never looked up"
                        ));
                    }
                    entries.entry(first).opens = true;
                }
                entries.entry(&token).marks.add(*mark);
            }
        }
        class_words::speaking().for_each(|token| entries.entry(token).is_of_field = true);
        Ok(Self { entries })
    }

    /// What a class list or an id says. `scratch` is a buffer to reuse.
    pub(crate) fn read(&self, names: &str, scratch: &mut String) -> Named {
        let mut found = Named::default();
        let mut is_of_field = false;
        // The names in lower case, and behind them a pair, where a token opens one.
        scratch.clear();
        scratch.push_str(names);
        scratch.make_ascii_lowercase();
        for token in places(names).filter(|t| t.len() <= MAX_TOKEN) {
            let own = self.entry(&scratch[token.clone()]);
            found.marks = found.marks.and(own.marks);
            is_of_field |= own.is_of_field;
            if scratch.len() > names.len() {
                scratch.extend_from_within(token.clone());
                found.marks = found.marks.and(self.entry(&scratch[names.len()..]).marks);
                scratch.truncate(names.len());
            }
            if own.opens {
                scratch.extend_from_within(token);
                scratch.push(' ');
            }
        }
        // Few names do, and those are read by their parts.
        if is_of_field {
            found.word = ClassWord::of(names, scratch);
        }
        found
    }

    /// What is known of a token or pair in lower case; nothing of most.
    fn entry(&self, token: &str) -> Entry {
        self.entries.get(token).copied().unwrap_or_default()
    }
}

/// Splits a name at anything that is no letter or digit, and before a capital that follows a small letter.
pub(crate) fn split(names: &str) -> impl Iterator<Item = &str> {
    places(names).map(|place| &names[place])
}

/// Where the tokens of a name stand.
fn places(names: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = names.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            match sign_at(names, bytes, at) {
                (Sign::Gap, 0) => return None,
                (Sign::Gap, width) => at += width,
                _ => break,
            }
        }
        let start = at;
        let mut before = Sign::Gap;
        loop {
            // Most of a token are small letters.
            let small = bytes[at..].iter().take_while(|b| b.is_ascii_lowercase()).count();
            if small > 0 {
                before = Sign::Small;
            }
            at += small;
            let (sign, width) = sign_at(names, bytes, at);
            if sign == Sign::Gap || sign == Sign::Capital && before == Sign::Small {
                return Some(start..at);
            }
            at += width;
            before = sign;
        }
    })
}

/// What a character is to a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// No letter and no digit.
    Gap,
    Small,
    Capital,
    /// A digit, or a letter beyond ASCII.
    Plain,
    /// The first byte of a character beyond ASCII, which must be looked at.
    Wide,
}

/// What each byte is.
static SIGNS: [Sign; 256] = {
    let mut signs = [Sign::Gap; 256];
    let mut byte = 0;
    while byte < 256 {
        signs[byte] = match byte as u8 {
            b'a'..=b'z' => Sign::Small,
            b'A'..=b'Z' => Sign::Capital,
            b'0'..=b'9' => Sign::Plain,
            128.. => Sign::Wide,
            _ => Sign::Gap,
        };
        byte += 1;
    }
    signs
};

/// What stands at a place, and its bytes; a gap at the end.
#[inline]
fn sign_at(text: &str, bytes: &[u8], at: usize) -> (Sign, usize) {
    let Some(&byte) = bytes.get(at) else { return (Sign::Gap, 0) };
    match SIGNS[usize::from(byte)] {
        Sign::Wide => {
            let c = text[at..].chars().next().unwrap_or_default();
            (if c.is_alphanumeric() { Sign::Plain } else { Sign::Gap }, c.len_utf8())
        }
        sign => (sign, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_split_at_separators_and_camel_case() {
        let tokens: Vec<&str> = split("RelatedPosts_share-bar__HTML5 articleBody").collect();
        assert_eq!(tokens, ["Related", "Posts", "share", "bar", "HTML5", "article", "Body"]);
        assert_eq!(
            split("--menü»ÜberUns  7Up_aé").collect::<Vec<_>>(),
            ["menü", "Über", "Uns", "7Up", "aé"]
        );
        assert_eq!(split(" -_»").count(), 0);
    }

    #[test]
    fn a_token_ends_one_pair_and_opens_the_next() {
        let table = TokenTable::load(
            "[[mark]]\nid='story'\nwhy='x'\ntokens=['article body']\n[[mark]]\nid='navigation'\nwhy='x'\ntokens=['body menu', 'menu']",
        )
        .expect("loads");
        let marks = |names: &str| {
            let marks = table.read(names, &mut "left from before".to_owned()).marks;
            (marks.has(Mark::Story), marks.has(Mark::Navigation))
        };
        assert_eq!(marks("articleBody-menu"), (true, true));
        assert_eq!(marks("article-article-body"), (true, false));
        assert_eq!(marks("body_article menü"), (false, false));
        assert_eq!(
            marks("article 0123456789abcdef0123456789 body"),
            (true, false),
            "a hash between them is passed over"
        );
        assert_eq!(marks(""), (false, false));
    }

    #[test]
    fn an_entry_that_can_never_match_does_not_load() {
        let error = TokenTable::load("[[mark]]\nid='promo'\nwhy='x'\ntokens=['call to action']")
            .expect_err("refused");
        assert!(error.contains("call to action"), "{error}");
    }

    #[test]
    fn only_whole_tokens_match_alone_or_in_pairs() {
        let table =
            TokenTable::load("[[mark]]\nid='navigation'\nwhy='x'\ntokens=['menu']\n[[mark]]\nid='story'\nwhy='x'\ntokens=['article body']")
                .expect("loads");
        let marks = |names: &str| table.read(names, &mut String::new()).marks;
        assert_eq!(marks("contextmenu"), Marks::default());
        assert!(marks("main-menu").has(Mark::Navigation));
        assert!(marks("x-articleBody").has(Mark::Story));
        assert!(!marks("article-x-body").has(Mark::Story));
    }
}
