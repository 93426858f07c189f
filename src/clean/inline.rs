//! Removes shortcodes of missing plugins that leaked into the article text.

use std::ops::Range;

use crate::block::{Block, BlockKind, Blocks, Boilerplate, Span, SpanKind, Stage, Verdict};
use crate::rules::shortcodes_in;

/// Removes shortcodes from kept lines, and cuts a line that has no other text. Program code is left
/// unchanged.
pub(super) fn remove_shortcodes(blocks: &mut Blocks) {
    for block in blocks.list.iter_mut().filter(|b| b.is_kept() && b.kind != BlockKind::Preformatted)
    {
        let mut codes =
            block.spans.iter().filter(|s| s.kind == SpanKind::Code).map(|s| &s.range).peekable();
        let mut code_end = 0;
        let mut found = shortcodes_in(&block.text);
        found.retain(|r| {
            while let Some(code) = codes.next_if(|c| c.start as usize <= r.start) {
                code_end = code_end.max(code.end as usize);
            }
            r.start >= code_end
        });
        if found.is_empty() {
            continue;
        }
        remove(block, &found);
        trim(block);
        if block.text.is_empty() {
            block.add_ruling(
                Verdict::Cut(Boilerplate::Widget),
                Stage::Clean,
                "shortcode",
                "only a shortcode",
            );
        }
    }
}

/// Removes byte ranges, sorted and disjoint, from the text of a block; spans shrink and move with
/// it.
///
/// It works in one pass because a hostile line holds a million shortcodes.
fn remove(block: &mut Block, ranges: &[Range<usize>]) {
    let mut text = String::with_capacity(block.text.len());
    // Bytes removed before each range, and after the last one.
    let mut gone = vec![0];
    let mut at = 0;
    for range in ranges {
        text.push_str(&block.text[at..range.start]);
        at = range.end;
        gone.push(at - text.len());
    }
    text.push_str(&block.text[at..]);
    let moved = |at: u32| {
        let at = at as usize;
        let before = ranges.partition_point(|r| r.end <= at);
        let inside = ranges.get(before).map_or(0, |r| at.saturating_sub(r.start));
        (at - gone[before] - inside) as u32
    };
    for Span { range, .. } in &mut block.spans {
        *range = moved(range.start)..moved(range.end);
    }
    block.text = text;
}

/// Removes white space at the ends and makes double spaces single.
fn trim(block: &mut Block) {
    let bytes = block.text.as_bytes();
    let end = block.text.trim_end().len();
    let start = (block.text.len() - block.text.trim_start().len()).min(end);
    let doubled =
        (start + 1..end).filter(|&i| bytes[i] == b' ' && bytes[i - 1] == b' ').map(|i| i..i + 1);
    let extra: Vec<_> =
        std::iter::once(0..start).chain(doubled).chain(std::iter::once(end..bytes.len())).collect();
    remove(block, &extra);
    block.spans.retain(|s| {
        s.range.start < s.range.end
            || matches!(s.kind, SpanKind::Break | SpanKind::Cell) && !block.text.is_empty()
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut block = Block { text: text.to_owned(), ..Block::default() };
        block.add_ruling(Verdict::Keep(crate::block::Role::Body), Stage::Classifier, "weighed", "");
        let mut blocks = Blocks { list: vec![block], ..Blocks::default() };
        remove_shortcodes(&mut blocks);
        assert_eq!(blocks.list[0].text, expected);
    }

    #[test]
    fn builder_tags_are_removed_and_the_text_between_them_stays() {
        check(
            "[vc_row][vc_column_text]The bridge opens on Monday.[/vc_column_text][/vc_row]",
            "The bridge opens on Monday.",
        );
        check(
            "Call now [contact-form-7 id=\"12\" title=\"Contact\"] or write.",
            "Call now or write.",
        );
        check("Hello {{ user.name }}, welcome.", "Hello , welcome.");
        check("{alertWarning} The ford is closed. {gallery}ford{/gallery}", "The ford is closed.");
    }

    #[test]
    fn spans_move_with_the_remaining_text() {
        let text = "[vc_row]  It  rained [vc_column]all day.[/vc_column] ".to_owned();
        let at = |part: &str| text.find(part).map_or(0..0, |n| n as u32..(n + part.len()) as u32);
        let span = |range| Span { range, kind: SpanKind::Strong };
        let spans = vec![span(at("[vc_row]")), span(at("rained [vc_column]all")), span(at("day."))];
        let mut block = Block { text: text.clone(), spans, ..Block::default() };
        block.add_ruling(Verdict::Keep(crate::block::Role::Body), Stage::Classifier, "weighed", "");
        let mut blocks = Blocks { list: vec![block], ..Blocks::default() };
        remove_shortcodes(&mut blocks);
        let block = &blocks.list[0];
        let covered: Vec<_> = block
            .spans
            .iter()
            .map(|s| &block.text[s.range.start as usize..s.range.end as usize])
            .collect();
        assert_eq!(
            (block.text.as_str(), covered),
            ("It rained all day.", vec!["rained all", "day."])
        );
    }

    #[test]
    fn editorial_brackets_and_code_stay() {
        for text in [
            "“[B]ut if I were you,” he said […] and left [sic].",
            "See [1] and text[i] = x[i:j].",
            "[Video call from the front]",
        ] {
            check(text, text);
        }
    }
}
