//! Decides for every writer which blocks are shown, in which groups, with which headline and
//! addresses.

use std::borrow::Cow;

use rustc_hash::FxHashSet;
use url::Url;

use super::options::WriteOptions;
use crate::article::{Article, ContentBlock};
use crate::block::{BlockKind, Role, SpanKind};
use crate::text::{is_invisible, printable};

/// The shown blocks of the story, without the headline.
pub(super) fn shown<'a>(article: &'a Article, options: &WriteOptions) -> Vec<&'a ContentBlock> {
    article.blocks.iter().filter(|b| b.role != Role::Headline && is_shown(b, options)).collect()
}

/// The shown reader comments; none unless the options ask for them.
pub(super) fn comments<'a>(article: &'a Article, options: &WriteOptions) -> Vec<&'a ContentBlock> {
    if options.comments {
        article.comments.iter().filter(|b| is_shown(b, options)).collect()
    } else {
        Vec::new()
    }
}

/// The headline above `blocks`; `None` without blocks, because a headline alone is not an article.
pub(super) fn headline<'a>(article: &'a Article, blocks: &[&ContentBlock]) -> Option<&'a str> {
    if blocks.is_empty() { None } else { article.headline().filter(|h| !h.trim().is_empty()) }
}

/// Groups of blocks that are written as a unit: the items of a list, the rows of a table, the
/// paragraphs of a quotation, a picture with its caption. A group is never empty; any other block
/// is a group of its own.
pub(super) fn groups<'a, 'b>(
    blocks: &'b [&'a ContentBlock],
) -> impl Iterator<Item = &'b [&'a ContentBlock]> {
    split(blocks, |run, next, numbers| {
        let (a, b) = (run[next - 1], run[next]);
        let has_note = note(a).is_some() || note(b).is_some();
        if !has_note && is_list(run) {
            // A quotation inside an item belongs to its list, but not one after the list.
            if in_quote(b) && quote_depth(b).is_none() {
                return false;
            }
        } else if !has_note && (in_quote(a) || in_quote(b)) {
            return in_quote(a) && in_quote(b);
        }
        belong_together(run, next, numbers)
    })
}

/// The groups inside a group of quoted blocks; each paragraph is one of its own.
pub(super) fn parts_of_quote<'a, 'b>(
    blocks: &'b [&'a ContentBlock],
) -> impl Iterator<Item = &'b [&'a ContentBlock]> {
    split(blocks, belong_together)
}

/// Whether a group of blocks is a list outside of quotations.
fn is_list(group: &[&ContentBlock]) -> bool {
    matches!(group[0].kind, BlockKind::ListItem { .. }) && !in_quote(group[0])
}

/// The parts of a list: its items, their further blocks, and the quotations inside items.
pub(super) fn parts_of_list<'a, 'b>(
    group: &'b [&'a ContentBlock],
) -> impl Iterator<Item = &'b [&'a ContentBlock]> {
    let has_quotes = is_list(group);
    group.chunk_by(move |a, b| has_quotes && in_quote(a) && in_quote(b))
}

/// Whether a part of a list that begins with this block is a quotation inside an item.
pub(super) fn begins_quote_in_list(list: &[&ContentBlock], block: &ContentBlock) -> bool {
    is_list(list) && in_quote(block)
}

/// The depth of the list whose item contains the quotation that a block is a part of; `None` if
/// none does.
pub(super) fn quote_depth(block: &ContentBlock) -> Option<u8> {
    match block.kind {
        BlockKind::ListItem { depth, .. } => depth.checked_sub(1).filter(|depth| *depth > 0),
        _ => in_item(block),
    }
}

/// The numbers of the outer items of a list, as far as it was read.
#[derive(Debug, Default)]
struct Numbers {
    /// The number of the last outer item; `None` before the first one.
    last: Option<Option<u32>>,
    /// Whether the numbers fall, once two are known.
    falls: Option<bool>,
}

impl Numbers {
    /// Whether an item with this number continues the list. A number that does not increase starts
    /// another list, unless the numbers fall.
    fn continue_with(&mut self, number: Option<u32>) -> bool {
        match (self.last, number) {
            (None, _) => true,
            (Some(Some(before)), Some(after)) => {
                let by_one = before.checked_sub(1) == Some(after);
                let falls = *self.falls.get_or_insert(by_one);
                if falls { before > after } else { before < after }
            }
            (Some(before), after) => before == after,
        }
    }
}

