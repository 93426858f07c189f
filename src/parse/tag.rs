//! The HTML elements that the code distinguishes.

use html5ever::{LocalName, Namespace, ns};

/// Declares [`Tag`] and its table of names in one place.
macro_rules! tags {
    ($($variant:ident $name:literal,)*) => {
        /// An element by name. Names without a variant are `Other`; names with a hyphen are
        /// `Custom`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        #[repr(u8)]
        pub(crate) enum Tag {
            $($variant,)*
            /// Any element of SVG or MathML below its root.
            Foreign,
            Custom,
            #[default]
            Other,
        }

        const NAMES: &[(&str, Tag)] = &[$(($name, Tag::$variant),)*];
    };
}

tags! {
    A "a", Abbr "abbr", Address "address", Article "article", Aside "aside", Audio "audio", B "b",
    Base "base", Blockquote "blockquote", Body "body", Br "br", Button "button", Canvas "canvas",
    Caption "caption", Center "center", Cite "cite", Code "code", Datalist "datalist", Dd "dd",
    Del "del", Details "details", Dialog "dialog", Dir "dir", Div "div", Dl "dl", Dt "dt", Em "em",
    Embed "embed", Fieldset "fieldset", Figcaption "figcaption", Figure "figure", Font "font",
    Footer "footer", Form "form", Frame "frame", Frameset "frameset", H1 "h1", H2 "h2", H3 "h3",
    H4 "h4", H5 "h5", H6 "h6", Head "head", Header "header", Hgroup "hgroup", Hr "hr", Html "html",
    I "i", Iframe "iframe", Img "img", Input "input", Ins "ins", Kbd "kbd", Label "label",
    Legend "legend", Li "li", Link "link", Listing "listing", Main "main", Map "map", Mark "mark",
    Math "math", Menu "menu", Meta "meta", Meter "meter", Nav "nav", Noembed "noembed",
    Noframes "noframes", Noscript "noscript", Object "object", Ol "ol", Optgroup "optgroup",
    Option "option", Output "output", P "p", Picture "picture", Plaintext "plaintext", Pre "pre",
    Progress "progress", Q "q", Rp "rp", Rt "rt", Ruby "ruby", S "s", Samp "samp", Script "script",
    Search "search", Section "section", Select "select", Slot "slot", Small "small",
    Source "source", Span "span", Strike "strike", Strong "strong", Style "style", Sub "sub",
    Summary "summary", Sup "sup", Svg "svg", Table "table", Tbody "tbody", Td "td",
    Template "template", Textarea "textarea", Tfoot "tfoot", Th "th", Thead "thead", Time "time",
    Title "title", Tr "tr", Track "track", Tt "tt", U "u", Ul "ul", Var "var", Video "video",
    Wbr "wbr", Xmp "xmp",
}

impl Tag {
    /// The tag of an element. It is looked up once for each distinct name on a page, so binary
    /// search is fast enough.
    pub(crate) fn from_name(namespace: &Namespace, name: &LocalName) -> Self {
        let known = NAMES.binary_search_by(|(n, _)| n.cmp(&&**name)).ok().map(|i| NAMES[i].1);
        if *namespace == ns!(html) {
            known.unwrap_or(if name.contains('-') { Self::Custom } else { Self::Other })
        } else {
            match known {
                Some(Self::Svg) => Self::Svg,
                Some(Self::Math) => Self::Math,
                _ => Self::Foreign,
            }
        }
    }

    /// The name in lower case; `x-` for a custom element.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Custom => "x-",
            Self::Foreign | Self::Other => "?",
            _ => NAMES[self as usize].0,
        }
    }

    /// Whether the element is a block in the default style sheet of browsers.
    pub(crate) fn is_block(self) -> bool {
        matches!(
            self,
            Self::Address
                | Self::Article
                | Self::Aside
                | Self::Blockquote
                | Self::Body
                | Self::Button
                | Self::Caption
                | Self::Center
                | Self::Dd
                | Self::Details
                | Self::Dialog
                | Self::Dir
                | Self::Div
                | Self::Dl
                | Self::Dt
                | Self::Fieldset
                | Self::Figcaption
                | Self::Figure
                | Self::Footer
                | Self::Form
                | Self::Frameset
                | Self::H1
                | Self::H2
                | Self::H3
                | Self::H4
                | Self::H5
                | Self::H6
                | Self::Header
                | Self::Hgroup
                | Self::Hr
                | Self::Html
                | Self::Legend
                | Self::Li
                | Self::Listing
                | Self::Main
                | Self::Menu
                | Self::Nav
                | Self::Noframes
                | Self::Noscript
                | Self::Ol
                | Self::Optgroup
                | Self::Option
                | Self::P
                | Self::Plaintext
                | Self::Pre
                | Self::Search
                | Self::Section
                | Self::Select
                | Self::Summary
                | Self::Table
                | Self::Tbody
                | Self::Td
                | Self::Tfoot
                | Self::Th
                | Self::Thead
                | Self::Tr
                | Self::Ul
                | Self::Xmp
        )
    }

    /// The level of a heading, 1 to 6.
    pub(crate) fn heading_level(self) -> Option<u8> {
        match self {
            Self::H1 => Some(1),
            Self::H2 => Some(2),
            Self::H3 => Some(3),
            Self::H4 => Some(4),
            Self::H5 => Some(5),
            Self::H6 => Some(6),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_complete() {
        assert!(NAMES.is_sorted_by_key(|(n, _)| *n));
        for (name, tag) in NAMES {
            assert_eq!(Tag::from_name(&ns!(html), &LocalName::from(*name)), *tag);
            assert_eq!(tag.name(), *name);
        }
    }
}
