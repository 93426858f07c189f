//! Hostile pages: whatever the bytes, extraction neither panics nor aborts, and its cost is
//! bounded.
//!
//! No test here asserts a time, because the machine may be busy: a page that costs too much shows
//! as a test that does not end. The pages are generated, so the repository stays small.

use cleancopy::{
    ErrorKind, Extraction, Format, MAX_BLOCKS, MAX_DEPTH, MAX_NODES, MAX_PAGE_BYTES, Options, Page,
    Warning, WriteOptions, extract, write,
};

/// A story that the classifier keeps, to combine with hostile content.
const STORY: &str = "<h1>Rain in the valley</h1><p>It rained all day in the valley, the mayor said on Tuesday, and the river rose by \
    two metres before the night came down on the town.</p><p>Firemen carried sand to the old bridge until midnight, and the school \
    will stay closed until the end of the week, a spokeswoman said.</p>";

fn extracted(bytes: impl Into<Vec<u8>>) -> Extraction {
    extract(&Page::from_bytes(bytes.into()), &Options::default())
        .expect("every page that is HTML has an answer")
}

fn refused(bytes: impl Into<Vec<u8>>) -> ErrorKind {
    extract(&Page::from_bytes(bytes.into()), &Options::default())
        .expect_err("refused")
        .kind()
        .clone()
}

fn warns(extraction: &Extraction, warning: &Warning) -> bool {
    extraction.article.warnings.contains(warning)
}

/// The article in every format, with all options on.
fn written(extraction: &Extraction) -> Vec<(Format, String)> {
    let options = WriteOptions::default()
        .with_links(true)
        .with_images(true)
        .with_comments(true)
        .with_metadata(true);
    [Format::Text, Format::Markdown, Format::Html, Format::Json, Format::Jsonl]
        .map(|format| {
            let mut out = Vec::new();
            write(&extraction.article, format, &options, &mut out).expect("memory takes it");
            (format, String::from_utf8(out).expect("UTF-8"))
        })
        .into()
}

/// The text of all blocks, kept or cut, one per line.
fn all_text(extraction: &Extraction) -> String {
    extraction.blocks.list.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n")
}

mod nesting {
    use super::{MAX_DEPTH, MAX_NODES, Warning, all_text, extracted, warns};

    #[test]
    fn divs_200_000_deep() {
        let page = format!("{}the end of it{}", "<div>".repeat(200_000), "</div>".repeat(200_000));
        let extraction = extracted(page);
        assert!(warns(&extraction, &Warning::TooDeep));
        assert_eq!(all_text(&extraction), "the end of it");
        assert!(extraction.blocks.containers.iter().all(|c| u32::from(c.depth) <= MAX_DEPTH));
    }

    #[test]
    fn a_hundred_thousand_bold_elements_never_closed() {
        let extraction = extracted(format!("<p>{}the end of it", "<b>x ".repeat(100_000)));
        assert!(all_text(&extraction).ends_with("the end of it"));
    }

    #[test]
    fn formatting_elements_that_every_paragraph_reopens() {
        // Each <p> reopens all <b> before it, and no two are equal: 200 million elements without a
        // limit.
        let page: String = (0..20_000).map(|i| format!("<p><b a={i}>w{i} ")).collect();
        let extraction = extracted(page);
        assert!(all_text(&extraction).contains("w300"));
        assert!(extraction.blocks.containers.len() <= MAX_NODES as usize);
    }

    #[test]
    fn formatting_elements_that_adopt() {
        let extraction =
            extracted(format!("{}the end of it", "<a href=x><b><div></b><p></a>".repeat(20_000)));
        assert!(
            all_text(&extraction).contains("the end of it")
                || warns(&extraction, &Warning::TooManyNodes)
        );
    }

    #[test]
    fn tables_100_000_deep() {
        let extraction = extracted(format!("{}the end of it", "<table><tr><td>".repeat(100_000)));
        assert!(all_text(&extraction).contains("the end of it"));
    }

    #[test]
    fn tables_100_000_deep_that_foster_their_text() {
        let extraction = extracted("<table>x".repeat(100_000));
        assert!(all_text(&extraction).contains('x'));
    }

    #[test]
    fn lists_50_000_deep() {
        let extraction = extracted(format!("{}the end of it", "<ul><li>x".repeat(50_000)));
        assert!(all_text(&extraction).contains("the end of it"));
    }

    #[test]
    fn wide_at_the_bottom_of_the_deepest_nesting() {
        // Code that visits all ancestors of every block pays the depth limit for each block.
        let extraction = extracted(format!(
            "{}{}the end of it",
            "<div class=a>".repeat(500),
            "<p>rain fell".repeat(100_000)
        ));
        assert!(all_text(&extraction).ends_with("the end of it"));
        let cell = format!(
            "<table><tr><td>{}{}the end of it",
            "<div>".repeat(500),
            "<i>x</i> ".repeat(300_000)
        );
        assert!(all_text(&extracted(cell)).ends_with("the end of it"));
        let hidden =
            format!("{}{}the end of it", "<span hidden>".repeat(500), "<i></i>".repeat(100_000));
        let _ = extracted(hidden);
    }

