//! Keeps or cuts each table as a whole, with its caption.

use rustc_hash::FxHashMap;

use crate::block::{
    Block, BlockKind, Blocks, Boilerplate, Container, Landmark, Role, Stage, Verdict,
};

/// Share of a table's rows above which the whole table is kept.
const MAJORITY: f32 = 0.5;

/// Elements from a block up to which the figure around its table is looked for.
const MAX_IN_FIGURE: usize = 6;

/// Decides on all tables of the page.
pub(super) fn decide(blocks: &mut Blocks) {
    // All rows of each table, and those that are kept.
    let mut rows: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    for (block, table) in blocks.list.iter().filter_map(|b| Some((b, row_of(b)?))) {
        let (all, kept) = rows.entry(table).or_default();
        *all += 1;
        *kept += u32::from(block.is_body());
    }
    if rows.is_empty() {
        return;
    }
    for i in 0..blocks.list.len() {
        let Some(table) = table_of(blocks, i) else { continue };
        let (all, kept) = rows.get(&table).copied().unwrap_or_default();
        let block = &mut blocks.list[i];
        let is_settled =
            if all > 1 && row_of(block).is_some() { is_final(block) } else { block.is_settled() };
        if is_settled {
            continue;
        }
        let keep = kept as f32 > MAJORITY * all as f32;
        if keep && !block.is_body() {
            block.add_ruling(
                Verdict::Keep(Role::Body),
                Stage::Groups,
                "table-whole",
                "most of its table is kept",
            );
        } else if !keep && block.is_body() {
            block.add_ruling(
                Verdict::Cut(Boilerplate::Other),
                Stage::Groups,
                "table-whole",
                "most of its table is cut",
            );
        }
    }
}

fn row_of(block: &Block) -> Option<u32> {
    match block.kind {
        BlockKind::TableRow { table, .. } => Some(table),
        _ => None,
    }
}

/// Whether a row stays as it is. A phrase rule sees a row as a line of the page, but a phrase of
/// the page's chrome may be the content of a cell.
fn is_final(row: &Block) -> bool {
    row.rulings().iter().any(|ruling| match ruling.stage {
        Stage::User | Stage::Site => true,
        Stage::Rules => {
            matches!(ruling.verdict, Verdict::Cut(Boilerplate::Widget | Boilerplate::Consent))
        }
        _ => false,
    })
}

/// The table that a block is a row or the caption of. A caption stands before its table, or it is
/// the caption of a figure that holds the table.
fn table_of(blocks: &Blocks, i: usize) -> Option<u32> {
    let block = &blocks.list[i];
    if block.kind != BlockKind::Caption {
        return row_of(block);
    }
    let table = |i: usize| blocks.list.get(i).and_then(row_of);
    if blocks.containers.get(block.container as usize)?.tag == "caption" {
        return table(i + 1);
    }
    let figure = |i: usize| {
        let is_figure = |c: &Container| c.landmark == Some(Landmark::Figure);
        let mut around = blocks.ancestors(blocks.list[i].container).take(MAX_IN_FIGURE);
        around.find(|(_, c)| is_figure(c)).map(|(id, _)| id)
    };
    let own = figure(i)?;
    let beside = [i.checked_sub(1), Some(i + 1)];
    beside.into_iter().flatten().find_map(|j| table(j).filter(|_| figure(j) == Some(own)))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    const ROW: BlockKind = BlockKind::TableRow { table: 0, header: false };

    /// Blocks of a kind in a container, each kept or cut in a stage.
    fn check(list: &[(BlockKind, u32, bool, Stage)], expected: &[bool]) {
        let container = |parent, tag: &'static str, landmark| Container {
            parent,
            tag: Cow::Borrowed(tag),
            landmark,
            ..Container::default()
        };
        let containers = vec![
            container(None, "page", None),
            container(Some(0), "figure", Some(Landmark::Figure)),
            container(Some(1), "table", Some(Landmark::Table)),
            container(Some(2), "caption", None),
            container(Some(1), "figcaption", None),
        ];
        let block = |&(kind, container, keep, stage): &(BlockKind, u32, bool, Stage)| {
            let mut block = Block { kind, container, ..Block::default() };
            let cut = Verdict::Cut(Boilerplate::Newsletter);
            block.add_ruling(if keep { Verdict::Keep(Role::Body) } else { cut }, stage, "x", "");
            block
        };
        let mut blocks = Blocks { list: list.iter().map(block).collect(), containers };
        decide(&mut blocks);
        let kept: Vec<_> = blocks.list.iter().map(Block::is_body).collect();
        assert_eq!(kept, expected);
    }

    #[test]
    fn a_table_is_kept_or_cut_with_all_its_rows() {
        let row = |keep, stage| (ROW, 2, keep, stage);
        let (weighed, phrase) = (Stage::Classifier, Stage::Rules);
        check(&[row(true, weighed), row(true, weighed), row(false, weighed)], &[true; 3]);
        check(&[row(true, weighed), row(false, weighed), row(false, weighed)], &[false; 3]);
        // A cell may hold the words of a phrase rule.
        check(&[row(true, weighed), row(false, phrase), row(true, weighed)], &[true; 3]);
        check(&[row(false, phrase)], &[false]);
        let by_user = [row(true, weighed), row(true, weighed), row(false, Stage::User)];
        check(&by_user, &[true, true, false]);
    }

    #[test]
    fn a_caption_goes_with_its_table() {
        let row = |keep| (ROW, 2, keep, Stage::Classifier);
        let caption = |container, keep| (BlockKind::Caption, container, keep, Stage::Classifier);
        check(&[caption(3, false), row(true)], &[true, true]);
        check(&[caption(3, true), row(false)], &[false, false]);
        check(&[row(true), caption(4, false)], &[true, true]);
        check(&[caption(4, false), row(true)], &[true, true]);
        // The caption of a picture above a table stays what it is.
        check(&[caption(0, false), row(true)], &[false, true]);
    }
}
