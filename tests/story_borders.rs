//! Where the story ends: further stories and the comments of readers below it are cut, whatever
//! markup they have; entries of a live blog, crossheads and posts of a thread stay.

mod common;

use cleancopy::{Article, Options, Page, extract};
use common::{STORY, TITLE, paragraphs};

const OTHER_TITLE: &str = "Old mill at Farrow sold for one coin";
const OTHER: [&str; 3] = [
    "The old mill at Farrow, which has not turned since the flood of 1987, was sold on Tuesday to \
     a baker from the next valley for a single coin.",
    "The baker must mend the roof before the winter and open the wheel room to schools. If he \
     fails, the mill goes back to the parish.",
    "The parish had looked for a buyer for eleven years, and three had gone away after seeing the \
     cellar and the rats.",
];
const BY: &str = "<p class=byline>By Mara Lind</p><time datetime=2025-05-06>6 May 2025</time>";
const BY_OTHER: &str = "<p class=byline>By Tom Ask</p><time datetime=2025-05-06>6 May 2025</time>";
/// The name, the text and the time of three comments.
const COMMENTS: [(&str, &str, &str); 3] = [
    (
        "Ann Bell",
        "I have taken that boat every Sunday since my mother moved to the island, and I shall \
         miss it, but I am glad for the crews.",
        "March 3, 2025 at 9:14 am",
    ),
    (
        "harbourrat",
        "They should have done this ten years ago. My father worked on the boats and I hardly \
         knew him until he was too old to lift a rope.",
        "March 3, 2025 at 10:02 am",
    ),
    (
        "Bo Carr",
        "And who will bring the milk? The county has promised a plane before, and the plane came \
         twice and then it was sold.",
        "March 4, 2025 at 7:40 pm",
    ),
];

/// A page with this main part. `{T}`, `{S}` and `{B}` stand for headline, text and byline of the
/// story, `{T2}`, `{S2}` and `{B2}` for those of another one.
fn article(main: &str) -> Article {
    let main = main
        .replace("{T}", TITLE)
        .replace("{S}", &paragraphs(&STORY))
        .replace("{B}", BY)
        .replace("{T2}", OTHER_TITLE)
        .replace("{S2}", &paragraphs(&OTHER))
        .replace("{B2}", BY_OTHER);
    let html = format!(
        "<!doctype html><html lang=en><title>{TITLE} - Harbour Post</title>\
         <meta property=og:title content=\"{TITLE}\"><meta property=og:type content=article>\
         <link rel=canonical href=https://post.example/news/ferry-crews>\
         <header><a href=/>Harbour Post</a><nav><a href=/a>News</a><a href=/b>Sport</a></nav>\
         </header>{main}<footer><a href=/t>Terms</a><p>© 2025 Harbour Post</p></footer></html>"
    );
    extract(&Page::from_html(&html), &Options::default()).expect("an article").article
}

fn has(article: &Article, text: &str) -> bool {
    article.blocks.iter().any(|block| block.text.contains(text))
}

/// Checks that the story is kept and the other one is not.
fn is_cut(main: &str) {
    let article = article(main);
    assert!(STORY.iter().all(|text| has(&article, text)), "the story is incomplete: {main}");
    let rest = OTHER.iter().chain([&OTHER_TITLE]).find(|text| has(&article, text));
    assert_eq!(rest, None, "{main}");
}

/// Checks that both texts are kept.
fn is_kept(main: &str) {
    let article = article(main);
    let lost = STORY.iter().chain(&OTHER).find(|text| !has(&article, text));
    assert_eq!(lost, None, "{main}");
}

#[test]
fn a_second_story_is_cut() {
    for tag in ["article", "div", "section"] {
        for (level, headline) in [
            ("h1", "{T2}</h1>{B2}"),
            ("h2", "{T2}</h2>{B2}"),
            ("h1", "<a href=/news/mill>{T2}</a></h1>"),
            ("h2", "<a href=/news/mill>{T2}</a></h2>"),
        ] {
            is_cut(&format!(
                "<main><{tag} class=story><h1>{{T}}</h1>{{B}}{{S}}</{tag}>\
                 <{tag} class=story><{level}>{headline}{{S2}}</{tag}></main>"
            ));
        }
    }
    for main in [
        "<main><h1>{T}</h1>{B}{S}<h1>{T2}</h1>{B2}{S2}</main>",
        "<main><h1>{T}</h1>{B}{S}<h2>{T2}</h2>{B2}{S2}</main>",
        "<main><div class=body><h1>{T}</h1>{B}{S}</div><div class=next-article><h2>{T2}</h2>{S2}\
         </div></main>",
        "<main><article><h1>{T}</h1>{B}{S}</article><article style=display:none><h1>{T2}</h1>{B2}\
         {S2}</article></main>",
        "<main><div data-url=/news/ferry><h1>{T}</h1>{S}</div><div data-url=/news/mill><h1>{T2}\
         </h1>{S2}</div></main>",
        "<main><div class=x data-history=/news/ferry><h1>{T}</h1>{S}</div>\
         <div class=x data-history=/news/mill><h2>{T2}</h2>{S2}</div></main>",
        "<main><div class=post><h1>{T}</h1><figure><img src=/a.jpg></figure>{S}</div>\
         <div class=post><h1>{T2}</h1><figure><img src=/b.jpg></figure>{S2}</div></main>",
        "<main><div class=hd><h1>{T}</h1>{B}</div><div class=bd>{S}</div>\
         <div class=hd><h1>{T2}</h1>{B2}</div><div class=bd>{S2}</div></main>",
        "<main><div><p>Islands</p>{B}<h1>{T}</h1>{S}</div><div><p>Valleys</p>{B2}<h1>{T2}</h1>\
         {S2}</div></main>",
        "<article><h1>{T}</h1>{B}<div>{S}</div><div class=full><h2>{T2}</h2>{B2}{S2}</div>\
         </article>",
    ] {
        is_cut(main);
    }
}