    #[test]
    fn templates_and_foreign_content_100_000_deep() {
        let page = format!(
            "{}{}<p>the end of it",
            "<template>".repeat(100_000),
            "<svg><g><foreignObject>".repeat(100_000)
        );
        let _ = extracted(page);
        let _ = extracted(format!("{}<p>the end of it", "<select><option>".repeat(100_000)));
    }
}

mod size {
    use super::{
        ErrorKind, MAX_BLOCKS, MAX_PAGE_BYTES, STORY, Warning, all_text, extracted, refused, warns,
        written,
    };

    #[test]
    fn a_hundred_thousand_attributes_on_one_tag() {
        let attributes: String = (0..100_000).map(|i| format!(" a{i}=v")).collect();
        let extraction =
            extracted(format!("<p{attributes}>the words inside</p><p>the words after"));
        assert!(warns(&extraction, &Warning::TooManyAttributes));
        assert_eq!(all_text(&extraction), "the words inside\nthe words after");
    }

    #[test]
    fn attributes_that_arrive_one_by_one() {
        // Later tags of <html> and <body> add their attributes to the first.
        let page: String = (0..50_000).map(|i| format!("<body a{i}=v>")).collect();
        assert!(all_text(&extracted(format!("{page}{STORY}"))).contains("Firemen carried sand"));
    }

    #[test]
    fn a_line_of_brackets_and_shortcodes() {
        let prose = "It rained all day in the valley, the mayor said, and the river rose by \
          two metres before the night came. ";
        for piece in [
            "[",
            "[vc_row]",
            "[vc_row]  ",
            "{",
            "[caption id=",
            "{loadposition x} ",
            "[[a] ",
            "$a={",
            "{a}",
        ] {
            let extraction = extracted(format!(
                "<article><h1>Rain</h1><p>{prose}{}]}} {prose}</article>",
                piece.repeat(500_000)
            ));
            let _ = written(&extraction);
        }
    }

    #[test]
    fn more_blocks_than_the_limit() {
        for (before, piece, count) in [
            ("", "<p>x</p>", 500_000),
            ("<table>", "<tr><td>x<td>y", 200_000),
            ("<p>x", "<img src=a.jpg>", 200_000),
        ] {
            let extraction = extracted(format!("{STORY}{before}{}", piece.repeat(count)));
            assert!(warns(&extraction, &Warning::TooManyBlocks), "{piece}");
            assert_eq!(extraction.blocks.list.len(), MAX_BLOCKS, "{piece}");
            assert!(all_text(&extraction).contains("Firemen carried sand"), "{piece}");
        }
        let page = format!("{STORY}{}", "<p>x</p>".repeat(MAX_BLOCKS - 3));
        let extraction = extracted(page);
        assert!(!warns(&extraction, &Warning::TooManyBlocks));
        assert_eq!(extraction.blocks.list.len(), MAX_BLOCKS);
    }

    #[test]
    fn formulas_that_never_end() {
        let script = "<script>MathJax = {tex: {inlineMath: [['$', '$']]}}</script>";
        for piece in ["\\begin{", "\\begin{a", "\\begin{align} ", "\\(", "$x ", "\\\\"] {
            let _ = written(&extracted(format!("{script}{STORY}<p>{}", piece.repeat(500_000))));
        }
    }

    #[test]
    fn thirty_thousand_headings_of_stories_and_comments() {
        let story = STORY.repeat(4);
        for piece in [
            "<div class=story><h1>Another headline here</h1><p>By Ada Pine</p></div>",
            "<h2>Another headline here</h2><p>By Ada Pine</p><p>5 March 2024</p>",
            "<h3>3 comments</h3>",
            "<h3>3 comments</h3><div><b>Ada Pine</b> <i>5 March 2024</i></div>",
        ] {
            let page = format!(
                "<title>Rain in the valley</title><div class=story><h1>Rain in the valley</h1>\
                 <p>By Ada Pine</p>{story}</div>{}",
                piece.repeat(30_000)
            );
            let _ = written(&extracted(page));
        }
    }

    #[test]
    fn many_notes_and_pictures_in_one_element() {
        let marks: String = (0..30_000).map(|i| format!("<a href=#n{i}>{i}</a>")).collect();
        let notes: String = (0..30_000).map(|i| format!("<p id=n{i}>{i}. Note")).collect();
        let one_target = "<sup><a href=#fn>1</a></sup>".repeat(30_000);
        for page in [
            format!("<p>{marks}{notes}"),
            format!("<p>{one_target}<div id=fn><p id=fn>1. Note{}", "<p>more".repeat(30_000)),
            format!("<picture>{}</picture>", "<img>".repeat(30_000)),
            format!("<img src={}>", "?url=/".repeat(100_000)),
            format!("<div class={}>{marks}", "c".repeat(1_000_000)),
        ] {
            let _ = written(&extracted(format!("<article><h1>Rain</h1>{STORY}{page}</article>")));
        }
    }

