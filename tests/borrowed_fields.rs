//! Dates and names that belong to something else on the page (cards, quotes, reviewed books,
//! comments, captions, the foot of the page) are not those of the article.

mod common;

use cleancopy::{Options, Page, extract};
use common::{STORY, TITLE, paragraphs};

/// The date, the title and the author of other stories.
const OTHERS: [[&str; 4]; 3] = [
    ["2026-03-05", "Mar 5, 2026", "Berths by the hour", "Tom Ask"],
    ["2026-02-11", "Feb 11, 2026", "How we measure fog", "Ole Vik"],
    ["2026-01-02", "Jan 2, 2026", "Ropes that last", "Una Berg"],
];
const DAY: &str = "2026-05-22";
const AUTHOR: &str = "Mara Lind";
const FOOT: &str = "<footer><a href=/t>Terms</a><p>© 2015–2026 Harbour Post</p></footer>";

/// The day of publication and the authors of a page. In `main` and `foot`, `{T}` and `{S}` stand
/// for headline and text, `{D}` and `{B}` for a printed date and byline.
fn fields(main: &str, foot: &str) -> (String, Vec<String>) {
    let main = main
        .replace("{T}", TITLE)
        .replace("{S}", &paragraphs(&STORY))
        .replace("{D}", "<p>May 22, 2026</p>")
        .replace("{B}", "<p>By Mara Lind</p>");
    let html = format!(
        "<!doctype html><html lang=en><title>{TITLE} - Harbour Post</title>\
         <meta property=og:title content=\"{TITLE}\">\
         <header><a href=/>Harbour Post</a><nav><a href=/a>News</a><a href=/b>Sport</a></nav>\
         </header>{main}{foot}</html>"
    );
    let metadata =
        extract(&Page::from_html(&html), &Options::default()).expect("an article").article.metadata;
    let day = metadata.published.map(|date| date.value.date().to_string()).unwrap_or_default();
    (day, metadata.authors.into_iter().map(|name| name.value).collect())
}

/// The first `count` cards of this form: `{1}` is the date as data, `{2}` as printed, `{3}` the
/// title and `{4}` the author.
fn cards(form: &str, count: usize) -> String {
    let fill = |values: &[&str; 4]| {
        (1..).zip(values).fold(form.to_owned(), |card, (number, value)| {
            card.replace(&format!("{{{number}}}"), value)
        })
    };
    OTHERS[..count].iter().map(fill).collect()
}

fn check_day(main: &str, foot: &str, expected: &str) {
    assert_eq!(fields(main, foot).0, expected, "{main}");
}

fn check_authors(main: &str, expected: &[&str]) {
    assert_eq!(fields(main, FOOT).1, expected, "{main}");
}

/// Cards of other stories, in the forms of publishing systems.
fn card_lists() -> Vec<String> {
    let in_section = |heading: &str, cards: String| {
        format!("<section class=x1><h2>{heading}</h2><div class=grid>{cards}</div></section>")
    };
    let linked = "<div><a href=/x/{1}><h3>{3}</h3><time datetime={1}>{2}</time></a></div>";
    let by = "<span class=author>{4}</span>";
    let headed = format!(
        "<div><h3><a href=/x/{{1}}>{{3}}</a></h3>{by}<time datetime={{1}}>{{2}}</time></div>"
    );
    let plain = "<li><a href=/x/{1}>{3}: a long look at it by our own reporter</a> {2}</li>";
    let flat = format!("<h4><a href=/x/{{1}}>{{3}}</a></h4><p>{{2}}</p>{by}");
    let block = "<a href=/x/{1}><div>{3}</div><div><span>Guide</span><time>{2}</time></div></a>";
    let article = format!(
        "<article class=card><h3><a href=/x/{{1}}>{{3}}</a></h3><p>{{2}}</p>{by}</article>"
    );
    vec![
        in_section("Keep reading", cards(linked, 3)),
        in_section("Latest", cards(block, 3)),
        in_section("More from us", cards(&headed, 3)),
        in_section("Next", cards(&headed, 1)),
        in_section("Mehr", cards(&article, 3)),
        in_section("You may also like", cards(&flat, 3)),
        format!("<ul>{}</ul>", cards(plain, 3)),
        format!("<ul>{}</ul>", cards(&headed.replace("div", "li"), 3)),
    ]
}

