//! Prints trees in the format of html5lib's test suite.

use ego_tree::iter::Edge;
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{LocalName, Namespace, QualName, ns};
use scraper::{Html, HtmlTreeSink, Node};

use super::{Start, WithoutErrors, run, run_stock};
use crate::parse::arena::{NodeKind, ROOT, Tree};

/// The tokenizer that feeds the tree builder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Us,
    Html5ever,
}

/// The complete tree of a document, in `scraper`'s form.
pub(super) fn document(text: &str, by: By, options: TreeBuilderOpts) -> Html {
    built(
        text,
        by,
        TreeBuilder::new(HtmlTreeSink::new(Html::new_document()), options),
        &Start::default(),
    )
}

/// The tree of a fragment inside an element.
pub(super) fn fragment(text: &str, by: By, options: TreeBuilderOpts, context: QualName) -> Html {
    let sink = HtmlTreeSink::new(Html::new_fragment());
    let raw_element = context.local.to_string();
    let element = html5ever::tree_builder::create_element(&sink, context, Vec::new());
    let builder = TreeBuilder::new_for_fragment(sink, element, None, options);
    let state = builder.tokenizer_state_for_context_elem(options.scripting_enabled);
    built(text, by, builder, &Start { state, raw_element })
}

fn built(
    text: &str,
    by: By,
    builder: TreeBuilder<ego_tree::NodeId, HtmlTreeSink>,
    start: &Start,
) -> Html {
    match by {
        By::Us => {
            run(text, &builder, start);
            builder.sink.finish()
        }
        By::Html5ever => run_stock(text, WithoutErrors(builder), start).0.sink.finish(),
    }
}

/// Lines of a dump; neighbouring texts are joined.
#[derive(Default)]
struct Lines {
    out: String,
    text: Option<(usize, String)>,
}

impl Lines {
    fn line(&mut self, depth: usize, line: &str) {
        self.flush();
        self.out.push_str(&format!("| {}{line}\n", "  ".repeat(depth)));
    }

    fn text(&mut self, depth: usize, more: &str) {
        match &mut self.text {
            Some((at, text)) if *at == depth => text.push_str(more),
            _ => {
                self.flush();
                self.text = Some((depth, more.to_owned()));
            }
        }
    }

    fn flush(&mut self) {
        if let Some((depth, text)) = self.text.take().filter(|(_, text)| !text.is_empty()) {
            self.out.push_str(&format!("| {}\"{text}\"\n", "  ".repeat(depth)));
        }
    }

    fn attributes(&mut self, depth: usize, mut list: Vec<String>) {
        list.sort();
        list.iter().for_each(|a| self.line(depth, a));
    }

    fn end(mut self) -> String {
        self.flush();
        self.out
    }
}

fn element_name(namespace: &Namespace, name: &LocalName) -> String {
    match *namespace {
        ns!(svg) => format!("<svg {name}>"),
        ns!(mathml) => format!("<math {name}>"),
        _ => format!("<{name}>"),
    }
}

/// A whole tree in the suite's format; for a fragment, the content of its root.
pub(super) fn full(html: &Html, is_fragment: bool) -> String {
    let mut lines = Lines::default();
    let mut depth = 0usize;
    let top = if is_fragment {
        html.tree.root().first_child().expect("a root element")
    } else {
        html.tree.root()
    };
    for edge in top.traverse().skip(1) {
        match edge {
            Edge::Open(node) => {
                open(&mut lines, depth, node.value());
                depth += 1;
            }
            Edge::Close(_) => depth = depth.saturating_sub(1),
        }
    }
    lines.end()
}

fn open(lines: &mut Lines, depth: usize, node: &Node) {
    match node {
        Node::Text(text) => lines.text(depth, text),
        Node::Comment(text) => lines.line(depth, &format!("<!-- {} -->", &**text)),
        Node::Doctype(doctype) => {
            let ids = if doctype.public_id().is_empty() && doctype.system_id().is_empty() {
                String::new()
            } else {
                format!(" \"{}\" \"{}\"", doctype.public_id(), doctype.system_id())
            };
            lines.line(depth, &format!("<!DOCTYPE {}{ids}>", doctype.name()));
        }
        Node::Element(element) => {
            lines.line(depth, &element_name(&element.name.ns, &element.name.local));
            let prefix = |name: &QualName| match name.ns {
                ns!(xlink) => "xlink ",
                ns!(xml) => "xml ",
                ns!(xmlns) => "xmlns ",
                _ => "",
            };
            let list = element
                .attrs
                .iter()
                .map(|(n, v)| format!("{}{}=\"{}\"", prefix(n), n.local, &**v))
                .collect();
            lines.attributes(depth + 1, list);
        }
        // `scraper` puts one below each template.
        Node::Fragment => lines.line(depth, "content"),
        _ => {}
    }
}

/// The parts of a tree that the arena stores: no document type, comments without text, attributes
/// without namespace.
pub(super) fn reduced(html: &Html) -> String {
    let mut lines = Lines::default();
    let mut depth = 0usize;
    for edge in html.tree.root().traverse().skip(1) {
        // The contents of a template are its children.
        let (Edge::Open(node) | Edge::Close(node)) = edge;
        if node.value().is_fragment() {
            continue;
        }
        let Edge::Open(node) = edge else {
            depth = depth.saturating_sub(1);
            continue;
        };
        match node.value() {
            Node::Text(text) => lines.text(depth, text),
            Node::Comment(_) => lines.line(depth, "<!-- -->"),
            Node::Element(element) => {
                lines.line(depth, &element_name(&element.name.ns, &element.name.local));
                lines.attributes(
                    depth + 1,
                    element
                        .attrs
                        .iter()
                        .map(|(n, v)| format!("{}=\"{}\"", n.local, &**v))
                        .collect(),
                );
            }
            _ => {}
        }
        depth += 1;
    }
    lines.end()
}

/// The arena in the same format.
pub(super) fn arena(tree: &Tree) -> String {
    let mut lines = Lines::default();
    let mut stack: Vec<(u32, usize)> = tree.children(ROOT).map(|id| (id, 0)).collect();
    stack.reverse();
    while let Some((id, depth)) = stack.pop() {
        match tree.node(id).kind {
            NodeKind::Text => lines.text(depth, tree.text_of(id)),
            NodeKind::Comment => lines.line(depth, "<!-- -->"),
            NodeKind::Document => {}
            NodeKind::Element => {
                let (namespace, name) = &tree.names()[usize::from(tree.node(id).name)];
                lines.line(depth, &element_name(namespace, name));
                lines.attributes(
                    depth + 1,
                    tree.attrs(id)
                        .iter()
                        .map(|a| format!("{}=\"{}\"", a.name, tree.value(a)))
                        .collect(),
                );
            }
        }
        let from = stack.len();
        stack.extend(tree.children(id).map(|child| (child, depth + 1)));
        stack[from..].reverse();
    }
    lines.end()
}
