//! Reads images and embeds.

use html5ever::local_name;

use super::element;
use super::formula;
use super::walk::Walk;
use crate::block::{Span, SpanKind};
use crate::parse::arena::NodeId;

impl Walk<'_> {
    pub(super) fn add_image(&mut self, id: NodeId) {
        if let Some(formula) = formula::of_picture(self.tree, id) {
            return self.add_formula(&formula);
        }
        if let Some(src) = element::image_source(self.tree, id) {
            let alt = crate::text::squeeze(&crate::text::printable(
                self.tree.attr(id, &local_name!("alt")).unwrap_or_default(),
            ));
            let kind = SpanKind::Image { src: src.into(), alt: alt.into() };
            self.media.push(Span { range: 0..0, kind });
            if self.inline.is_empty() && self.style().table.is_none() {
                self.flush();
            }
        }
        self.inline.add_space();
    }

    pub(super) fn add_embed(&mut self, id: NodeId) {
        let tree = self.tree;
        let own =
            tree.attr(id, &local_name!("src")).or_else(|| tree.attr(id, &local_name!("data")));
        let inner = || tree.children(id).find_map(|c| tree.attr(c, &local_name!("src")));
        if let Some(src) = own
            .or_else(inner)
            .map(str::trim)
            .filter(|s| !s.is_empty() && !s.starts_with("about:") && !s.starts_with("data:"))
        {
            self.media.push(Span { range: 0..0, kind: SpanKind::Embed(src.into()) });
            if self.inline.is_empty() && self.style().table.is_none() {
                self.flush();
            }
        }
        self.inline.add_space();
    }
}
