//! Reads images and embeds.

use html5ever::local_name;

use super::element::{attribute, elements};
use super::formula;
use super::picture;
use super::walk::{Medium, Walk};
use crate::block::{BlockKind, SpanKind};
use crate::options::MAX_BLOCKS;
use crate::parse::arena::{NONE, NodeId, Tree};
use crate::parse::tag::Tag;
use crate::text::{printable, squeeze};

/// Elements between an image and the `noscript` around it.
const MAX_NOSCRIPT: usize = 4;

/// Nodes of a `picture` that are searched for its image.
const MAX_IN_PICTURE: usize = 40;

/// Bytes of the longest title of an embed.
const MAX_TITLE: usize = 200;

impl Walk<'_> {
    /// Reads an element that shows a picture and has no text: true if it is one.
    pub(super) fn enter_picture(&mut self, id: NodeId, tag: Tag) -> bool {
        let tree = self.tree;
        let is_image = match tag {
            Tag::Img => true,
            // Accelerated pages have elements of their own.
            Tag::Custom => {
                let name = tree.element_name(id);
                matches!(name, "amp-img" | "amp-anim")
                    || name.ends_with("-img") && tree.node(id).first_child == NONE
            }
            Tag::Picture => {
                let inside = || tree.descendants(id).take(MAX_IN_PICTURE);
                !inside().any(|n| matches!(tree.tag(n), Tag::Img | Tag::Custom))
            }
            _ => false,
        };
        if is_image {
            self.add_image(id);
        }
        is_image
    }

    fn add_image(&mut self, id: NodeId) {
        if let Some(formula) = formula::of_picture(self.tree, id) {
            return self.add_formula(&formula);
        }
        let alt = squeeze(&printable(self.tree.attr(id, &local_name!("alt")).unwrap_or_default()));
        if picture::is_emoji(self.tree, id) {
            let is_sign = !alt.contains(|c: char| c.is_ascii_alphanumeric());
            return if is_sign {
                self.inline.add_text(&alt, false)
            } else {
                self.inline.add_space()
            };
        }
        if let Some(src) = picture::address(self.tree, id)
            && !self.is_twin(id, &alt)
        {
            let is_large = picture::is_large(self.tree, id);
            self.add_medium(SpanKind::Image { src: src.into(), alt: alt.into() }, is_large);
            self.last_image = Some(id);
        }
        self.inline.add_space();
    }

    /// Whether an image in a `noscript` is that of the lazy loader directly before it.
    fn is_twin(&self, id: NodeId, alt: &str) -> bool {
        let is_fallback = |id| is_in_noscript(self.tree, id);
        if !is_fallback(id) || self.last_image.is_none_or(is_fallback) || !self.inline.is_empty() {
            return false;
        }
        let last = self.media.last().map(|medium| &medium.kind).or_else(|| {
            let block = self.blocks.list.last()?;
            let span = if block.kind == BlockKind::Image { block.spans.last() } else { None };
            span.map(|span| &span.kind)
        });
        matches!(last, Some(SpanKind::Image { alt: before, .. })
            if before.is_empty() || alt.is_empty() || **before == *alt)
    }

    /// Adds the picture that the style of a figure shows.
    pub(super) fn add_background(&mut self, id: NodeId, tag: Tag) {
        if let Some(src) = picture::background(self.tree, id, tag) {
            let tree = self.tree;
            let named = attribute(tree, id, "aria-label");
            let alt = named.or_else(|| tree.attr(id, &local_name!("title"))).unwrap_or_default();
            let alt = squeeze(&printable(alt));
            let is_large = picture::is_large(tree, id);
            self.add_medium(SpanKind::Image { src: src.into(), alt: alt.into() }, is_large);
        }
    }

    fn add_medium(&mut self, kind: SpanKind, is_large: bool) {
        // A line may have any number of pictures, and each of them becomes a block.
        if self.media.len() <= MAX_BLOCKS {
            self.media.push(Medium { kind, is_large });
        }
        if self.inline.is_empty() && self.style().table.is_none() {
            self.flush();
        }
    }

    pub(super) fn add_embed(&mut self, id: NodeId) {
        let tree = self.tree;
        let is_address = |s: &&str| {
            !s.is_empty() && !s.starts_with("about:") && !s.starts_with("data:") && *s != "#"
        };
        let names = ["src", "data", "data-src", "data-lazy-src", "data-url", "data-original"];
        let own = |id: NodeId| {
            names
                .iter()
                .find_map(|name| attribute(tree, id, name).map(str::trim).filter(is_address))
        };
        let inner = || elements(tree, id).find_map(own);
        if let Some(src) = own(id).or_else(inner)
            && !is_pixel(tree, id)
        {
            let title = title(tree, id, src).into();
            self.add_medium(SpanKind::Embed { src: src.into(), title }, false);
        }
        self.inline.add_space();
    }
}

fn is_in_noscript(tree: &Tree, id: NodeId) -> bool {
    let mut up = id;
    for _ in 0..MAX_NOSCRIPT {
        up = tree.node(up).parent;
        if up == NONE {
            break;
        }
        if tree.tag(up) == Tag::Noscript {
            return true;
        }
    }
    false
}

/// Whether an embed has no size: it only counts visits.
fn is_pixel(tree: &Tree, id: NodeId) -> bool {
    let is_tiny = |name: &str| {
        attribute(tree, id, name)
            .and_then(|v| v.trim().trim_end_matches("px").parse::<u32>().ok())
            .is_some_and(|side| side < 3)
    };
    is_tiny("width") && is_tiny("height")
}

/// The title of an embed, or a word for its kind.
fn title(tree: &Tree, id: NodeId, src: &str) -> String {
    let stated = ["title", "aria-label", "data-title", "alt"]
        .iter()
        .map(|name| squeeze(&printable(attribute(tree, id, name).unwrap_or_default())))
        .find(|t| !t.is_empty() && t.len() <= MAX_TITLE && !t.contains("://"));
    let by_kind = || {
        let src = src.to_ascii_lowercase();
        match tree.tag(id) {
            Tag::Audio => "Audio",
            Tag::Video => "Video",
            _ if src.contains("map") => "Map",
            _ if ["audio", "podcast", ".mp3"].iter().any(|w| src.contains(w)) => "Audio",
            _ if ["video", "player", "/embed/", ".mp4"].iter().any(|w| src.contains(w)) => "Video",
            _ => "Embed",
        }
        .to_owned()
    };
    stated.unwrap_or_else(by_kind)
}
