//! What leaked into a line of copy: shortcodes of publishing systems whose plugin is gone.

use crate::block::{Block, BlockKind, Blocks, Boilerplate, Span, SpanKind, Stage, Verdict};
use crate::rules::shortcodes_in;

/// Shortcodes in one line from which it is no line of copy with leftovers but something else, best left as it is.
const MAX_SHORTCODES: usize = 100;

/// Removes shortcodes from kept lines; a line that was nothing else is cut. Program text is left alone.
pub(super) fn shortcodes(blocks: &mut Blocks) {
    for block in blocks.list.iter_mut().filter(|b| b.is_kept() && b.kind != BlockKind::Preformatted) {
        let in_code = |start: usize| block.spans.iter().any(|s| s.kind == SpanKind::Code && s.range.contains(&(start as u32)));
        let found: Vec<_> = shortcodes_in(&block.text).into_iter().filter(|r| !in_code(r.start)).collect();
        if found.is_empty() || found.len() > MAX_SHORTCODES {
            continue;
        }
        for range in found.into_iter().rev() {
            remove(block, range);
        }
        trim(block);
        if block.text.is_empty() {
            block.rule(Verdict::Cut(Boilerplate::Widget), Stage::Clean, "shortcode", "a shortcode and nothing else");
        }
    }
}

/// Takes bytes out of a block's text; spans shrink and move with it.
fn remove(block: &mut Block, range: std::ops::Range<usize>) {
    block.text.replace_range(range.clone(), "");
    let (start, end) = (range.start as u32, range.end as u32);
    let moved = |at: u32| if at >= end { at - (end - start) } else { at.min(start) };
    for Span { range, .. } in &mut block.spans {
        *range = moved(range.start)..moved(range.end);
    }
}

/// Takes white space off the ends and makes double spaces single.
fn trim(block: &mut Block) {
    let end = block.text.trim_end().len();
    remove(block, end..block.text.len());
    let start = block.text.len() - block.text.trim_start().len();
    remove(block, 0..start);
    while let Some(at) = block.text.find("  ") {
        remove(block, at..at + 1);
    }
    block.spans.retain(|s| s.range.start < s.range.end || matches!(s.kind, SpanKind::Break | SpanKind::Cell) && !block.text.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut block = Block { text: text.to_owned(), ..Block::default() };
        block.rule(Verdict::Keep(crate::block::Role::Body), Stage::Evidence, "weighed", "");
        let mut blocks = Blocks { list: vec![block], ..Blocks::default() };
        shortcodes(&mut blocks);
        assert_eq!(blocks.list[0].text, expected);
    }

    #[test]
    fn builder_tags_go_and_the_text_between_them_stays() {
        check("[vc_row][vc_column_text]The bridge opens on Monday.[/vc_column_text][/vc_row]", "The bridge opens on Monday.");
        check("Call now [contact-form-7 id=\"12\" title=\"Contact\"] or write.", "Call now or write.");
        check("Hello {{ user.name }}, welcome.", "Hello , welcome.");
        check("{alertWarning} The ford is closed. {gallery}ford{/gallery}", "The ford is closed.");
    }

    #[test]
    fn editorial_brackets_and_code_stay() {
        for text in ["“[B]ut if I were you,” he said […] and left [sic].", "See [1] and text[i] = x[i:j].", "[Video call from the front]"]
        {
            check(text, text);
        }
    }
}
