//! Bytes that are not text, text that is not a page, and harmful characters.

use std::fs;

use super::{ErrorKind, Extraction, Format, STORY, all_text, extracted, refused, written};

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2], mark: &[u8]) -> Vec<u8> {
    mark.iter().copied().chain(text.encode_utf16().flat_map(to_bytes)).collect()
}

#[test]
fn utf_16_with_and_without_a_mark() {
    let page = format!("<!doctype html><title>Žďár</title>{STORY}<p>Žďár nad Sázavou ☂ 雨");
    for (bytes, encoding, known_by) in [
        (utf16(&page, u16::to_le_bytes, b"\xff\xfe"), "UTF-16LE", "bom"),
        (utf16(&page, u16::to_be_bytes, b"\xfe\xff"), "UTF-16BE", "bom"),
        (utf16(&page, u16::to_le_bytes, b""), "UTF-16LE", "zero bytes"),
        (utf16(&page, u16::to_be_bytes, b""), "UTF-16BE", "zero bytes"),
    ] {
        let odd = [&bytes[..], b"x"].concat();
        for bytes in [bytes, odd] {
            let extraction = extracted(bytes);
            assert_eq!(
                (extraction.encoding.name, extraction.encoding.known_by.name()),
                (encoding, known_by)
            );
            assert!(all_text(&extraction).contains("Žďár nad Sázavou ☂ 雨"));
        }
    }
}

#[test]
fn other_formats_are_refused() {
    for magic in [
        &b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"[..],
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"PK\x03\x04\x14\0\x06\0",
        b"\x1f\x8b\x08\0",
    ] {
        assert!(matches!(refused(magic), ErrorKind::NotHtml { .. }), "{magic:?}");
    }
}

#[test]
fn pages_without_a_page() {
    for page in [
        "",
        " \n\t ",
        "\u{feff}",
        "<",
        "<!",
        "<!doctype html>",
        "</p>",
        "<html><frameset cols='20%,80%'><frame src=menu.html><frame src=story.html></frameset></html>",
        "<!doctype html><html><head></head></html>",
        "&",
        "&#",
        "&#x110000;&#xd800;&#0;",
    ] {
        let extraction = extracted(page);
        assert!(!extraction.article.has_text(), "{page:?}: {}", extraction.article.text());
        let _ = written(&extraction);
    }
}

#[test]
fn zero_bytes_anywhere() {
    let page = STORY.replace(' ', " \0").replace("<p>", "<\0p><p\0><p a\0=\0>");
    assert!(all_text(&extracted(page)).contains("Firemen carried sand"));
    let _ = extracted(vec![0; 1 << 20]);
}

#[test]
fn elements_that_swallow_the_rest() {
    for opener in [
        "<!--",
        "<!-- a -- b",
        "<script>",
        "<script><!--<script>",
        "<style>",
        "<title>",
        "<textarea>",
        "<![CDATA[",
        "<p a='",
    ] {
        let extraction = extracted(format!("{STORY}{opener} {}", "<p>swallowed ".repeat(10_000)));
        assert!(all_text(&extraction).contains("Firemen carried sand"), "{opener}");
        let _ = extracted(format!("{opener} {STORY}").repeat(2_000));
    }
}

#[test]
fn random_bytes() {
    let mut random = fastrand::Rng::with_seed(0x5eed);
    for _ in 0..200 {
        let len = random.usize(..8_000);
        let bytes: Vec<u8> = (0..len).map(|_| random.u8(..)).collect();
        if let Ok(extraction) =
            cleancopy::extract(&cleancopy::Page::from_bytes(bytes), &cleancopy::Options::default())
        {
            no_controls(&extraction);
        }
    }
}

#[test]
fn random_markup() {
    const PIECES: &[&str] = &[
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<a href='/x'>",
        "</a>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<ul>",
        "<li>",
        "</ul>",
        "<div ",
        "class=share>",
        "id=\"",
        "\"",
        ">",
        "<",
        "</",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<template>",
        "</template>",
        "<svg>",
        "</svg>",
        "<math>",
        "<select>",
        "<option>",
        "</select>",
        "<form>",
        "</form>",
        "<button>",
        "<h1>",
        "</h1>",
        "<pre>\n",
        "</pre>",
        "<br>",
        "<img src=a.jpg alt='x",
        "<iframe src=//x.example>",
        "<noscript>",
        "</noscript>",
        "<frameset>",
        "<body>",
        "<html>",
        "</html>",
        "<plaintext>",
        "&amp",
        "&#27;",
        "&nbsp;",
        " rain ",
        "\u{1b}[31m",
        "雨",
        "é",
        "\0",
        "\r\n",
        "[gallery ids=1]",
        "{\"text\":\"",
        "<q>",
        "</q>",
        "<ruby>a<rt>b",
        "<caption>",
        "<th>",
        "<details>",
        "<summary>",
        "]]>",
    ];
    let mut random = fastrand::Rng::with_seed(0xca7);
    for _ in 0..200 {
        let len = random.usize(..400);
        let page: String = (0..len).map(|_| PIECES[random.usize(..PIECES.len())]).collect();
        no_controls(&extracted(page));
    }
}

#[test]
fn a_page_cut_off_anywhere() {
    let bytes = fs::read("corpus/wordpress/tagdiv-sport.html").expect("the corpus has it");
    for end in (0..bytes.len()).step_by(97) {
        no_controls(&extracted(&bytes[..end]));
    }
}

#[test]
fn no_terminal_escape_comes_out() {
    let evil = "\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}2J&#27;[1m&#x1b;]8;;http://x.example\u{202e}";
    let story = STORY.replace("the", evil);
    let json = evil.replace('\u{1b}', "\\u001b").replace('\u{7}', "\\u0007");
    let page = format!(
        "<html lang='{evil}'><head><title>{evil} Rain</title><meta name=author content='{evil}'><meta name=description content='{evil}'>\
         <meta property=og:site_name content='{evil}'><link rel=canonical href='https://x.example/{evil}'>\
         <script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"{json}\",\"author\":{{\"name\":\"{json}\"}}}}</script>\
         </head><body><article class='{evil}' id='{evil}'>{story}<p><a href='https://x.example/{evil}'>A link {evil}</a> in a paragraph \
         that is long enough to be kept by any judge of copy, the mayor said.</p><figure><img src='a.jpg?{evil}' alt='{evil}'>\
         <figcaption>Rain {evil}</figcaption></figure><pre>{evil}</pre><table><tr><th>{evil}<td>{evil}<tr><td>a<td>{evil}</table></article>"
    );
    let extraction = extracted(page);
    assert!(extraction.article.blocks.len() > 1, "something is written");
    no_controls(&extraction);
}

/// Checks that no output contains a control character other than line feeds and tabs.
fn no_controls(extraction: &Extraction) {
    for (format, text) in written(extraction) {
        let found = text.chars().find(|&c| c.is_control() && c != '\n' && c != '\t');
        assert_eq!(found, None, "{format:?}: {text:?}");
        assert!(format != Format::Text || !text.contains('\u{202e}'));
    }
}
