//! The lead image with its address, size and caption, and the other images of the article.

use url::Url;

use super::candidate::{Candidates, Field};
use super::values::{absolute, short_value};
use crate::article::{ContentBlock, Metadata, Source, Sourced};
use crate::block::{BlockKind, Role, SpanKind};

/// Plausible pixels of one side of an image.
const SIDES: std::ops::RangeInclusive<u32> = 1..=100_000;
/// The most images listed for one article.
const MAX_IMAGES: usize = 200;
/// The most bytes of a caption, and of an address.
const MAX_CAPTION: usize = 2_000;
const MAX_ADDRESS: usize = 4_000;

/// The declared lead image of the page.
#[derive(Debug, Default)]
pub(super) struct Lead {
    pub(super) address: Option<Sourced<String>>,
    pub(super) width: Option<Sourced<u32>>,
    pub(super) height: Option<Sourced<u32>>,
    pub(super) caption: Option<Sourced<String>>,
}

/// The lead image in `<meta>` and JSON-LD. Size and caption come only from a source that gives the
/// same image: the same kind of `<meta>`, or JSON-LD with the same address.
pub(super) fn lead(found: &Candidates, base: Option<&Url>) -> Lead {
    let Some(address) = found.first(Field::Image, |i| absolute(i, base)) else {
        return Lead::default();
    };
    let same_data = found
        .of(Field::Image)
        .into_iter()
        .any(|c| is_data(&c.source) && absolute(&c.value, base).as_ref() == Some(&address.value));
    let is_shared = |source: &Source| match source {
        Source::Meta(name) => name.to_ascii_lowercase().starts_with("og:image"),
        _ => false,
    };
    // With several shared images it is unknown to which one a size belongs.
    let shared = found
        .of(Field::Image)
        .into_iter()
        .filter(|c| is_shared(&c.source))
        .filter_map(|c| absolute(&c.value, base));
    let same_shared =
        is_shared(&address.source) && shared.into_iter().all(|other| other == address.value);
    let of_image =
        |source: &Source| same_data && is_data(source) || same_shared && is_shared(source);
    let side = |field| {
        let own = found.of(field).into_iter().filter(|c| of_image(&c.source));
        own.filter_map(|c| Some(Sourced::new(pixels(&c.value)?, c.source.clone()))).next()
    };
    let captions = found.of(Field::ImageCaption).into_iter().filter(|c| of_image(&c.source));
    let caption = captions
        .filter_map(|c| Some(Sourced::new(short_value(&c.value, MAX_CAPTION)?, c.source.clone())))
        .next();
    Lead {
        width: side(Field::ImageWidth),
        height: side(Field::ImageHeight),
        caption,
        address: Some(address),
    }
}

fn is_data(source: &Source) -> bool {
    matches!(source, Source::JsonLd(_))
}

/// The number of pixels in `1200`, `1200px` or `1200.0`.
fn pixels(text: &str) -> Option<u32> {
    let number = text.trim().trim_end_matches("px").trim();
    let whole = number.split_once('.').map_or(number, |(whole, _)| whole);
    whole.parse().ok().filter(|side| SIDES.contains(side))
}

/// Fills in the images of the article text, in order, and the caption of the lead image if the data
/// has none.
pub(super) fn complete(metadata: &mut Metadata, content: &[ContentBlock], base: Option<&Url>) {
    let images = content.iter().filter(|b| b.kind == BlockKind::Image).flat_map(|b| &b.spans);
    for span in images {
        let SpanKind::Image { src, .. } = &span.kind else { continue };
        let Some(address) = absolute(src, base).filter(|a| a.len() <= MAX_ADDRESS) else {
            continue;
        };
        if metadata.images.len() < MAX_IMAGES && metadata.images.iter().all(|i| i.value != address)
        {
            metadata.images.push(Sourced::new(address, Source::Block));
        }
    }
    let Some(lead) = &metadata.image else { return };
    if metadata.image_caption.is_none() {
        metadata.image_caption =
            caption_of(&lead.value, content).map(|text| Sourced::new(text, Source::Block));
    }
}

