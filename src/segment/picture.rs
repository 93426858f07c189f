//! The address of a picture: of all that an element names, the largest sensible one.
//!
//! Lazy loaders keep the address in an attribute of their own choice and show a placeholder until a
//! script runs.

use html5ever::{LocalName, local_name};

use super::element::{attribute, elements};
use crate::parse::arena::{NONE, NodeId, Tree};
use crate::parse::tag::Tag;

/// Attributes in which lazy loaders keep an address, best first.
const LAZY: &[&str] = &[
    "data-hi-res-src",
    "data-full-src",
    "data-orig-file",
    "data-large-file",
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-lazy",
    "data-actualsrc",
    "data-lazyload",
    "data-lazyload-src",
    "data-img-src",
    "data-image-src",
    "data-flickity-lazyload",
    "data-echo",
    "data-cfsrc",
    "data-ezsrc",
    "data-defer-src",
    "data-delayed-url",
    "data-original-src",
    "data-runner-src",
    "data-bg",
];

/// Parts of the names of further such attributes, whose values must look like pictures.
const LAZY_PARTS: &[&str] = &["src", "url", "img", "image", "original", "lazy", "full", "large"];

/// Parts of the names of attributes with other pictures.
const NOT_LAZY: &[&str] = &[
    "thumb",
    "placeholder",
    "lqip",
    "low",
    "small",
    "blur",
    "poster",
    "fallback",
    "avatar",
    "logo",
];

/// Endings of the names of picture files.
const ENDINGS: &[&str] = &[".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"];

/// Words in the names of files that hold the place of a picture.
const PLACEHOLDERS: &[&str] = &[
    "blank",
    "clear",
    "dummy",
    "empty",
    "gray",
    "grey",
    "lazy",
    "lazyload",
    "loader",
    "loading",
    "pixel",
    "placeholder",
    "spacer",
    "spinner",
    "trans",
    "transparent",
    "1x1",
];

/// Words that may stand beside them.
const BESIDE_PLACEHOLDER: &[&str] = &[
    "article", "bg", "black", "default", "gif", "icon", "image", "img", "news", "photo", "picture",
    "svg", "the", "white",
];

/// Class words and words in file names of pictures that are not part of a story.
const FURNITURE: &[&str] =
    &["avatar", "emoji", "favicon", "gravatar", "icon", "logo", "smiley", "spinner", "sprite"];

/// Pixels of the widest candidate; wider ones are for printing.
const MAX_WIDTH: f32 = 2600.0;

/// Pixels from which a picture is part of the story and not an icon or a tracking pixel.
const MIN_PIXELS: u32 = 3;
const MIN_BOTH: u32 = 33;

/// Pixels of the widest portrait of an author.
const MAX_PORTRAIT: u32 = 300;

/// Elements of a `picture` that are read.
const MAX_SOURCES: usize = 32;

/// Bytes of the longest address; a longer one is data.
const MAX_ADDRESS: usize = 8 << 10;

/// Elements around a picture that may be its figure.
const MAX_FIGURE: usize = 4;

/// The address of the picture that an element shows; `None` for placeholders without an address,
/// tracking pixels, icons and logos.
pub(super) fn address<'t>(tree: &'t Tree<'_>, id: NodeId) -> Option<&'t str> {
    if is_small(tree, id) {
        return None;
    }
    let found = own_address(tree, id).or_else(|| {
        let parent = tree.node(id).parent;
        let sources = if tree.tag(id) == Tag::Picture { id } else { parent };
        let is_picture = sources != NONE && tree.tag(sources) == Tag::Picture;
        is_picture.then(|| of_sources(tree, sources))?
    })?;
    let is_part = !is_furniture(tree, id, found) || is_in_figure(tree, id);
    is_part.then_some(found)
}

