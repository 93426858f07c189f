//! Keeps or cuts together what belongs together: the rows of a table, and a last crosshead with the
//! section under it that was cut.

use rustc_hash::FxHashMap;

use crate::block::{Block, BlockKind, Blocks, Boilerplate, Role, Stage, Verdict};

/// Share of a table's rows above which the whole table is kept.
const TABLE_MAJORITY: f32 = 0.5;

/// Decides on all groups.
pub(super) fn apply(blocks: &mut Blocks) {
    decide_tables(blocks);
    cut_last_crosshead(blocks);
}

/// Keeps or cuts each table as a whole.
fn decide_tables(blocks: &mut Blocks) {
    let mut rows: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    for block in &blocks.list {
        if let BlockKind::TableRow { table, .. } = block.kind {
            let (all, kept) = rows.entry(table).or_default();
            *all += 1;
            *kept += u32::from(block.is_body());
        }
    }
    for block in &mut blocks.list {
        if let BlockKind::TableRow { table, .. } = block.kind
            && !block.is_settled()
        {
            let (all, kept) = rows.get(&table).copied().unwrap_or_default();
            let keep = kept as f32 > TABLE_MAJORITY * all as f32;
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
}

/// Cuts a kept heading at the very end of the text: the section under it was cut. This needs body
/// text right before the heading. A heading after another heading is an item of a list of headings,
/// and such lists are the text of many pages.
fn cut_last_crosshead(blocks: &mut Blocks) {
    let is_text = |b: &Block| b.is_body() && !b.text.is_empty();
    let is_heading = |b: &Block| matches!(b.kind, BlockKind::Heading(_));
    let is_open = |b: &Block| is_heading(b) && !b.is_settled();
    let Some(last) = blocks.list.iter().rposition(is_text).filter(|&i| is_open(&blocks.list[i]))
    else {
        return;
    };
    if blocks.list[..last].iter().rfind(|b| is_text(b)).is_some_and(|before| !is_heading(before)) {
        blocks.list[last].add_ruling(
            Verdict::Cut(Boilerplate::Related),
            Stage::Groups,
            "heads-nothing",
            "no article text follows it",
        );
    }
}
