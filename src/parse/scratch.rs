//! Room that parsing one page leaves to parsing the next.

use super::arena::{Stores, Texts, Tree};
use super::growth::Young;
use super::tokenizer::Buffers;

/// Bytes up to which a list keeps its room: enough for the nodes of a page of some megabytes. What the largest page of all once took is not held on
/// to for ever.
const KEPT_BYTES: usize = 4 << 20;

/// The lists that a page is parsed into, empty between two pages. Who parses many pages keeps one, and hardly anything is allocated for
/// the next page.
#[derive(Debug)]
pub(crate) struct Scratch {
    stores: Stores,
    young: Vec<Young>,
    buffers: Buffers,
    /// Bytes up to which a list keeps its room.
    most: usize,
}

impl Default for Scratch {
    fn default() -> Self {
        Self { most: KEPT_BYTES, ..Self::once() }
    }
}

impl Scratch {
    /// For a single page: what is given back is freed.
    pub(crate) fn once() -> Self {
        Self { stores: Stores::default(), young: Vec::new(), buffers: Buffers::default(), most: 0 }
    }

    /// What there is, for a page to grow in.
    pub(super) fn take(&mut self) -> (Stores, Vec<Young>, Buffers) {
        (
            std::mem::take(&mut self.stores),
            std::mem::take(&mut self.young),
            std::mem::take(&mut self.buffers),
        )
    }

    /// Takes back what only parsing needs.
    pub(super) fn keep_parser(&mut self, young: Vec<Young>, buffers: Buffers) {
        self.young = kept(young, self.most);
        if self.most > 0 {
            self.buffers = buffers;
        }
    }

    /// Takes back a tree; its texts live on.
    pub(crate) fn keep_tree<'p>(&mut self, tree: Tree<'p>) -> Texts<'p> {
        let (texts, stores) = tree.into_parts();
        let Stores { nodes, attrs, names, side: _ } = stores;
        self.stores.nodes = kept(nodes, self.most);
        self.stores.attrs = kept(attrs, self.most);
        self.stores.names = kept(names, self.most);
        texts
    }

    /// Takes back what was stored beside a page.
    pub(crate) fn keep_texts(&mut self, texts: Texts<'_>) {
        let side = kept(texts.into_side().into_bytes(), self.most);
        self.stores.side = String::from_utf8(side).unwrap_or_default();
    }
}

/// The list without its items, and without its room where that is more than `most` bytes.
fn kept<T>(mut list: Vec<T>, most: usize) -> Vec<T> {
    list.clear();
    if list.capacity() * size_of::<T>() > most { Vec::new() } else { list }
}

#[cfg(test)]
mod tests {
    use super::Scratch;
    use crate::options::Options;
    use crate::parse::arena::ROOT;
    use crate::parse::parse_in;

    /// Parses a page; gives its text and the room that is kept of its nodes.
    fn read(html: &str, scratch: &mut Scratch) -> (String, usize) {
        let document = parse_in(html, None, &Options::default(), scratch);
        let text = document.tree.inner_text(ROOT);
        let (tree, ..) = document.into_parts();
        let texts = scratch.keep_tree(tree);
        scratch.keep_texts(texts);
        (text, scratch.stores.nodes.capacity())
    }

    #[test]
    fn pages_leave_room_and_nothing_else() {
        let mut scratch = Scratch::default();
        let pages = [
            "<title>a &amp; b</title><p class=x>one<x-y>two",
            "<table>three<td id=z>four",
            "",
            "<p>five<p>six",
        ];
        for page in pages {
            assert_eq!(read(page, &mut scratch).0, read(page, &mut Scratch::once()).0, "{page}");
            assert!(
                scratch.stores.nodes.is_empty()
                    && scratch.stores.attrs.is_empty()
                    && scratch.stores.names.is_empty()
            );
            assert!(scratch.stores.side.is_empty() && scratch.young.is_empty());
        }
    }

    #[test]
    fn room_is_kept_up_to_a_limit() {
        let page = "<p>text".repeat(1000);
        let mut scratch = Scratch::default();
        let (_, kept) = read(&page, &mut scratch);
        assert!(kept >= 2000);
        assert_eq!(read("<p>", &mut scratch).1, kept);
        assert_eq!(read(&page.repeat(200), &mut scratch).1, 0);
        assert_eq!(read(&page, &mut Scratch::once()).1, 0);
    }
}
