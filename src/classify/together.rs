//! What belongs together is decided together: the rows of a table, a last crosshead with the section that was cut.

use rustc_hash::FxHashMap;

use crate::block::{Block, BlockKind, Blocks, Boilerplate, Role, Stage, Verdict};

/// Share of a table's rows from which the whole table is kept or cut with them.
const TABLE_MAJORITY: f32 = 0.5;

/// Decides on what hangs together.
pub(super) fn rule(blocks: &mut Blocks) {
    tables(blocks);
    crossheads(blocks);
}

/// A table is kept or cut whole.
fn tables(blocks: &mut Blocks) {
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
                block.rule(
                    Verdict::Keep(Role::Body),
                    Stage::Context,
                    "table-whole",
                    "most of its table is kept",
                );
            } else if !keep && block.is_body() {
                block.rule(
                    Verdict::Cut(Boilerplate::Other),
                    Stage::Context,
                    "table-whole",
                    "most of its table is cut",
                );
            }
        }
    }
}

/// A kept heading at the very end, with the story right before it, heads nothing of the story: what it headed was cut. After
/// another heading it is an item of a list of headings, and those are the text of many pages.
fn crossheads(blocks: &mut Blocks) {
    let is_text = |b: &Block| b.is_body() && !b.text.is_empty();
    let is_heading = |b: &Block| matches!(b.kind, BlockKind::Heading(_));
    let is_open = |b: &Block| is_heading(b) && !b.is_settled();
    let Some(last) = blocks.list.iter().rposition(is_text).filter(|&i| is_open(&blocks.list[i]))
    else {
        return;
    };
    if blocks.list[..last].iter().rfind(|b| is_text(b)).is_some_and(|before| !is_heading(before)) {
        blocks.list[last].rule(
            Verdict::Cut(Boilerplate::Related),
            Stage::Context,
            "heads-nothing",
            "nothing of the story follows",
        );
    }
}