    #[test]
    fn a_line_of_links_and_marks() {
        let prose = "It rained all day in the valley, the mayor said, and the river rose by \
          two metres before the night came. ";
        for piece in [
            "<a href=x>rain</a> fell, ",
            "<b>rain</b> ",
            "<code>`</code>",
            "*_[\\",
            "a<br>",
            "<q>",
            "<img src=a.jpg>rain ",
            "&lt;b&gt;",
        ] {
            let extraction = extracted(format!(
                "<article><h1>Rain</h1><p>{prose}{}{prose}</article>",
                piece.repeat(100_000)
            ));
            let _ = written(&extraction);
        }
    }

    #[test]
    fn a_table_of_100_000_cells() {
        for table in [
            "<tr><td>1<td>2".repeat(50_000),
            format!("<tr>{}", "<td>1".repeat(100_000)),
            "<tr><td>".repeat(100_000),
        ] {
            let extraction = extracted(format!("<article>{STORY}<table>{table}</table></article>"));
            let _ = written(&extraction);
        }
    }

    #[test]
    fn a_page_just_under_the_limit() {
        // Paragraphs of 2 kB: twice the usual length, so that the unoptimised build reads all 64 MB
        // in reasonable time.
        let paragraph =
            format!("<p>{}</p>\n", "It rained all day in the valley, she said. ".repeat(48));
        let mut page = paragraph.repeat(MAX_PAGE_BYTES / paragraph.len());
        page.truncate(MAX_PAGE_BYTES);
        let extraction = extracted(page);
        assert!(extraction.blocks.list.len() > 30_000);
    }

    #[test]
    fn a_page_over_the_limit() {
        assert_eq!(
            refused(vec![b'a'; MAX_PAGE_BYTES + 1]),
            ErrorKind::TooLarge { limit: MAX_PAGE_BYTES }
        );
    }

    #[test]
    fn a_title_of_5_mb() {
        let extraction = extracted(format!("<title>{}</title>{STORY}", "rain ".repeat(1_000_000)));
        assert!(all_text(&extraction).contains("Firemen carried sand"));
    }

    #[test]
    fn a_million_line_breaks() {
        let extraction = extracted(format!("<p>one{}two", "<br>".repeat(1_000_000)));
        assert_eq!(all_text(&extraction), "one\ntwo");
        let _ = extracted("<br>x".repeat(1_000_000 / 2));
    }

    #[test]
    fn a_text_node_of_20_mb() {
        let extraction = extracted(format!("<p>{}", "rain ".repeat(4_000_000)));
        assert_eq!(extraction.blocks.list.len(), 1);
        let unbroken = extracted("x".repeat(20_000_000));
        assert_eq!(unbroken.blocks.list[0].text.len(), 20_000_000);
    }

    #[test]
    fn a_hundred_thousand_element_names() {
        let page: String = (0..100_000).map(|i| format!("<x{i}>w</x{i}>")).collect();
        let _ = extracted(page);
    }
}

mod data {
    use super::{STORY, all_text, extracted};

    #[test]
    fn ten_megabytes_of_broken_json_ld() {
        let entry = r#"{"@type":"NewsArticle","articleBody":"It rained all day in the valley.","author":[{"name":"#;
        let page = format!(
            "<script type=application/ld+json>{}</script>{STORY}",
            entry.repeat((10 << 20) / entry.len())
        );
        assert!(all_text(&extracted(page)).contains("Firemen carried sand"));
    }

    #[test]
    fn data_100_000_deep() {
        for opener in ["[", r#"{"a":"#] {
            let deep = opener.repeat(100_000);
            for kind in ["application/json", "application/ld+json", "text/javascript"] {
                let page = format!(
                    "<script type={kind}>{deep}</script><script>\
                      window.state={deep}\"articleBody\"</script>{STORY}"
                );
                assert!(all_text(&extracted(page)).contains("Firemen carried sand"), "{kind}");
            }
        }
    }

    #[test]
    fn data_of_8_mb() {
        let item = r#"{"type":"p","text":"It rained all day in the valley, she said."},"#;
        let mut list = item.repeat((8 << 20) / item.len() - 1);
        list.pop();
        let _ =
            extracted(format!("<script id=state type=application/json>[{list}]</script><p>Rain."));
        // More than the limit for one script.
        let _ = extracted(format!(
            "<script id=state type=application/json>[{}0]</script><p>Rain.",
            item.repeat((9 << 20) / item.len())
        ));
    }

    #[test]
    fn ten_thousand_scripts_with_data() {
        let script = r#"<script>window.a={"text":"It rained all day."}</script>"#;
        let extraction = extracted(format!("{}{STORY}", script.repeat(10_000)));
        assert!(all_text(&extraction).contains("Firemen carried sand"));
    }
}

#[path = "hostile/bytes.rs"]
mod bytes;
