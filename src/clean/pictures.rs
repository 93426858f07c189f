//! Cuts pictures that the article shows twice (the twin for browsers without scripts, the same
//! photo in another size), and icons, portraits of authors and previews by their address.

use rustc_hash::FxHashSet;

use crate::block::{
    Block, BlockKind, Blocks, Boilerplate, ContainerId, Landmark, SpanKind, Stage, Verdict,
};

/// Cuts each image whose photo an earlier one shows.
pub(super) fn cut_picture_repeats(blocks: &mut Blocks) {
    let mut seen: FxHashSet<String> = FxHashSet::default();
    let in_figure = |blocks: &Blocks, container: ContainerId| {
        let mut around = blocks.ancestors(container).take(MAX_FIGURE);
        around.any(|(_, c)| c.landmark == Some(Landmark::Figure))
    };
    for i in 0..blocks.list.len() {
        let block = &blocks.list[i];
        if block.kind != BlockKind::Image || !block.is_kept() {
            continue;
        }
        let address = source(block).unwrap_or_default();
        let is_large = || block.is_large || states_large_width(address);
        let is_extra = is_preview(address)
            || is_in_folder(address) && !is_large() && !in_figure(blocks, block.container);
        let block = &mut blocks.list[i];
        if is_extra && !block.is_settled() {
            block.add_ruling(
                Verdict::Cut(Boilerplate::Other),
                Stage::Clean,
                "picture-furniture",
                "an icon, a portrait or a preview by its address",
            );
            continue;
        }
        let Some(photo) = source(block).map(photo) else { continue };
        if !seen.insert(photo) && !block.is_settled() {
            block.add_ruling(
                Verdict::Cut(Boilerplate::Repeat),
                Stage::Clean,
                "picture-again",
                "shows the photo of an earlier picture",
            );
        }
    }
}

fn source(block: &Block) -> Option<&str> {
    block.spans.iter().find_map(|span| match &span.kind {
        SpanKind::Image { src, .. } => Some(&**src),
        _ => None,
    })
}

/// Folders of icons, logos and portraits.
const FOLDERS: &[&str] = &[
    "auteurs",
    "author",
    "authors",
    "autor",
    "autoren",
    "autores",
    "avatar",
    "avatars",
    "emoji",
    "emoticons",
    "icons",
    "logos",
    "profile-pictures",
    "smileys",
    "smilies",
    "statusicon",
    "statusicons",
];

/// Pixels up to which a picture is a blurred preview of another one.
const MAX_PREVIEW: u32 = 100;

/// Elements around a picture that may be its figure.
const MAX_FIGURE: usize = 4;

/// Whether a folder in an address is one of icons, logos or portraits.
fn is_in_folder(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let (folders, _) = path.rsplit_once('/').unwrap_or_default();
    folders.split('/').any(|part| FOLDERS.iter().any(|name| part.eq_ignore_ascii_case(name)))
}

/// Pixels of the widest portrait or icon.
const MAX_PORTRAIT: u32 = 300;

/// Whether an address states a width that neither an icon nor a portrait has: `?w=800`,
/// `/800x600/`, `/w_800,c_fill/`, `crane-800x600.jpg`.
fn states_large_width(address: &str) -> bool {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_large = |size: &str| size.parse::<u32>().is_ok_and(|n| n > MAX_PORTRAIT);
    let is_size = |part: &str| {
        part.split_once('x').is_some_and(|(width, height)| {
            is_large(width) && height.bytes().all(|b| b.is_ascii_digit())
        }) || part.strip_suffix('w').is_some_and(is_large)
    };
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let by_path = path.split('/').any(|part| {
        is_size(part)
            || part.split(',').any(|option| {
                option
                    .strip_prefix("w_")
                    .or_else(|| option.strip_prefix("w="))
                    .is_some_and(is_large)
            })
    });
    by_path
        || stem.rsplit_once(['-', '_']).is_some_and(|(_, size)| is_size(size))
        || query.split('&').any(|pair| {
            pair.split_once('=')
                .is_some_and(|(name, size)| matches!(name, "w" | "width") && is_large(size))
        })
}