/// The address that the attributes of an element state.
fn own_address<'t>(tree: &'t Tree<'_>, id: NodeId) -> Option<&'t str> {
    let sets = ["data-srcset", "data-lazy-srcset", "srcset"];
    let set = || {
        sets.iter().find_map(|name| largest(attribute(tree, id, name)?).filter(|a| is_address(a)))
    };
    let lazy = || {
        let value = |name| attribute(tree, id, name).map(str::trim);
        LAZY.iter().find_map(|name| value(name).filter(|a| a.contains(['/', '.']) && is_address(a)))
    };
    let plain = || tree.attr(id, &local_name!("src")).map(str::trim).filter(|a| is_address(a));
    set().or_else(lazy).or_else(|| other_lazy(tree, id)).or_else(plain)
}

/// An address in an attribute that no list names.
fn other_lazy<'t>(tree: &'t Tree<'_>, id: NodeId) -> Option<&'t str> {
    let named = tree.attrs(id).iter().filter(|a| {
        a.name.strip_prefix("data-").is_some_and(|name| {
            LAZY_PARTS.iter().any(|part| name.contains(part))
                && !NOT_LAZY.iter().any(|part| name.contains(part))
        })
    });
    named.map(|a| tree.value(a).trim()).find(|value| {
        let path = value.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        ENDINGS.iter().any(|end| path.ends_with(end))
            && !value.contains(char::is_whitespace)
            && is_address(value)
    })
}

/// The address in the sources of a `picture`.
fn of_sources<'t>(tree: &'t Tree<'_>, picture: NodeId) -> Option<&'t str> {
    let names = ["data-srcset", "data-lazy-srcset", "srcset", "data-src", "src"];
    let sources = elements(tree, picture).take(MAX_SOURCES);
    sources.filter(|&e| tree.tag(e) == Tag::Source).find_map(|source| {
        names.iter().find_map(|n| largest(attribute(tree, source, n)?).filter(|a| is_address(a)))
    })
}

/// The largest candidate of a `srcset` that is not meant for printing; the smallest one if all are.
fn largest(set: &str) -> Option<&str> {
    let mut best: Option<(f32, &str)> = None;
    let mut rest = set;
    loop {
        rest = rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        if word.is_empty() {
            return best.map(|(_, url)| url);
        }
        let url = word.trim_end_matches(',');
        // A comma ends the candidate, at the address or after the size.
        let (size, next) = if url.len() < word.len() {
            ("", tail)
        } else {
            tail.split_once(',').unwrap_or((tail, ""))
        };
        let size = size.trim();
        let number = size.trim_end_matches(['w', 'x', 'h']).parse().unwrap_or(1.0);
        let better = best.is_none_or(|(before, _)| {
            if before > MAX_WIDTH {
                number < before
            } else {
                number > before && number <= MAX_WIDTH
            }
        });
        if better {
            best = Some((number, url));
        }
        rest = next;
    }
}

/// Whether a text is the address of a picture and not of a placeholder.
fn is_address(text: &str) -> bool {
    let is_scheme =
        |s: &str| text.get(..s.len()).is_some_and(|start| start.eq_ignore_ascii_case(s));
    !text.is_empty()
        && text.len() <= MAX_ADDRESS
        && !is_scheme("data:")
        && !is_scheme("blob:")
        && !is_scheme("about")
        && !text.starts_with(['{', '[', '#', '<'])
        && !matches!(text, "true" | "false" | "lazy" | "1" | "0" | "auto" | "none")
        && !is_placeholder(text)
}

fn is_placeholder(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let name = file.rsplit_once('.').map_or(file, |(name, _)| name).to_ascii_lowercase();
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    let is_core = |w: &str| PLACEHOLDERS.contains(&w);
    let is_filler = |w: &str| {
        BESIDE_PLACEHOLDER.contains(&w) || w.bytes().all(|b| b.is_ascii_digit() || b == b'x')
    };
    words.clone().any(is_core) && words.all(|w| is_core(w) || is_filler(w))
}

/// Pixels in an attribute.
fn pixels(tree: &Tree, id: NodeId, name: &LocalName) -> Option<u32> {
    tree.attr(id, name)?.trim().trim_end_matches("px").parse().ok()
}

