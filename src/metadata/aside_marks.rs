//! The class marks of parts that do not belong to the article.

use crate::parse::arena::{NodeId, Tree};
use crate::parse::tag::Tag;
use crate::rules::{Mark, Marks};

/// The most bytes of a dateline.
const MAX_DATELINE: usize = 160;
/// The digits of a year.
const YEAR_DIGITS: usize = 4;

/// Parts of a page that never belong to the article.
pub(super) const ASIDE: Marks = Marks::from_list(&[
    Mark::Related,
    Mark::Popular,
    Mark::Comment,
    Mark::Navigation,
    Mark::Newsletter,
    Mark::Advert,
    Mark::Consent,
    Mark::Paywall,
]);
/// Parts whose dates are those of other stories.
const OTHER_STORIES: Marks = Marks::from_list(&[Mark::Related, Mark::Popular, Mark::Comment]);
/// Parts of a page that often do not belong to it.
pub(super) const DOUBTFUL: Marks = Marks::from_list(&[
    Mark::Gallery,
    Mark::Card,
    Mark::Promo,
    Mark::Sidebar,
    Mark::Widget,
    Mark::Footer,
    Mark::Overlay,
    Mark::Player,
]);

/// Whether an element beside the headline is its dateline, even if its class says otherwise:
/// `news_nav`, `share-date`. It is short and states a year outside its links.
pub(super) fn is_dateline(tree: &Tree, id: NodeId, marks: Marks) -> bool {
    if marks.meets(OTHER_STORIES) {
        return false;
    }
    let (mut length, mut has_year) = (0, false);
    let mut under = tree.after(id, id, true);
    while let Some(at) = under {
        let text = tree.text_of(at);
        length += text.trim().len();
        has_year |= text.bytes().filter(u8::is_ascii_digit).count() >= YEAR_DIGITS;
        if length > MAX_DATELINE {
            return false;
        }
        let is_link = tree.tag(at) == Tag::A;
        under = tree.after(at, id, !is_link);
    }
    has_year
}