/// Whether the options in an address ask for a tiny preview, as in `/max/60/a.jpg?q=20`.
fn is_preview(address: &str) -> bool {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_tiny = |size: &str| size.parse::<u32>().is_ok_and(|n| n > 0 && n <= MAX_PREVIEW);
    let mut before = "";
    let by_path = path.split('/').any(|part| {
        let name = std::mem::replace(&mut before, part);
        name == "max" && is_tiny(part)
            || part.strip_prefix("resize:fit:").is_some_and(is_tiny)
            || part.split(',').any(|option| {
                option.strip_prefix("w_").or_else(|| option.strip_prefix("w=")).is_some_and(is_tiny)
            })
    });
    by_path
        || query.split('&').any(|pair| match pair.split_once('=') {
            Some(("w" | "width", size)) => is_tiny(size),
            Some(("blur", by)) => by.parse::<u32>().is_ok_and(|by| by > 0),
            _ => false,
        })
}

/// The endings of picture files.
const ENDINGS: &[&str] = &["jpg", "jpeg", "png", "webp", "avif", "gif", "heic", "svg", "bmp"];

/// The names of sizes and of other options in paths: width, height, crop, quality, format and the
/// like.
const OPTIONS: &[&str] = &["w", "h", "c", "q", "f", "g", "ar", "dpr", "fl", "width", "height"];

/// The part that two addresses of one photo share: the path without sizes and without the ending.
/// A program that resizes names the photo in its query.
fn photo(address: &str) -> String {
    let (_, query) = address.split_once('?').unwrap_or((address, ""));
    let named = query.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let is_name = matches!(name, "url" | "src" | "image" | "img");
        (is_name && (value.contains(['/', '.']) || value.contains("%2F"))).then_some(value)
    });
    match named {
        Some(inner) => key(&inner.replace("%2F", "/").replace("%2f", "/").replace("%3A", ":")),
        None => key(address),
    }
}

/// See [`photo`]; `address` names the photo itself.
fn key(address: &str) -> String {
    let address = address.split('#').next().unwrap_or_default();
    let path = address.split('?').next().unwrap_or_default();
    let path = path.split_once("//").map_or(path, |(_, rest)| rest);
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    // Another name may be that of a program, whose query says which photo it is.
    let picture = file
        .rsplit_once('.')
        .filter(|(_, ending)| ENDINGS.iter().any(|e| ending.eq_ignore_ascii_case(e)));
    let Some((stem, _)) = picture else { return address.to_owned() };
    let mut key = String::with_capacity(path.len());
    for part in folder.split('/').filter(|part| !is_size(part)) {
        key.push_str(part);
        key.push('/');
    }
    key.push_str(without_size(stem));
    key
}

/// Whether a part of a path only sets a size, such as `640x360`, `w_640,c_fill` or `1200w`.
fn is_size(part: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_option = |option: &str| {
        option.split_once(['_', '=', ':']).is_some_and(|(name, value)| {
            OPTIONS.contains(&name) && (is_number(value) || part.contains(','))
        })
    };
    part.split_once('x').is_some_and(|(w, h)| is_number(w) && is_number(h))
        || part.strip_suffix('w').is_some_and(is_number)
        || part.split(',').all(is_option)
}

/// Words for sizes at the end of a file name.
const SIZES: &[&str] = &[
    "small",
    "medium",
    "large",
    "xlarge",
    "thumb",
    "thumbnail",
    "retina",
    "original",
    "full",
    "mobile",
    "tablet",
    "desktop",
];