/// Splits blocks before each one that does not belong to those before it.
fn split<'a, 'b>(
    blocks: &'b [&'a ContentBlock],
    belong: impl Fn(&[&ContentBlock], usize, &mut Numbers) -> bool,
) -> impl Iterator<Item = &'b [&'a ContentBlock]> {
    let mut rest = blocks;
    std::iter::from_fn(move || {
        let mut end = usize::from(!rest.is_empty());
        let mut numbers = Numbers::default();
        while end < rest.len() && belong(rest, end, &mut numbers) {
            end += 1;
        }
        let (group, next) = rest.split_at(end);
        rest = next;
        (!group.is_empty()).then_some(group)
    })
}

/// Whether the block at `next` belongs to the group that begins the run of blocks. `numbers` are
/// those of the items in the group.
fn belong_together(run: &[&ContentBlock], next: usize, numbers: &mut Numbers) -> bool {
    let (a, b) = (run[next - 1], run[next]);
    if let BlockKind::ListItem { depth: 1, number } = a.kind {
        numbers.last = Some(number);
    }
    let (first, second) = (note(a), note(b));
    if first.is_some() || second.is_some() {
        return first.is_some() && second.is_some();
    }
    let is_in_list = matches!(a.kind, BlockKind::ListItem { .. })
        || in_item(a).is_some() && matches!(run[0].kind, BlockKind::ListItem { .. });
    match (a.kind, b.kind) {
        // Further blocks of an item belong to its list.
        _ if is_in_list && in_item(b).is_some_and(|depth| depth >= depth_of_items(run)) => true,
        (_, BlockKind::ListItem { depth: 1, number }) if is_in_list => {
            numbers.continue_with(number)
        }
        (_, BlockKind::ListItem { .. }) if is_in_list => true,
        (BlockKind::TableRow { table: before, .. }, BlockKind::TableRow { table: after, .. }) => {
            before == after
        }
        (BlockKind::Image, _) => is_caption(b),
        _ => false,
    }
}

/// The depth of the first item of a list.
fn depth_of_items(run: &[&ContentBlock]) -> u8 {
    match run[0].kind {
        BlockKind::ListItem { depth, .. } => depth,
        _ => 0,
    }
}

/// The depth of the list whose item a further block belongs to.
pub(super) fn in_item(block: &ContentBlock) -> Option<u8> {
    if matches!(block.kind, BlockKind::ListItem { .. }) {
        return None;
    }
    block.spans.iter().find_map(|span| match span.kind {
        SpanKind::InItem(depth) => Some(depth),
        _ => None,
    })
}

/// Whether a block belongs to a quotation.
pub(super) fn in_quote(block: &ContentBlock) -> bool {
    block.kind == BlockKind::Quote || block.spans.iter().any(|s| s.kind == SpanKind::InQuote)
}

/// The id and the printed label of the note that a block is a part of.
pub(super) fn note(block: &ContentBlock) -> Option<(&str, &str)> {
    block.spans.iter().find_map(|span| match &span.kind {
        SpanKind::Note { id, label } => Some((&**id, &**label)),
        _ => None,
    })
}

/// The ids of the notes among these blocks.
pub(super) fn notes<'a>(blocks: &[&'a ContentBlock]) -> FxHashSet<&'a str> {
    // A caller's own id may be anything, but Markdown has a use for some characters.
    let is_name = |id: &str| {
        !id.is_empty() && id.chars().all(|c| !c.is_whitespace() && !"[]()<>`\\^".contains(c))
    };
    blocks.iter().filter_map(|b| note(b)).map(|(id, _)| id).filter(|id| is_name(id)).collect()
}

/// Whether a block is the caption or credit of a picture.
pub(super) fn is_caption(block: &ContentBlock) -> bool {
    block.kind == BlockKind::Caption || matches!(block.role, Role::Caption | Role::Credit)
}