/// Whether the stated width is larger than that of an icon or of a portrait of an author.
pub(super) fn is_large(tree: &Tree, id: NodeId) -> bool {
    pixels(tree, id, &local_name!("width")).is_some_and(|width| width > MAX_PORTRAIT)
}

/// Whether the stated size is that of a tracking pixel or an icon.
fn is_small(tree: &Tree, id: NodeId) -> bool {
    let side = |name: LocalName| pixels(tree, id, &name);
    match (side(local_name!("width")), side(local_name!("height"))) {
        (Some(width), Some(height)) => {
            width.min(height) < MIN_PIXELS || width < MIN_BOTH && height < MIN_BOTH
        }
        (Some(one), None) | (None, Some(one)) => one < MIN_PIXELS,
        (None, None) => false,
    }
}

/// Whether a picture is a logo, an icon or the face of an author by its class or its file.
fn is_furniture(tree: &Tree, id: NodeId, address: &str) -> bool {
    let class = tree.attr(id, &local_name!("class")).unwrap_or_default();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    [class, file].iter().any(|text| {
        text.split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| FURNITURE.iter().any(|f| word.eq_ignore_ascii_case(f)))
    })
}

fn is_in_figure(tree: &Tree, id: NodeId) -> bool {
    let mut up = id;
    for _ in 0..MAX_FIGURE {
        up = tree.node(up).parent;
        if up == NONE {
            break;
        }
        if tree.tag(up) == Tag::Figure {
            return true;
        }
    }
    false
}

/// Whether an element shows an image by its class: its alternative text is the image.
pub(super) fn is_emoji(tree: &Tree, id: NodeId) -> bool {
    let class = tree.attr(id, &local_name!("class")).unwrap_or_default();
    class.split_ascii_whitespace().any(|c| matches!(c, "emoji" | "wp-smiley" | "twemoji"))
}

/// The picture that the style of a figure shows behind it.
pub(super) fn background<'t>(tree: &'t Tree<'_>, id: NodeId, tag: Tag) -> Option<&'t str> {
    let style = tree.attr(id, &local_name!("style"))?;
    let (_, value) = style.split_once("background")?;
    let (_, rest) = value.split_once("url(")?;
    let address = rest.split(')').next()?.trim().trim_matches(['"', '\'']).trim();
    let parent = tree.node(id).parent;
    let is_figure = tag == Tag::Figure
        || parent != NONE && tree.tag(parent) == Tag::Figure
        || tree.attr(id, &local_name!("role")).is_some_and(|r| r.trim() == "img");
    (is_figure && is_address(address) && !is_furniture(tree, id, address)).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::{is_placeholder, largest};

    #[test]
    fn the_largest_sensible_candidate_is_taken() {
        for (set, expected) in [
            ("a.jpg 400w, b.jpg 1200w, c.jpg 800w", Some("b.jpg")),
            ("a.jpg, b.jpg 2x", Some("b.jpg")),
            ("a.jpg 1x,b.jpg 1.5x", Some("b.jpg")),
            ("w_4,h_3/a.jpg 400w, w_8,h_6/a.jpg 800w", Some("w_8,h_6/a.jpg")),
            ("a.jpg 1200w, b.jpg 6000w", Some("a.jpg")),
            ("b.jpg 6000w, a.jpg 1200w", Some("a.jpg")),
            ("a.jpg", Some("a.jpg")),
            (" , ", None),
            ("", None),
        ] {
            assert_eq!(largest(set), expected, "{set}");
        }
    }

    #[test]
    fn a_placeholder_is_known_by_its_name() {
        for (address, expected) in [
            ("/img/blank.gif", true),
            ("https://a.example/lazy-loading.svg?v=2", true),
            ("/i/placeholder_16x9.png", true),
            ("/i/1x1.gif", true),
            ("/i/loading-dock.jpg", false),
            ("/i/transparent-budget.jpg", false),
            ("/i/crane.jpg", false),
        ] {
            assert_eq!(is_placeholder(address), expected, "{address}");
        }
    }
}