/// A file name without the size at its end: `__medium`, `-640x360`, `-scaled`, `@2x`, `-640w`.
fn without_size(stem: &str) -> &str {
    let stem = stem.strip_suffix("-scaled").or_else(|| stem.strip_suffix("@2x")).unwrap_or(stem);
    if let Some((name, word)) = stem.rsplit_once(['-', '_'])
        && SIZES.iter().any(|size| word.eq_ignore_ascii_case(size))
    {
        let name = name.trim_end_matches(['-', '_']);
        return if name.is_empty() { stem } else { name };
    }
    match stem.rsplit_once(['-', '_']) {
        Some((name, size)) if !name.is_empty() && !size.contains('_') && is_size(size) => name,
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::{cut_picture_repeats, is_in_folder, is_preview, photo, states_large_width};
    use crate::block::{Block, BlockKind, Blocks, Container, Role, Span, SpanKind, Stage, Verdict};

    #[test]
    fn large_photos_in_the_folder_of_an_author_stay() {
        for (address, is_large, expected) in [
            ("/authors/ann-weir/crane.jpg?w=800", false, true),
            ("/authors/ann-weir/crane.jpg?fit=crop&width=1200", false, true),
            ("/authors/crane-800x600.jpg", false, true),
            ("/authors/800x600/crane.jpg", false, true),
            ("/authors/w_640,c_fill/crane.jpg", false, true),
            ("/authors/crane-1200w.webp", false, true),
            ("/authors/crane.jpg", true, true),
            ("/authors/crane.jpg", false, false),
            ("/authors/crane.jpg?w=200", false, false),
            ("/authors/crane-150x150.jpg", false, false),
            ("/authors/crane-2024.jpg", false, false),
        ] {
            let kind = SpanKind::Image { src: address.into(), alt: "".into() };
            let spans = vec![Span { range: 0..0, kind }];
            let mut block = Block { kind: BlockKind::Image, spans, is_large, ..Block::default() };
            block.add_ruling(Verdict::Keep(Role::Body), Stage::Classifier, "weighed", "");
            let mut blocks = Blocks { list: vec![block], containers: vec![Container::default()] };
            cut_picture_repeats(&mut blocks);
            assert_eq!(blocks.list[0].is_kept(), expected, "{address}");
        }
        assert!(!states_large_width(""));
    }

    #[test]
    fn addresses_inside_addresses_are_read_once() {
        assert_eq!(photo(&"?url=/".repeat(100_000)).len(), 599_995);
    }

    #[test]
    fn icons_portraits_and_previews_are_known_by_their_address() {
        for (address, expected) in [
            ("/images/statusicon/user_offline.gif", true),
            ("/autoren/profiles/ann-weir.jpg", true),
            ("/img/Authors/ann-weir.png", true),
            ("https://img.example/max/60/crane.jpg?q=20", true),
            ("https://img.example/v2/resize:fit:60/crane.jpg", true),
            ("https://img.example/crane.jpg?w=40&blur=10", true),
            ("https://img.example/w_40,h_30,e_blur/crane.jpg", true),
            ("https://img.example/max/1200/crane.jpg?q=20", false),
            ("https://img.example/crane.jpg?w=640", false),
            ("/i/authors.jpg", false),
        ] {
            assert_eq!(is_in_folder(address) || is_preview(address), expected, "{address}");
        }
    }

    #[test]
    fn sizes_of_one_photo_are_one() {
        let same = "a.example/i/crane";
        for address in [
            "https://a.example/i/crane.jpg",
            "https://a.example/i/crane-640x360.jpg",
            "https://a.example/i/crane-scaled.jpg?w=300",
            "//a.example/i/crane@2x.webp",
            "https://a.example/i/crane__medium.jpg",
            "https://a.example/i/crane__retina.jpg",
            "https://a.example/i/crane-thumbnail.png",
            "https://a.example/i/crane_large.jpg",
            "https://a.example/i/w_640,c_fill/crane.jpg",
            "https://a.example/i/640x360/crane.jpg",
            "/_next/image?url=https%3A%2F%2Fa.example%2Fi%2Fcrane.jpg&w=640&q=75",
        ] {
            assert_eq!(photo(address), same, "{address}");
        }
        for (one, other) in [
            ("/i/crane-1.jpg", "/i/crane-2.jpg"),
            ("/i/1/crane.jpg", "/i/2/crane.jpg"),
            ("/i/crane.php?id=1", "/i/crane.php?id=2"),
            ("/photo?id=1", "/photo?id=2"),
            ("/photo.jsp?id=1", "/photo.jsp?id=2"),
            ("/a.jpg?src=web", "/b.jpg?src=web"),
            ("/p_101/main.jpg", "/p_102/main.jpg"),
            ("/day_1/main.jpg", "/day_2/main.jpg"),
        ] {
            assert_ne!(photo(one), photo(other));
        }
    }
}
