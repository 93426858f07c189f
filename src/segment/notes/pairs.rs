//! Pairs the marks of a page with its notes.

use html5ever::local_name;
use rustc_hash::{FxHashMap, FxHashSet};

use super::asides::{self, MAX_CLIMB, MAX_SEARCHED};
use super::label::{is_arrow, is_number, label, short_text};
use super::list::{Notes, Part};
use super::places::places;

use crate::parse::arena::{NONE, NodeId, NodeKind, Tree};
use crate::parse::tag::Tag;
use crate::segment::element::{self, elements};
use crate::text::percent_decoded;

/// Parts of classes, roles and fragments that mean notes.
const NOTE_WORDS: &[&str] = &["note", "cite", "_ftn", "_edn", "noteref"];

/// Starts of fragments that mean notes.
const NOTE_STARTS: &[&str] = &["fn", "ftn", "edn", "en-", "en:", "cite", "note", "ref", "ftnt"];

/// Parts of classes, roles and fragments of links that lead from a note to its mark.
const BACK_WORDS: &[&str] = &[
    "back",
    "fnref",
    "ftnref",
    "ednref",
    "cite_ref",
    "cite-ref",
    "noteref",
    "footnote-anchor",
    "footnoteref",
    "footnote-ref",
    "note-ref",
    "reverse",
    "to-top",
    "return",
    "refmark",
    "fnr.",
];

/// Nodes of a note that are read for the text before its target.
const MAX_BEFORE: usize = 24;

/// Bytes of a class that are read.
const MAX_CLASS: usize = 300;

/// Bytes of the longest link that leads back.
const MAX_BACK: usize = 48;

/// A link inside the page.
struct Link<'t> {
    node: NodeId,
    fragment: &'t str,
    label: Option<String>,
}

/// Finds marks, notes and links back, and adds them to `notes`.
pub(super) fn find(tree: &Tree, notes: &mut Notes) {
    let mut links = Vec::new();
    let mut raised = Vec::new();
    let mut boxes = Vec::new();
    for (id, node) in tree.nodes().iter().enumerate() {
        let id = id as NodeId;
        match node.tag {
            Tag::A => links.extend(link(tree, id)),
            Tag::Sup => raised.push(id),
            Tag::Span | Tag::Small | Tag::Label | Tag::Em | Tag::I => {
                if let Some(class) = tree.attr(id, &local_name!("class"))
                    && (class.contains("note") || class.contains("margin-toggle"))
                {
                    boxes.push(id);
                }
            }
            _ => {}
        }
    }
    if links.iter().any(|l| l.label.is_some()) {
        pair(tree, &links, notes);
    }
    for sup in raised {
        add_raised(tree, sup, notes);
    }
    asides::add(tree, &boxes, notes);
}

/// A link as a candidate: to a place on this page, or without a target where a script shows it.
fn link<'t>(tree: &'t Tree<'_>, id: NodeId) -> Option<Link<'t>> {
    let href = tree.attr(id, &local_name!("href"))?.trim();
    let (page, fragment) = href.split_once('#')?;
    if fragment.is_empty() {
        return None;
    }
    let label = short_text(tree, id).and_then(|text| label(&text));
    // The address of another page counts only if it says that it is one of notes.
    (page.is_empty() || label.is_some() && names_note(fragment)).then_some(Link {
        node: id,
        fragment,
        label,
    })
}

fn names_note(fragment: &str) -> bool {
    let fragment = fragment.trim_start_matches('_').to_ascii_lowercase();
    NOTE_STARTS.iter().any(|s| fragment.starts_with(s))
        || NOTE_WORDS.iter().any(|w| fragment.contains(w))
}

/// The classes, roles and types of an element that may speak of notes.
fn says(tree: &Tree, id: NodeId, words: &[&str]) -> bool {
    tree.attrs(id).iter().any(|attr| {
        matches!(&*attr.name, "class" | "role" | "rel" | "rev" | "epub:type" | "data-type") && {
            let value = clip(tree.value(attr)).to_ascii_lowercase();
            words.iter().any(|w| value.contains(w))
        }
    })
}

