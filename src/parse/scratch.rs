//! Buffers that parsing one page leaves for the next.

use super::arena::{Texts, Tree, TreeStorage};
use super::tokenizer::Buffers;
use super::tree_builder::BuildNode;

/// Bytes up to which a vector keeps its capacity: enough for the nodes of a page of some megabytes.
/// The memory of an exceptionally large page is freed.
const KEPT_BYTES: usize = 4 << 20;

/// The vectors that a page is parsed into, empty between two pages. Callers that parse many pages
/// reuse one `Scratch`; then hardly anything is allocated for the next page.
#[derive(Debug)]
pub(crate) struct Scratch {
    storage: TreeStorage,
    build_nodes: Vec<BuildNode>,
    buffers: Buffers,
    /// Bytes up to which a vector keeps its capacity.
    max_bytes: usize,
}

impl Default for Scratch {
    fn default() -> Self {
        Self { max_bytes: KEPT_BYTES, ..Self::single_use() }
    }
}

impl Scratch {
    /// For a single page: returned buffers are freed.
    pub(crate) fn single_use() -> Self {
        Self {
            storage: TreeStorage::default(),
            build_nodes: Vec::new(),
            buffers: Buffers::default(),
            max_bytes: 0,
        }
    }

    /// Takes the buffers for a new tree.
    pub(super) fn take(&mut self) -> (TreeStorage, Vec<BuildNode>, Buffers) {
        (
            std::mem::take(&mut self.storage),
            std::mem::take(&mut self.build_nodes),
            std::mem::take(&mut self.buffers),
        )
    }

    /// Takes back the buffers of the parser.
    pub(super) fn return_parser_buffers(&mut self, build_nodes: Vec<BuildNode>, buffers: Buffers) {
        self.build_nodes = cleared(build_nodes, self.max_bytes);
        if self.max_bytes > 0 {
            self.buffers = buffers;
        }
    }

    /// Takes back the vectors of a tree; its texts live on.
    pub(crate) fn return_tree<'p>(&mut self, tree: Tree<'p>) -> Texts<'p> {
        let (texts, storage) = tree.into_parts();
        let TreeStorage { nodes, attrs, names, extra_text: _ } = storage;
        self.storage.nodes = cleared(nodes, self.max_bytes);
        self.storage.attrs = cleared(attrs, self.max_bytes);
        self.storage.names = cleared(names, self.max_bytes);
        texts
    }

    /// Takes back the extra buffer of a page's texts.
    pub(crate) fn return_texts(&mut self, texts: Texts<'_>) {
        let extra_text = cleared(texts.into_extra_text().into_bytes(), self.max_bytes);
        self.storage.extra_text = String::from_utf8(extra_text).unwrap_or_default();
    }
}

/// Clears a vector; frees it if its capacity exceeds `max_bytes`.
fn cleared<T>(mut list: Vec<T>, max_bytes: usize) -> Vec<T> {
    list.clear();
    if list.capacity() * size_of::<T>() > max_bytes { Vec::new() } else { list }
}

#[cfg(test)]
mod tests {
    use super::Scratch;
    use crate::options::Options;
    use crate::parse::arena::ROOT;
    use crate::parse::parse_in;

    /// Parses a page; returns its text and the kept capacity for nodes.
    fn parse_and_return(html: &str, scratch: &mut Scratch) -> (String, usize) {
        let document = parse_in(html, None, &Options::default(), scratch);
        let text = document.tree.inner_text(ROOT);
        let (tree, ..) = document.into_parts();
        let texts = scratch.return_tree(tree);
        scratch.return_texts(texts);
        (text, scratch.storage.nodes.capacity())
    }

    #[test]
    fn a_used_scratch_has_capacity_and_no_content() {
        let mut scratch = Scratch::default();
        let pages = [
            "<title>a &amp; b</title><p class=x>one<x-y>two",
            "<table>three<td id=z>four",
            "",
            "<p>five<p>six",
        ];
        for page in pages {
            assert_eq!(
                parse_and_return(page, &mut scratch).0,
                parse_and_return(page, &mut Scratch::single_use()).0,
                "{page}"
            );
            assert!(
                scratch.storage.nodes.is_empty()
                    && scratch.storage.attrs.is_empty()
                    && scratch.storage.names.is_empty()
            );
            assert!(scratch.storage.extra_text.is_empty() && scratch.build_nodes.is_empty());
        }
    }

    #[test]
    fn capacity_is_kept_up_to_a_limit() {
        let page = "<p>text".repeat(1000);
        let mut scratch = Scratch::default();
        let (_, kept) = parse_and_return(&page, &mut scratch);
        assert!(kept >= 2000);
        assert_eq!(parse_and_return("<p>", &mut scratch).1, kept);
        assert_eq!(parse_and_return(&page.repeat(200), &mut scratch).1, 0);
        assert_eq!(parse_and_return(&page, &mut Scratch::single_use()).1, 0);
    }
}
