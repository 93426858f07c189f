//! Keeps or cuts the notes of a story as one.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::block::{Block, BlockKind, Blocks, Boilerplate, Role, SpanKind, Stage, Verdict};

/// Share of the words of the notes above which all are kept because the classifier kept these.
const MAJORITY: f32 = 0.5;

/// Share of their bytes in links and titles above which notes are citations, which only list
/// sources.
const MAX_CITED: f32 = 0.4;

/// Words on average below which notes are citations, such as `Vance 1902, p. 14`.
const MIN_WORDS: f32 = 6.0;

/// Decides on the notes: those beside the line go with the line, and those at the end stay or go
/// together. They stay if the story names them, unless the classifier cuts them and they are
/// citations, or the small print of a page that sells something.
pub(super) fn decide(blocks: &mut Blocks, sells: impl Fn(&Blocks) -> bool) {
    // Whether a kept block names the note, and the last block that names it.
    let mut marks: FxHashMap<Arc<str>, (bool, usize)> = FxHashMap::default();
    let mut at_end: Vec<usize> = Vec::new();
    let mut beside: Vec<(usize, bool)> = Vec::new();
    let mut line = None;
    for (i, block) in blocks.list.iter().enumerate() {
        if let Some(id) = note_of(block) {
            match marks.get(id) {
                Some((_, last)) if line == Some(*last) => {
                    beside.push((i, blocks.list[*last].is_kept()));
                }
                _ => at_end.push(i),
            }
            continue;
        }
        line = Some(i);
        for span in &block.spans {
            if let SpanKind::NoteMark(id) = &span.kind {
                let mark = marks.entry(Arc::clone(id)).or_default();
                *mark = (mark.0 || block.is_kept(), i);
            }
        }
    }
    for (i, keep) in beside {
        rule(&mut blocks.list[i], keep, "beside-line", "it goes with its line");
    }
    let named: FxHashSet<&str> =
        marks.iter().filter(|(_, (kept, _))| *kept).map(|(id, _)| &**id).collect();
    at_end.retain(|&i| note_of(&blocks.list[i]).is_some_and(|id| named.contains(&**id)));
    if at_end.is_empty() {
        return;
    }
    let wanted = keeps(at_end.iter().map(|&i| &blocks.list[i]));
    let keep = wanted.unwrap_or_else(|| !sells(blocks));
    for &i in &at_end {
        rule(&mut blocks.list[i], keep, "notes-whole", "the notes of a story go together");
    }
    // Their heading goes with them.
    let heading = at_end[0].checked_sub(1).filter(|&h| {
        matches!(blocks.list[h].kind, BlockKind::Heading(_))
            && blocks.list[h].text.split_whitespace().nth(2).is_none()
    });
    if let Some(heading) = heading.filter(|_| !keep) {
        rule(&mut blocks.list[heading], false, "notes-whole", "the notes under it are cut");
    }
}

fn note_of(block: &Block) -> Option<&Arc<str>> {
    block.spans.iter().find_map(|s| match &s.kind {
        SpanKind::Note { id, .. } => Some(id),
        _ => None,
    })
}

/// Whether these notes stay; `None` if they are texts that the classifier cuts.
fn keeps<'b>(notes: impl Iterator<Item = &'b Block>) -> Option<bool> {
    let (mut words, mut kept, mut bytes, mut cited, mut count) = (0, 0, 0, 0, 0);
    for note in notes {
        let own = note.text.split_whitespace().count();
        words += own;
        kept += if note.is_kept() { own } else { 0 };
        bytes += note.text.len();
        count += 1;
        cited += note
            .spans
            .iter()
            .filter(|s| matches!(s.kind, SpanKind::Link(_) | SpanKind::Emphasis))
            .map(|s| (s.range.end - s.range.start) as usize)
            .sum::<usize>();
    }
    let is_citations =
        cited as f32 > MAX_CITED * bytes as f32 || (words as f32) < MIN_WORDS * count as f32;
    let is_kept = kept as f32 > MAJORITY * words as f32;
    (is_kept || is_citations).then_some(is_kept)
}

fn rule(block: &mut Block, keep: bool, name: &'static str, why: &'static str) {
    if block.is_settled() || keep == block.is_kept() {
        return;
    }
    let verdict = if keep { Verdict::Keep(Role::Body) } else { Verdict::Cut(Boilerplate::Other) };
    block.add_ruling(verdict, Stage::Groups, name, why);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Span;

    /// A block that the classifier keeps or cuts; `span` covers its whole text.
    fn block(text: &str, keep: bool, span: Option<SpanKind>) -> Block {
        let range = 0..text.len() as u32;
        let mut block = Block {
            text: text.to_owned(),
            spans: span.map(|kind| Span { range, kind }).into_iter().collect(),
            ..Block::default()
        };
        let verdict =
            if keep { Verdict::Keep(Role::Body) } else { Verdict::Cut(Boilerplate::Other) };
        block.add_ruling(verdict, Stage::Classifier, "weighed", "");
        block
    }

    fn note(id: &str) -> Option<SpanKind> {
        Some(SpanKind::Note { id: id.into(), label: id.into() })
    }

    #[track_caller]
    fn check(list: Vec<Block>, expected: &[bool]) {
        check_page(list, false, expected);
    }

    #[track_caller]
    fn check_page(list: Vec<Block>, sells: bool, expected: &[bool]) {
        let mut blocks = Blocks { list, ..Blocks::default() };
        decide(&mut blocks, |_| sells);
        let kept: Vec<_> = blocks.list.iter().map(Block::is_kept).collect();
        assert_eq!(kept, expected);
    }

    #[test]
    fn notes_in_words_stay_with_the_story_that_names_them() {
        let words = "The key is at the bakery, behind the coats.";
        let mark = |id: &str| Some(SpanKind::NoteMark(id.into()));
        check(
            vec![
                block("A loft[1] and a barn.", true, mark("1")),
                block("About us", false, None),
                block(words, false, note("1")),
                block(words, false, note("2")),
            ],
            // The second one belongs to no mark that is kept.
            &[true, false, true, false],
        );
        check(
            vec![
                block("A loft[1]", true, mark("1")),
                block("[2]", true, mark("2")),
                block("Vance 1902", false, note("1")),
                block("Penn 1903", true, note("2")),
                block("More.", true, None),
            ],
            &[true, true, false, true, true],
        );
    }

    #[test]
    fn small_print_of_a_product_stays_only_if_the_classifier_keeps_it() {
        let words = "Battery life varies with use and settings.";
        for keep in [true, false] {
            let mark = Some(SpanKind::NoteMark("1".into()));
            let list = vec![
                block("A phone[1]", true, mark),
                block("Buy now", false, None),
                block(words, keep, note("1")),
            ];
            check_page(list, true, &[true, false, keep]);
        }
    }

    #[test]
    fn citations_that_the_classifier_cuts_go() {
        let mark = |id: &str| Some(SpanKind::NoteMark(id.into()));
        let heading = Block { kind: BlockKind::Heading(2), ..block("Notes", true, None) };
        check(
            vec![
                block("A loft[1]", true, mark("1")),
                heading,
                block("Vance 1902", false, note("1")),
            ],
            &[true, false, false],
        );
    }

    #[test]
    fn a_note_beside_the_line_goes_with_its_line() {
        let mark = |id: &str| Some(SpanKind::NoteMark(id.into()));
        check(
            vec![
                block("A loft[1]", true, mark("1")),
                block("Vance 1902", false, note("1")),
                block("A barn[2]", false, mark("2")),
                block("Penn 1903", true, note("2")),
            ],
            &[true, true, false, false],
        );
    }
}