/// The start of a class, which says all that it has to say.
fn clip(class: &str) -> &str {
    &class[..class.floor_char_boundary(MAX_CLASS)]
}

/// Whether a link says that it leads from a note to its mark. Some systems give marks the role of
/// links back too, so a role does not count for a link forward.
fn leads_back(tree: &Tree, link: &Link<'_>, to: Option<NodeId>) -> bool {
    let fragment = link.fragment.to_ascii_lowercase();
    let is_forward = to.is_some_and(|to| to > link.node);
    let is_said = || says(tree, link.node, &["back", "reverse", "to-top", "return"]);
    BACK_WORDS.iter().any(|w| fragment.contains(w))
        || !is_forward && is_said()
        || short_text(tree, link.node).is_some_and(|t| !t.trim().is_empty() && is_arrow(&t))
}

/// Pairs links with the elements that they lead to.
fn pair(tree: &Tree, links: &[Link<'_>], notes: &mut Notes) {
    let places = places(tree, links.iter().map(|l| l.fragment));
    let target = |link: &Link<'_>| {
        places
            .get(link.fragment)
            .copied()
            .or_else(|| places.get(&*percent_decoded(link.fragment)).copied())
    };
    // Elements at which a link that leads back may arrive.
    let mut arrivals: FxHashSet<NodeId> = FxHashSet::default();
    let mut by_target: FxHashMap<NodeId, Option<u32>> = FxHashMap::default();
    let mut backs = Vec::new();
    for link in links {
        let to = target(link);
        let is_mark =
            link.label.is_some() && !leads_back(tree, link, to) && is_mark(tree, link, to);
        let Some(label) = link.label.clone().filter(|_| is_mark) else {
            backs.push(link);
            continue;
        };
        let outer = outermost(tree, link.node, &label);
        let element = to.and_then(|to| note_element(tree, to, link.node));
        let index = match element.and_then(|e| Some((e, *by_target.get(&e)?))) {
            Some((_, Some(index))) if notes.has_label(index, &label) => index,
            Some((element, _)) => {
                // Two notes share one element, so it is not one note.
                notes.parts.remove(&element);
                to.filter(|&t| tree.tag(t) == Tag::Dt).map(|t| notes.parts.remove(&t));
                by_target.insert(element, None);
                notes.add(label)
            }
            None => {
                let index = notes.add(label);
                if let Some(element) = element {
                    by_target.insert(element, Some(index));
                    notes.parts.insert(element, Part::Note(index));
                    if let Some(name) = to.filter(|&t| is_label(tree, t, link.label.as_deref())) {
                        notes.parts.insert(name, Part::Gone);
                    }
                }
                index
            }
        };
        notes.parts.insert(outer, Part::Mark(index));
        arrivals.extend([outer, link.node]);
        arrivals.extend(tree.descendants(outer).take(MAX_CLIMB * 2));
        let mut up = tree.node(outer).parent;
        for _ in 0..2 {
            if up == NONE || tree.tag(up).is_block() {
                break;
            }
            arrivals.insert(up);
            up = tree.node(up).parent;
        }
    }
    for link in backs {
        drop_back(tree, link, target(link), &arrivals, notes);
    }
}

/// Whether a term shows nothing but the label of a mark.
fn is_label(tree: &Tree, id: NodeId, wanted: Option<&str>) -> bool {
    tree.tag(id) == Tag::Dt
        && short_text(tree, id).and_then(|text| label(&text)).as_deref() == wanted
}

/// Whether a link with a label is the mark of a note.
fn is_mark(tree: &Tree, link: &Link<'_>, to: Option<NodeId>) -> bool {
    let parent = tree.node(link.node).parent;
    let is_said = says(tree, link.node, NOTE_WORDS) || says(tree, parent, NOTE_WORDS);
    let is_raised = is_raised(tree, link.node);
    let named = is_said || names_note(link.fragment);
    let text = link.label.as_deref().unwrap_or_default();
    let Some(to) = to else { return named && is_said || is_raised && (named || is_number(text)) };
    // The table of contents shows numbers too, and a note comes after its mark.
    let heads = block_of(tree, to).is_some_and(|b| tree.tag(b).heading_level().is_some());
    if heads || to < link.node && !is_said {
        return false;
    }
    named || is_raised || starts_with_label(tree, to, text)
}

