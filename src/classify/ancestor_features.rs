//! Features from class marks and landmarks of a block's container and its ancestors.
//!
//! Each mark and landmark is a column. Its value is 3 if the block's own container has it, 2 if an
//! ancestor within three steps has it, 1 if a farther one has it, and 0 otherwise.

use super::table::Cells;
use crate::block::{Blocks, Container, ContainerId, Landmark};
use crate::rules::Mark;

/// Ancestors up to this many steps away are near.
const NEAR_STEPS: usize = 3;
/// The landmarks that are columns.
const LANDMARKS: &[(Landmark, &str)] = &[
    (Landmark::Main, "main"),
    (Landmark::Article, "article"),
    (Landmark::Section, "section"),
    (Landmark::Header, "header"),
    (Landmark::Footer, "footer"),
    (Landmark::Navigation, "navigation"),
    (Landmark::Aside, "aside"),
    (Landmark::Dialog, "dialog"),
    (Landmark::Figure, "figure"),
    (Landmark::List, "list"),
    (Landmark::Item, "item"),
];
/// The marks that are columns. The other marks are redundant with the linear model of class words:
/// trees that were given them never split on them.
const MARKS: &[Mark] = &[
    Mark::Story,
    Mark::Content,
    Mark::Article,
    Mark::Title,
    Mark::Standfirst,
    Mark::Caption,
    Mark::Quote,
    Mark::Faq,
    Mark::Social,
    Mark::Related,
    Mark::Popular,
    Mark::Promo,
    Mark::Comment,
    Mark::Meta,
    Mark::Navigation,
    Mark::Header,
    Mark::Footer,
    Mark::Sidebar,
    Mark::Overlay,
    Mark::Form,
    Mark::HiddenByName,
    Mark::Card,
    Mark::List,
    Mark::Shop,
    Mark::Legal,
    Mark::Tool,
    Mark::BodyProperty,
];
/// Number of columns.
pub(super) const COLUMNS: usize = LANDMARKS.len() + MARKS.len();

/// The names of the columns, in order.
pub(super) fn column_names() -> impl Iterator<Item = String> {
    let landmarks = LANDMARKS.iter().map(|(_, name)| format!("landmark:{name}"));
    landmarks.chain(MARKS.iter().map(|mark| format!("mark:{}", mark.name())))
}

/// The marks and landmarks of each container of a page.
pub(super) struct AncestorFeatures {
    own: Vec<ColumnSet>,
    /// The marks of the container and of every part of the page around it.
    around: Vec<ColumnSet>,
}

/// A set of columns, one bit for each mark and landmark.
#[derive(Debug, Clone, Copy, Default)]
struct ColumnSet(u64);

impl AncestorFeatures {
    /// Reads a page. `is_part` says which containers are only a part of it: marks of a container
    /// that holds the whole page do not distinguish its blocks.
    pub(super) fn new(blocks: &Blocks, is_part: &[bool]) -> Self {
        let own: Vec<ColumnSet> = blocks.containers.iter().map(ColumnSet::from_container).collect();
        // A parent comes before its children, and the ancestors of a part also hold everything
        // inside it.
        let mut around: Vec<ColumnSet> = Vec::with_capacity(own.len());
        for (container, own) in blocks.containers.iter().zip(&own) {
            let above = container
                .parent
                .filter(|&parent| is_part[parent as usize])
                .map(|parent| around[parent as usize]);
            around.push(own.union(above.unwrap_or_default()));
        }
        Self { own, around }
    }

    /// Fills the columns of a block in this container.
    pub(super) fn fill(
        &self,
        blocks: &Blocks,
        is_part: &[bool],
        container: ContainerId,
        out: &mut Cells<'_>,
    ) {
        let mut columns = out.take(COLUMNS);
        let parts = blocks
            .ancestors(container)
            .skip(1)
            .take(NEAR_STEPS)
            .take_while(|(above, _)| is_part[*above as usize]);
        let near = parts
            .fold(ColumnSet::default(), |near, (above, _)| near.union(self.own[above as usize]));
        for (set, nearness) in [
            (self.around[container as usize], 1.0),
            (near, 2.0),
            (self.own[container as usize], 3.0),
        ] {
            set.columns().for_each(|column| columns.set(column, nearness));
        }
    }
}

impl ColumnSet {
    fn from_container(container: &Container) -> Self {
        let landmark = container
            .landmark
            .and_then(|own| LANDMARKS.iter().position(|(landmark, _)| *landmark == own));
        let marks = MARKS.iter().enumerate().filter(|(_, mark)| container.marks.has(**mark));
        let columns = marks.map(|(i, _)| LANDMARKS.len() + i).chain(landmark);
        Self(columns.fold(0, |bits, column| bits | 1 << column))
    }

    fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn columns(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let column = rest.trailing_zeros() as usize;
            rest &= rest.checked_sub(1)?;
            Some(column)
        })
    }
}