#[test]
fn parts_of_one_story_stay() {
    for main in [
        "<main><article><h1>{T}</h1>{B}{S}<h2>{T2}</h2>{S2}</article></main>",
        "<main><article><h1>{T}</h1>{B}{S}<h1>{T2}</h1>{S2}</article></main>",
        "<main><article><h1>{T}</h1>{B}{S}<h2>{T2}</h2><figure><img src=/b.jpg></figure>{S2}\
         </article></main>",
        "<main><article><h1>{T}</h1>{B}<section>{S}</section><section><h2>{T2}</h2>{S2}</section>\
         </article></main>",
        "<main><article><h1>{T}</h1>{B}{S}<h2><a href=https://mill.example/>{T2}</a></h2>{S2}\
         </article></main>",
        "<main><h1>{T} – live</h1>{B}{S}<div class=entry><time>10:10</time><h2>{T2}</h2>\
         <span>By Tom Ask</span>{S2}</div></main>",
    ] {
        is_kept(main);
    }
}

/// The story and below it these comments; `{N}`, `{C}` and `{D}` stand for name, text and time.
fn with_comments(before: &str, each: &str, after: &str) -> Article {
    let comments = COMMENTS.map(|(name, text, time)| {
        each.replace("{N}", name).replace("{C}", text).replace("{D}", time)
    });
    article(&format!(
        "<main><article><h1>{{T}}</h1>{{B}}{{S}}</article>{before}{}{after}</main>",
        comments.concat()
    ))
}

#[test]
fn reader_comments_are_set_apart() {
    for (before, each, after) in [
        (
            "<h3>3 responses to “{T}”</h3><ol>",
            "<li><cite>{N}</cite> Says:<br><small>{D}</small><p>{C}</p></li>",
            "</ol><h3>Leave a Reply</h3>",
        ),
        (
            "<h4>Comments (3)</h4><div>",
            "<div><strong>{N}</strong><span>{D}</span><p>{C}</p></div>",
            "</div>",
        ),
        (
            "<div><h4>3 comments:</h4><dl>",
            "<dt>{N} said...</dt><dd>{C}</dd><dd>{D}</dd>",
            "</dl></div>",
        ),
        (
            "<div class=Th_2xY><h3>Comments (3)</h3>",
            "<div class=It_1b><span>{N}</span> <span>{D}</span><div>{C}</div></div>",
            "</div>",
        ),
        (
            "<details open><summary>3 comments</summary>",
            "<div><b>{N}</b> · {D}<p>{C}</p></div>",
            "</details>",
        ),
        (
            "<section><h2>Reader comments</h2>",
            "<div itemscope itemtype=https://schema.org/Comment><b>{N}</b><div>{C}</div></div>",
            "</section>",
        ),
        (
            "<section><h2>Leserkommentare (3)</h2>",
            "<div><b>{N}</b> <i>03.03.2025, 09:14 Uhr</i><p>{C}</p><a href=#>Antworten</a></div>",
            "</section>",
        ),
        (
            "<section><h3>Комментарии (3)</h3>",
            "<div><b>{N}</b> <i>3 марта 2025</i><p>{C}</p><a href=#>Ответить</a></div>",
            "</section>",
        ),
    ] {
        let article = with_comments(before, each, after);
        assert!(STORY.iter().all(|text| has(&article, text)), "{before}");
        for (_, text, _) in COMMENTS {
            assert!(!has(&article, text), "{before}{each}");
            assert!(article.comments.iter().any(|b| b.text.contains(text)), "{before}{each}");
        }
    }
}

#[test]
fn posts_of_a_thread_and_sections_on_responses_stay() {
    let thread = "<main><h1>{T}</h1><div><div class=post><b>Cy</b><i>March 2, 2025</i><div>{S}</div>\
         </div><h3>3 replies</h3><div class=post><b>Bo</b><i>March 3, 2025</i><div>{S2}</div></div>\
         </div></main>";
    is_kept(thread);
    is_kept("<main><article><h1>{T}</h1>{S}<h2>Responses</h2>{S2}</article></main>");
    is_kept("<main><article><h1>{T}</h1>{S}<h2>Comments by the county</h2>{S2}</article></main>");
}