fn is_raised(tree: &Tree, id: NodeId) -> bool {
    let mut up = id;
    for _ in 0..MAX_CLIMB {
        up = tree.node(up).parent;
        if up == NONE || tree.tag(up).is_block() {
            break;
        }
        if tree.tag(up) == Tag::Sup {
            return true;
        }
    }
    tree.descendants(id).take(MAX_CLIMB).any(|n| {
        tree.tag(n) == Tag::Sup
            || tree.text_of(n).trim().starts_with(|c: char| "¹²³⁴⁵⁶⁷⁸⁹".contains(c))
    })
}

/// Whether the block at a target starts with the label of the mark.
fn starts_with_label(tree: &Tree, to: NodeId, wanted: &str) -> bool {
    let Some(block) = block_of(tree, to) else { return false };
    let text = tree.descendants(block).take(MAX_BEFORE).map(|n| tree.text_of(n));
    let first = text.map(str::trim).find(|t| !t.is_empty());
    // A letter, or a number that begins a sentence, may be anything.
    let is_letter = wanted.chars().any(char::is_alphabetic);
    first.filter(|_| !is_letter).is_some_and(|text| {
        let word = text.split_whitespace().next().unwrap_or_default();
        let is_alone = word == text || !word.ends_with(char::is_alphanumeric);
        is_alone && label(word).as_deref() == Some(wanted)
    })
}

/// The innermost block at or around an element.
fn block_of(tree: &Tree, id: NodeId) -> Option<NodeId> {
    let mut up = id;
    while up != NONE && !tree.tag(up).is_block() {
        up = tree.node(up).parent;
    }
    (up != NONE).then_some(up)
}

/// The outermost element that shows nothing but a label with its brackets.
fn outermost(tree: &Tree, id: NodeId, wanted: &str) -> NodeId {
    let mut outer = id;
    for _ in 0..MAX_CLIMB {
        let up = tree.node(outer).parent;
        let is_inline = |t: Tag| {
            matches!(
                t,
                Tag::Sup
                    | Tag::Span
                    | Tag::Small
                    | Tag::B
                    | Tag::I
                    | Tag::Em
                    | Tag::Strong
                    | Tag::Font
                    | Tag::Cite
                    | Tag::Custom
                    | Tag::U
                    | Tag::A
            )
        };
        if up == NONE
            || !is_inline(tree.tag(up))
            || short_text(tree, up).and_then(|t| label(&t)).as_deref() != Some(wanted)
        {
            break;
        }
        outer = up;
    }
    outer
}

/// The element with the whole note that a mark leads to; `None` if there is none of its own.
fn note_element(tree: &Tree, to: NodeId, mark: NodeId) -> Option<NodeId> {
    if tree.tag(to) == Tag::Dt {
        return next_element(tree, to).filter(|&next| tree.tag(next) == Tag::Dd);
    }
    let mut block = block_of(tree, to)?;
    if block != to && !is_at_start(tree, block, to) {
        return None;
    }
    let parent = tree.node(block).parent;
    if parent != NONE && tree.tag(block) == Tag::P && is_at_start(tree, parent, block) {
        let is_own = tree.tag(parent) == Tag::Li
            || matches!(tree.tag(parent), Tag::Div | Tag::Aside)
                && tree.attr(parent, &local_name!("id")).is_some_and(names_note)
                && !elements(tree, parent).take(MAX_SEARCHED).any(|e| tree.tag(e) == Tag::Div);
        if is_own {
            block = parent;
        }
    }
    let is_note = matches!(
        tree.tag(block),
        Tag::Li
            | Tag::P
            | Tag::Div
            | Tag::Aside
            | Tag::Dd
            | Tag::Blockquote
            | Tag::Section
            | Tag::Address
    );
    (is_note && !contains(tree, block, mark)).then_some(block)
}