/// Whether a block is shown under these options.
fn is_shown(block: &ContentBlock, options: &WriteOptions) -> bool {
    let by_role = match block.role {
        Role::Headline | Role::Standfirst | Role::Body => true,
        Role::Caption | Role::Credit => options.images,
        Role::Byline | Role::Dateline => false,
    };
    let by_kind = match block.kind {
        BlockKind::TableRow { .. } => options.tables,
        BlockKind::Image | BlockKind::Embed => return by_role && options.images,
        _ => true,
    };
    by_role && by_kind && block.text.chars().any(|c| !c.is_whitespace() && !is_invisible(c))
}

/// `text` as part of one line: without invisible characters, line ends and tabs. Borrows when
/// nothing changes.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    let text = printable(text);
    let has_breaks = memchr::memchr3(b'\n', b'\r', b'\t', text.as_bytes()).is_some();
    if has_breaks { Cow::Owned(text.replace(['\n', '\r', '\t'], " ")) } else { text }
}

/// `text` with its lines: without invisible characters and without white space at the end of a
/// line; line ends are `\n`.
pub(super) fn verbatim(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: Vec<_> = printable(&text).split('\n').map(|l| l.trim_end().to_owned()).collect();
    kept.join("\n").trim_matches('\n').to_owned()
}

/// The language of a listing.
pub(super) fn language(block: &ContentBlock) -> Option<&str> {
    block.spans.iter().find_map(|span| match &span.kind {
        SpanKind::Language(name) => Some(&**name),
        _ => None,
    })
}

/// The base of addresses: the address of the input, or the canonical one of the page.
pub(super) fn base(article: &Article, options: &WriteOptions) -> Option<Url> {
    options.url.clone().or_else(|| Url::parse(&article.metadata.canonical_url.as_ref()?.value).ok())
}

/// An address that a reader can follow: absolute, with the scheme `http`, `https` or `mailto`.
/// `None` for scripts and data, for a relative address of a page without a base, and for links to
/// the top of the page, which are buttons.
pub(super) fn address(href: &str, base: Option<&Url>) -> Option<String> {
    let href = href.trim();
    if matches!(href, "" | "#" | "#!" | "#top") {
        return None;
    }
    let url = Url::options().base_url(base).parse(href).ok()?;
    // The URL parser leaves spaces and quotes in the path of a mailto address.
    matches!(url.scheme(), "http" | "https" | "mailto")
        .then(|| printable(url.as_str()).replace(' ', "%20").replace('"', "%22"))
}

/// The address of a picture: like [`address`], without `mailto`. Without a base, a relative address
/// stays as the page writes it, since a picture that is not named is lost.
pub(super) fn picture(src: &str, base: Option<&Url>) -> Option<String> {
    let src = src.trim();
    let is_relative = !src.is_empty()
        && !src.starts_with('#')
        && Url::parse(src) == Err(url::ParseError::RelativeUrlWithoutBase);
    if base.is_none() && is_relative {
        let text = printable(src);
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                ' ' => out.push_str("%20"),
                '"' => out.push_str("%22"),
                '<' => out.push_str("%3C"),
                '>' => out.push_str("%3E"),
                c if c.is_whitespace() => {}
                c => out.push(c),
            }
        }
        return Some(out);
    }
    address(src, base).filter(|url| !url.starts_with("mailto:"))
}

#[cfg(test)]
mod tests {
    use super::{address, verbatim};

    #[test]
    fn only_addresses_a_reader_may_follow_pass() {
        let base = url::Url::parse("https://news.example/a/b").ok();
        let check = |href: &str, expected: Option<&str>| {
            assert_eq!(address(href, base.as_ref()).as_deref(), expected, "{href}")
        };
        check("/c", Some("https://news.example/c"));
        check("mailto:desk@news.example", Some("mailto:desk@news.example"));
        check("java\nscript:alert(1)", None);
        check(" JavaScript:alert(1)", None);
        check("data:text/html,x", None);
        check("#top", None);
        check("#c", Some("https://news.example/a/b#c"));
        assert_eq!(address("#c", None), None);
        assert_eq!(address("/c", None), None);
    }

    #[test]
    fn verbatim_keeps_lines_and_drops_what_cannot_be_seen() {
        assert_eq!(verbatim("\n  a\t\r\n\u{1b}b \rc\n"), "  a\nb\nc");
    }
}