#[test]
fn dates_and_authors_of_cards_are_not_the_articles() {
    for cards in card_lists() {
        for head in [
            "{D}{B}<h1>{T}</h1>",
            "<h1>{T}</h1>{B}{D}",
            "<h1>{T}</h1><p>By Mara Lind, 22 May 2026</p>",
        ] {
            for page in [
                format!("<main><article>{head}{{S}}</article>{cards}</main>"),
                format!("<main><article>{head}{{S}}{cards}</article></main>"),
                format!("<main><div>{cards}</div><article>{head}{{S}}</article></main>"),
            ] {
                check_day(&page, FOOT, DAY);
                check_authors(&page, &[AUTHOR]);
            }
        }
        let bare = format!("<main><article><h1>{{T}}</h1>{{S}}</article>{cards}</main>");
        check_day(&bare, FOOT, "");
        check_authors(&bare, &[]);
    }
}

#[test]
fn a_printed_date_wins_wherever_the_article_has_it() {
    let cards = &card_lists()[0];
    for head in [
        "<h1>{T}</h1><div class=meta><span>May 22, 2026</span> <span>4 min read</span></div>{S}",
        "<h1>{T}</h1><p>Published May 22, 2026</p>{S}",
        "<h1>{T}</h1><p>22.05.2026, 09:00 Uhr</p>{S}",
        "<h1>{T}</h1>{S}<p>Published May 22, 2026</p>",
        "<h1>{T}</h1><div class=news_nav>May 22, 2026</div>{S}",
        "<h1>{T}</h1><div class=news_nav><a href=/>Home</a> <a href=/n>News</a> May 22, 2026</div>{S}",
        "<h1>{T}</h1><div class=share-bar>May 22, 2026</div>{S}",
    ] {
        check_day(&format!("<main><article>{head}</article>{cards}</main>"), FOOT, DAY);
    }
}

#[test]
fn a_page_that_states_no_date_has_none() {
    for (main, foot) in [
        (
            "{S}<p>On 3 March 2026 the council met again and said nothing at all about it, as before.</p>",
            FOOT,
        ),
        (
            "{S}<h2>Events</h2><ul><li>12 June 2026: open day</li><li>14 July 2026: regatta</li></ul>",
            FOOT,
        ),
        (
            "{S}<ul class=archive><li><a href=/n/1>5 March 2026: Berths by the hour</a></li></ul>",
            FOOT,
        ),
        ("{S}", "<footer><p>Last updated: 4 January 2026. © Harbour Post</p></footer>"),
        ("{S}", "<footer>Built on <time datetime=2026-01-04>4 January 2026</time></footer>"),
        (
            "{S}<blockquote><p>Well done.</p><cite>Ann, <time datetime=2026-01-09>Jan 9, 2026</time></cite></blockquote>",
            FOOT,
        ),
        (
            "{S}<section id=resp><h2>2 responses</h2><ol><li><b>Ann</b> <time datetime=2026-06-01>June 1, 2026</time><p>Well done.</p></li></ol></section>",
            FOOT,
        ),
    ] {
        check_day(&format!("<main><article><h1>{{T}}</h1>{main}</article></main>"), foot, "");
    }
}

#[test]
fn people_who_are_quoted_reviewed_or_pictured_are_not_authors() {
    for part in [
        "<blockquote><p>On time for once.</p><cite class=author>Tom Ask</cite></blockquote>",
        "<blockquote class=quote><p>On time.</p><footer class=quote-author>Tom Ask</footer></blockquote>",
        "<div class=pull-quote><p>On time.</p><p class=author>Tom Ask</p></div>",
        "<div class=testimonial><p>On time.</p><span class=author>Tom Ask</span></div>",
        "<div class=book><h3>Knots</h3><p class=author>Tom Ask</p><p>240 pages</p></div>",
        "<figure><img src=/a.jpg><figcaption>Photo by <span class=author>Tom Ask</span></figcaption></figure>",
        "<section><h2>2 comments</h2><ol><li><span class=author>Tom Ask</span><p>At last.</p></li></ol></section>",
    ] {
        for (by, expected) in [("{B}", &[AUTHOR][..]), ("", &[])] {
            check_authors(
                &format!("<main><article><h1>{{T}}</h1>{by}{{S}}{part}</article></main>"),
                expected,
            );
            check_authors(
                &format!("<main><article><h1>{{T}}</h1>{by}{{S}}</article>{part}</main>"),
                expected,
            );
        }
    }
}