/// The next sibling, or the one after a text.
fn next_element(tree: &Tree, id: NodeId) -> Option<NodeId> {
    let next = tree.node(id).next;
    let next = if next != NONE && tree.node(next).kind != NodeKind::Element {
        tree.node(next).next
    } else {
        next
    };
    (next != NONE).then_some(next)
}

/// Whether nothing but a label stands in an element before another one inside it.
fn is_at_start(tree: &Tree, around: NodeId, inner: NodeId) -> bool {
    let before = || tree.descendants(around).take_while(|&n| n != inner);
    before().nth(MAX_BEFORE - 1).is_none()
        && element::short_text(tree, before(), MAX_BACK)
            .is_some_and(|text| text.trim().is_empty() || label(&text).is_some())
}

fn contains(tree: &Tree, around: NodeId, inner: NodeId) -> bool {
    let mut up = inner;
    while up != NONE && up != around {
        up = tree.node(up).parent;
    }
    up == around
}

/// The text of a link that is short enough to lead back.
fn back_text(tree: &Tree, id: NodeId) -> Option<String> {
    let is_large = tree.descendants(id).nth(MAX_BEFORE).is_some();
    if is_large { None } else { element::short_text(tree, tree.descendants(id), MAX_BACK) }
}

/// Leaves out a link that leads from a note to its mark.
fn drop_back(
    tree: &Tree,
    link: &Link<'_>,
    to: Option<NodeId>,
    arrivals: &FxHashSet<NodeId>,
    notes: &mut Notes,
) {
    if !notes.has_notes() {
        return;
    }
    let Some(text) = back_text(tree, link.node) else { return };
    let mut outer = link.node;
    let mut up = link.node;
    let mut is_in_note = false;
    let mut box_of_links = None;
    for _ in 0..MAX_CLIMB * 3 {
        up = tree.node(up).parent;
        if up == NONE {
            break;
        }
        if tree
            .attr(up, &local_name!("class"))
            .is_some_and(|c| clip(c).contains("mw-cite-backlink"))
        {
            box_of_links = Some(up);
        }
        is_in_note |= matches!(notes.part(up), Some(Part::Note(_)));
    }
    let arrives = to.is_some_and(|to| {
        arrivals.contains(&to)
            // An empty element directly before the mark.
            || next_element(tree, to).is_some_and(|next| arrivals.contains(&next))
            || to < link.node
                && tree.descendants(to).take(MAX_SEARCHED).any(|n| arrivals.contains(&n))
    });
    let is_sign = link.label.is_some() || is_arrow(&text);
    let is_back = arrives && (is_in_note || leads_back(tree, link, to))
        || is_in_note && leads_back(tree, link, to)
        || is_in_note && is_sign && to.is_none_or(|to| to < link.node);
    if !is_back {
        return;
    }
    if let Some(label) = &link.label {
        outer = outermost(tree, link.node, label);
    }
    notes.parts.entry(box_of_links.unwrap_or(outer)).or_insert(Part::Gone);
}

/// Adds raised text that is a mark by its class, where no link says so.
fn add_raised(tree: &Tree, sup: NodeId, notes: &mut Notes) {
    let inside = || tree.descendants(sup).take(MAX_CLIMB);
    if notes.part(sup).is_some() || inside().any(|n| notes.part(n).is_some()) {
        return;
    }
    let is_said = says(tree, sup, NOTE_WORDS)
        || says(tree, sup, &["fn", "reference"])
        || inside().any(|n| says(tree, n, NOTE_WORDS));
    let links_away =
        || inside().any(|n| tree.tag(n) == Tag::A && tree.attr(n, &local_name!("href")).is_some());
    if !is_said && !links_away() {
        return;
    }
    let Some(label) = short_text(tree, sup).and_then(|t| label(&t)) else { return };
    if is_said || is_number(&label) {
        let outer = outermost(tree, sup, &label);
        let index = notes.add(label);
        notes.parts.insert(outer, Part::Mark(index));
    }
}
