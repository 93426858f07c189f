//! The names around a block: marks and landmarks are columns, filled with the nearness of the container that has them: 3 the block's own, 2 within three
//! steps, 1 farther; 0 where none has.

use super::table::Cells;
use crate::block::{Blocks, Container, ContainerId, Landmark};
use crate::rules::Mark;

/// Containers above its own whose names are near a block.
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
/// The marks that are columns. What the others say the linear model of names says too: trees that had all of them did not ask.
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
/// How many columns there are.
pub(super) const COLUMNS: usize = LANDMARKS.len() + MARKS.len();

/// The names of the columns, in order.
pub(super) fn columns() -> impl Iterator<Item = String> {
    let landmarks = LANDMARKS.iter().map(|(_, name)| format!("landmark:{name}"));
    landmarks.chain(MARKS.iter().map(|mark| format!("mark:{}", mark.name())))
}

/// The names of each container of a page.
pub(super) struct NearNames {
    own: Vec<Names>,
    /// Its own and those of all parts of the page around it.
    around: Vec<Names>,
}

/// Landmarks and marks: a bit for each column.
#[derive(Debug, Clone, Copy, Default)]
struct Names(u64);

impl NearNames {
    /// Of a page of which these containers are parts: the names of others tell nothing of one block that they do not tell of all.
    pub(super) fn of(blocks: &Blocks, is_part: &[bool]) -> Self {
        let own: Vec<Names> = blocks.containers.iter().map(Names::of).collect();
        // A parent stands before its children, and what is around a part of the page is around all that is in it.
        let mut around: Vec<Names> = Vec::with_capacity(own.len());
        for (container, own) in blocks.containers.iter().zip(&own) {
            let above = container
                .parent
                .filter(|&parent| is_part[parent as usize])
                .map(|parent| around[parent as usize]);
            around.push(own.and(above.unwrap_or_default()));
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
        let near =
            parts.fold(Names::default(), |all, (above, _)| all.and(self.own[above as usize]));
        for (names, nearness) in [
            (self.around[container as usize], 1.0),
            (near, 2.0),
            (self.own[container as usize], 3.0),
        ] {
            names.columns().for_each(|column| columns.set(column, nearness));
        }
    }
}

impl Names {
    fn of(container: &Container) -> Self {
        let landmark = container
            .landmark
            .and_then(|own| LANDMARKS.iter().position(|(landmark, _)| *landmark == own));
        let marks = MARKS.iter().enumerate().filter(|(_, mark)| container.marks.has(**mark));
        let columns = marks.map(|(place, _)| LANDMARKS.len() + place).chain(landmark);
        Self(columns.fold(0, |bits, column| bits | 1 << column))
    }

    fn and(self, other: Self) -> Self {
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