#[test]
fn names_lose_what_is_glued_to_them() {
    for (byline, expected) in [
        ("<p class=byline>Ann Lee VALLEY TODAY</p>", &["Ann Lee"][..]),
        ("<p class=byline>Jo Roe Valley Telegram &amp; Gazette</p>", &["Jo Roe"]),
        ("<p class=byline>By Ann Lee, MS, RD</p>", &["Ann Lee"]),
        (
            "<p class=byline>Medically reviewed by Bo Carr, MD</p><p class=byline>By Ann Lee, PhD, RDN</p>",
            &["Ann Lee"],
        ),
        ("<p class=byline>By Ann Lee</p><p class=byline>Edited by Bo Carr</p>", &["Ann Lee"]),
        ("<p class=byline>By Ann Lee</p><p class=byline>Photographs by Bo Carr</p>", &["Ann Lee"]),
        (
            "<div class=author>Ann Lee</div><div class=author-date>Last update: May 2, 2026</div>",
            &["Ann Lee"],
        ),
        ("<div class=author>Last update</div><p>May 2, 2026</p>", &[]),
        ("<a class=author href=/manga>Manga</a>", &[]),
        ("<div class=byline><a href=/tag/manga>manga</a>, <a href=/tag/anime>anime</a></div>", &[]),
        (
            "<div class=byline><span class=author>Ann Lee</span> and <span class=author>Bo Carr</span></div>",
            &["Ann Lee", "Bo Carr"],
        ),
        (
            "<p>By <a href=/staff/ann-lee>Ann Lee</a>, <a href=/staff/bo-carr>Bo Carr</a> and <a href=/staff/cy-dunn>Cy Dunn</a></p>",
            &["Ann Lee", "Bo Carr", "Cy Dunn"],
        ),
    ] {
        check_authors(
            &format!("<main><article><h1>{{T}}</h1>{byline}{{S}}</article></main>"),
            expected,
        );
    }
}

#[test]
fn a_count_of_comments_above_the_byline_is_not_the_heading_of_the_comments() {
    let line = "<p class=standfirst>After a long vote in the hall, the crews of all seven ferries \
        will stay at home on Sundays from October on.</p>";
    let comments = "<section id=talk><h2>3 comments</h2><ol><li><span class=author>Tom Ask</span>\
        <p>At last somebody in the town asks the crews what they want on a Sunday morning.</p>\
        </li></ol></section>";
    for heading in [
        "<h3>3 Comments</h3>",
        "<h4>Leave a comment</h4>",
        "<h2>Leave a reply</h2>",
        "<h3><a href=#talk>3 Comments</a></h3>",
        "<h5>Kommentare (3)</h5>",
        "<div class=meta><h3>3 Comments</h3></div>",
    ] {
        for main in [
            "{H}{B}{D}{S}",
            "{H}<div>{B}{D}</div><div>{S}</div>",
            "<div>{H}</div><section>{B}{D}{S}</section>",
            "{L}{H}{B}{D}{S}",
            "{H}{L}{B}{D}{S}",
            "<header>{L}{H}</header>{B}{D}{S}",
        ] {
            let main = main.replace("{H}", heading).replace("{L}", line);
            for after in ["", comments] {
                let page = format!("<main><article><h1>{{T}}</h1>{main}</article>{after}</main>");
                check_authors(&page, &[AUTHOR]);
                check_day(&page, FOOT, DAY);
            }
        }
    }
    // The class of a standfirst is not needed before a link to the comments.
    let plain = line.replace(" class=standfirst", "");
    let link = "<h3><a href=/ferry#talk>3 Comments</a></h3>";
    check_authors(
        &format!("<main><h1>{{T}}</h1>{plain}{link}{{B}}{{D}}{{S}}{comments}</main>"),
        &[AUTHOR],
    );
    // A page without paragraphs has only the comments below the heading.
    let short = "<ol><li><span class=author>Tom Ask</span> <time>Mar 5, 2026</time> At last.</ol>";
    check_authors(
        &format!("<main><h1>{{T}}</h1><img src=/ferry.jpg><h2>2 comments</h2>{short}</main>"),
        &[],
    );
}