/// The caption under the image with this file name in the article text.
fn caption_of(address: &str, content: &[ContentBlock]) -> Option<String> {
    let file = file_name(address)?;
    let is_lead = |b: &ContentBlock| {
        b.spans
            .iter()
            .any(|s| matches!(&s.kind, SpanKind::Image { src, .. } if file_name(src) == Some(file)))
    };
    let at = content.iter().position(|b| b.kind == BlockKind::Image && is_lead(b))?;
    let under =
        content.get(at + 1).filter(|b| b.role == Role::Caption && b.kind != BlockKind::Image)?;
    short_value(&under.text, MAX_CAPTION)
}

/// The last path segment of an address, without size parameters. `None` if many pictures of a site
/// may have the same name.
fn file_name(address: &str) -> Option<&str> {
    let path = address.split(['?', '#']).next()?;
    path.rsplit('/')
        .next()
        .filter(|name| name.len() > 8 && name.contains(|c: char| c.is_ascii_digit() || c == '-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::candidate::Candidate;

    fn check(
        candidates: &[(Field, &str, Source)],
        expected: (Option<u32>, Option<u32>, Option<&str>),
    ) {
        let mut found = Candidates::default();
        for (field, value, source) in candidates {
            found.add(Candidate::new(
                *field,
                *value,
                source.clone(),
                if is_data(source) { 4 } else { 0 },
            ));
        }
        let lead = lead(&found, None);
        let caption = lead.caption.map(|c| c.value);
        assert_eq!(
            (lead.width.map(|w| w.value), lead.height.map(|h| h.value), caption.as_deref()),
            expected,
            "{candidates:?}"
        );
    }

    #[test]
    fn a_size_belongs_to_its_image() {
        let meta = |name: &str| Source::Meta(name.to_owned());
        let data = |name: &str| Source::JsonLd(name.to_owned());
        let shared = (Field::Image, "https://news.example/a.jpg", meta("og:image"));
        let width = (Field::ImageWidth, "1200px", meta("og:image:width"));
        let height = (Field::ImageHeight, "630.0", meta("og:image:height"));
        check(&[shared.clone(), width.clone(), height.clone()], (Some(1200), Some(630), None));
        let second = (Field::Image, "https://news.example/b.jpg", meta("og:image"));
        check(&[shared.clone(), second, width.clone()], (None, None, None));
        let of_data = [
            (Field::ImageWidth, "900", data("NewsArticle.image.width")),
            (Field::ImageCaption, "Rain", data("NewsArticle.image.caption")),
        ];
        let same = (Field::Image, "https://news.example/a.jpg", data("NewsArticle.image"));
        let other = (Field::Image, "https://news.example/c.jpg", data("NewsArticle.image"));
        check(
            &[shared.clone(), same, of_data[0].clone(), of_data[1].clone()],
            (Some(900), None, Some("Rain")),
        );
        check(&[shared.clone(), other, of_data[0].clone()], (None, None, None));
        check(std::slice::from_ref(&width), (None, None, None));
        check(
            &[shared, (Field::ImageWidth, "wide", meta("og:image:width")), height],
            (None, Some(630), None),
        );
    }

    #[test]
    fn the_caption_is_the_block_after_the_lead_image() {
        let content = |src: &str, role| {
            let image = SpanKind::Image { src: src.into(), alt: "".into() };
            let picture = ContentBlock {
                role: Role::Caption,
                kind: BlockKind::Image,
                text: String::new(),
                spans: vec![crate::block::Span { range: 0..0, kind: image }],
            };
            vec![
                picture,
                ContentBlock {
                    role,
                    kind: BlockKind::Caption,
                    text: "The mill".to_owned(),
                    spans: Vec::new(),
                },
            ]
        };
        let address = "https://news.example/i/mill-2024.jpg?w=1200";
        assert_eq!(
            caption_of(address, &content("/i/mill-2024.jpg?w=640", Role::Caption)).as_deref(),
            Some("The mill")
        );
        assert_eq!(caption_of(address, &content("/i/other-2024.jpg", Role::Caption)), None);
        assert_eq!(caption_of(address, &content("/i/mill-2024.jpg", Role::Body)), None);
    }
}
