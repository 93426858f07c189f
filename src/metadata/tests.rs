//! Whole pages and the fields that are read from them.

use super::*;
use crate::options::Options;
use crate::parse;

fn fields(html: &str, url: &str) -> Metadata {
    let page = Page { url: Url::parse(url).ok(), ..Page::from_html(html) };
    let document = parse::parse(html, page.url.as_ref(), &Options::default());
    read(&document, &page).metadata
}

/// Title, authors and day of publication, in one line.
fn check(html: &str, expected: &str) {
    let found = fields(html, "https://www.valleynews.example/rain");
    let title = found.title.map(|t| t.value).unwrap_or_default();
    let authors: Vec<String> = found.authors.into_iter().map(|a| a.value).collect();
    let day = found.published.map(|p| p.value.date().to_string()).unwrap_or_default();
    assert_eq!(format!("{title}; {}; {day}", authors.join(", ")), expected, "{html}");
}

#[test]
fn fields_come_from_the_best_source() {
    let data = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Rain","author":{"name":"Ada Pine"},
        "datePublished":"2024-03-05T09:30:00Z",}</script><title>Rain - Valley News</title><h1>Rain</h1><p>By Bo Fir"#;
    check(data, "Rain; Ada Pine; 2024-03-05");
    check(
        "<title>Rain - Valley News</title><h1>Rain</h1><p>By Bo Fir</p><p>5 March 2024</p>",
        "Rain; Bo Fir; 2024-03-05",
    );
    let teaser = "<h1>Rain</h1><ul class=related><li><span class=author>Cy Oak</span><time datetime=2023-01-01></time></ul>";
    check(teaser, "Rain; ; ");
    check(
        "<h1>Rain</h1><span class=byline>Valley News</span><p class=date>5.3.2024</p>",
        "Rain; Valley News; 2024-03-05",
    );
    check("", "; ; ");
}

#[test]
fn a_time_in_utc_gets_the_zone_that_is_printed() {
    let html = "<meta property=article:published_time content=2024-03-06T02:15:30Z><h1>Rain</h1><p>March 5, 2024 9:15 PM</p>";
    let published = fields(html, "https://valley.example/").published.map(|p| p.value.to_string());
    assert_eq!(published.as_deref(), Some("2024-03-05T21:15:30-05:00"));
}

#[test]
fn the_day_in_an_address_does_not_move_a_printed_day() {
    let page = |printed: &str| {
        let html = format!(
            "<meta property=article:published_time content=2024-03-05T21:34:54Z><h1>Rain</h1><p>{printed}</p>"
        );
        fields(&html, "https://valley.example/2024/03/06/rain")
            .published
            .map(|p| p.value.date().to_string())
    };
    assert_eq!(page("It rained.").as_deref(), Some("2024-03-06"));
    assert_eq!(page("March 5, 2024").as_deref(), Some("2024-03-05"));
}

#[test]
fn the_same_moment_for_publication_and_change_loses_points() {
    let page = |published: &str, changed: &str, printed: &str| {
        let data = format!(
            r#"{{"@type":"Article","headline":"Rain","datePublished":"{published}","dateModified":"{changed}"}}"#
        );
        let html = format!(
            "<script type=application/ld+json>{data}</script><h1>Rain</h1><p>{printed}</p>"
        );
        fields(&html, "https://valley.example/rain")
            .published
            .map(|p| p.value.date().to_string())
            .unwrap_or_default()
    };
    assert_eq!(page("2024-06-24", "2024-06-24", "March 5, 2024"), "2024-03-05");
    assert_eq!(page("2024-06-24T10:00:13Z", "2024-06-24T10:00:00Z", "March 5, 2024"), "2024-03-05");
    // An article that was never changed, and one whose words say that the day is that of a change.
    assert_eq!(page("2024-06-24", "2024-06-24", "It rained."), "2024-06-24");
    assert_eq!(page("2024-06-24", "2024-06-24", "Updated March 5, 2024"), "2024-06-24");
    assert_eq!(page("2024-06-20", "2024-06-24", "March 5, 2024"), "2024-06-20");
}

#[test]
fn relative_dates_count_from_the_time_of_sending() {
    let html = "<title>Rain</title><h1>Rain</h1><p class=date>5 hours ago</p><p>It rained.</p><aside><p>2 days ago</p></aside>";
    let published = |sent: Option<&str>| {
        let mut page = Page::from_html(html);
        page.headers.date = sent.map(str::to_owned);
        let document = parse::parse(html, None, &Options::default());
        read(&document, &page).metadata.published.map(|p| p.value.to_string())
    };
    assert_eq!(published(Some("Thu, 06 Jun 2024 03:10:00 GMT")).as_deref(), Some("2024-06-05"));
    assert_eq!(published(Some("yesterday")), None);
    assert_eq!(published(None), None);
}

#[test]
fn future_days_are_refused() {
    let page = |html: &str| {
        let mut page = Page::from_html(html);
        page.headers.date = Some("Thu, 06 Jun 2024 03:10:00 GMT".to_owned());
        let document = parse::parse(html, None, &Options::default());
        read(&document, &page).metadata.published.map(|p| p.value.to_string()).unwrap_or_default()
    };
    assert_eq!(page("<meta property=article:published_time content=2031-01-01><h1>Rain</h1>"), "");
    assert_eq!(
        page(
            "<meta property=article:published_time content=2024-06-07T08:00:00+10:00><h1>Rain</h1>"
        ),
        "2024-06-07T08:00:00+10:00"
    );
    let event = "<meta property=article:modified_time content=2023-02-01><h1>Rain</h1><p>12 May 2023</p><p>9 March 2022</p>";
    assert_eq!(page(event), "2022-03-09");
}

#[test]
fn the_only_heading_above_the_text_is_the_headline() {
    let page = |meta: &str| {
        let prose = "Rain fell on the valley for three days. ".repeat(6);
        let title = "<title>Which rain is best?</title>";
        let heads = format!(
            "<h1>The best rain is in the hills</h1><p>{prose}</p><h2>What is the best rain?</h2><p>{prose}</p>"
        );
        format!("{meta}{title}{heads}")
    };
    check(
        &page("<meta name=date content=2024-03-05>"),
        "The best rain is in the hills; ; 2024-03-05",
    );
    // Without author and date it may be a slogan.
    check(&page(""), "What is the best rain?; ; ");
    let name = "<title>Which rain is best? - Hill and Dale</title><h1>Hill and Dale</h1><h2>Which rain is best?</h2><p>Rain.</p>";
    check(name, "Which rain is best?; ; ");
}

#[test]
fn a_name_and_a_date_share_a_line() {
    check(
        "<title>Rain</title><h1>Rain</h1><p>5 March 2024 · Ada Pine</p>",
        "Rain; Ada Pine; 2024-03-05",
    );
    check(
        "<title>Rain</title><h1>Rain</h1><p>Posted by Ada on 5 March 2024</p>",
        "Rain; Ada; 2024-03-05",
    );
    check("<title>Rain</title><h1>Rain</h1><p>Posted by Ada</p>", "Rain; ; ");
    check(
        "<title>Rain</title><h1>Rain</h1><a href=/author/ada-pine>Ada\n  Pine</a>",
        "Rain; Ada Pine; ",
    );
}

#[test]
fn dates_are_read_from_state_in_attributes() {
    let pad = "x".repeat(100);
    let state =
        |value: &str| format!("<title>Rain</title><h1>Rain</h1><div data-page='{value}'></div>");
    check(
        &state(&format!(r#"{{"a":"{pad}","datePublished":"2024-03-05T09:30:00Z"}}"#)),
        "Rain; ; 2024-03-05",
    );
    check(&state(&format!(r#"a {pad} "datePublished":"2024-03-05T09:30:00Z""#)), "Rain; ; ");
}

#[test]
fn hostile_pages_are_read_quickly() {
    let start = std::time::Instant::now();
    let script = |json: &str| format!("<script type='application/ld+json'>{json}</script>");
    for html in [
        script(&"{\"a\":\"b\" \"".repeat(300_000)),
        script(&", ,".repeat(1_000_000)),
        script(&"\"  \\u".repeat(600_000)),
        "<span class=author>".repeat(20_000),
        "<h1>a".repeat(20_000),
        "<h1>Rain</h1>".to_owned() + &"<div class=date>1<time>".repeat(20_000),
        format!("<title>{}</title><h1>{}</h1>", " | a".repeat(200_000), "a ".repeat(200_000)),
        format!("<meta name=author content='{}'>", "by by and by, ".repeat(1_000)),
        format!("<div data-page='{{{}'>", "\"publishedAt\":".repeat(300_000)),
        (0..20_000).map(|n| format!("<p class='author{n} date-{n}'>1 2 3 may {n}")).collect(),
    ] {
        fields(&html, "https://valley.example/");
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// A paragraph long enough to be running text.
fn prose() -> String {
    format!("<p>{}</p>", "Rain fell on the valley for three days. ".repeat(6))
}

#[test]
fn an_unreadable_date_does_not_hide_another() {
    let page = |stated: &str| {
        format!(
            r#"<meta name=date content="{stated}"><script>s={{"datePublished":"2024-03-05"}}</script><h1>Rain</h1>"#
        )
    };
    check(&page("soon"), "Rain; ; 2024-03-05");
    check(&page("Mon Mar 04 09:30:00 CET 2024"), "Rain; ; 2024-03-04");
}

#[test]
fn a_date_line_beats_a_day_inside_a_paragraph() {
    let told =
        "On February 1, 2024, the council of the valley had met for the first time. ".repeat(3);
    check(&format!("<h1>Rain</h1><p>{told}</p><div>March 5, 2024</div>"), "Rain; ; 2024-03-05");
    // A line that opens with the headline has its date, at any position.
    let posted = format!(
        "<p>Rain in the hills today was posted on March 5, 2024 at 9:30 and filed under {}</p>",
        "Weather, ".repeat(20)
    );
    let title = "<title>Rain in the hills today</title>";
    let page = format!(
        "<div class=sidebar>{posted}</div>{}<h2>Rain in the hills today</h2>{}",
        "<p>Menu</p>".repeat(20),
        prose()
    );
    check(&format!("{title}{page}"), "Rain in the hills today; ; 2024-03-05");
}

#[test]
fn words_beside_and_above_a_date_tell_its_meaning() {
    let page = |first: &str| format!("<h1>Rain</h1>{first}<p>March 5, 2024</p>");
    check(
        &page("<p>Last updated on <time datetime=2024-03-09>March 9, 2024</time></p>"),
        "Rain; ; 2024-03-05",
    );
    check(&page("<p>Updated on:</p><p>March 9, 2024</p>"), "Rain; ; 2024-03-05");
    check(
        &page("<dl><dd>Registered: <span class=date>2018-09-18</span></dd></dl>"),
        "Rain; ; 2024-03-05",
    );
    // The words belong to the date next to them.
    let two = "<div>Weather<span class=date>MARCH 5, 2024</span><span class=date>Updated: MARCH 9, 2024</span></div>";
    check(&format!("<h1>Rain</h1>{two}"), "Rain; ; 2024-03-05");
}

#[test]
fn a_property_beside_the_headline_is_data() {
    let stated = "<meta name=dcterms.date content=2024-03-01>";
    let foot = |class: &str| {
        format!(
            "<p class={class}><time itemprop=datePublished datetime=2024-03-05>5.3.2024</time></p>"
        )
    };
    let page = |class: &str| {
        format!("{stated}<h3 itemprop=headline>Rain in the hills today</h3>{}", foot(class))
    };
    let title = "<title>Rain in the hills today</title>";
    check(&format!("{title}{}", page("footer")), "Rain in the hills today; ; 2024-03-05");
    check(
        "<h1>Rain</h1><p class=card-join-date title='10:46 AM - 20 Mar 2007'>Joined March 2007</p>",
        "Rain; ; ",
    );
}

#[test]
fn bem_children_of_the_headline_container_are_not_comments() {
    let head = |date: &str| {
        format!(
            "<div class=CommentHead><h1 class=CommentHead_title>Rain in the hills today</h1><p class={date}>5.3.2024</p></div>"
        )
    };
    check(&head("CommentHead_date"), "Rain in the hills today; ; 2024-03-05");
    check(&head("CommentList_date"), "Rain in the hills today; ; ");
}

#[test]
fn dates_are_read_from_titles_and_beside_times() {
    check(
        "<h1>Rain</h1><p><a><abbr title='Tuesday, March 5, 2024 at 9:30am'>2 hrs</abbr></a></p>",
        "Rain; ; 2024-03-05",
    );
    check(
        "<h1>Rain</h1><p><abbr title='World Health Organization 1948'>WHO</abbr></p>",
        "Rain; ; ",
    );
    let stated = "<meta property=article:published_time content=2024-03-06T02:15:30Z>";
    check(
        &format!("{stated}<h1>Rain</h1><p><time>March 5, 2024</time><time>21:15</time></p>"),
        "Rain; ; 2024-03-05",
    );
}

#[test]
fn additions_of_lists_and_archives_are_removed_from_titles() {
    let page = |title: &str, heads: &str| format!("<title>{title}</title>{heads}{}", prose());
    let badge = "<h1>Rain in the hills today (valley.example) 87</h1>";
    check(&page("Rain in the hills today | Valley News", badge), "Rain in the hills today; ; ");
    let archive = page(
        "The Whole Valley » Blog Archive » Rain in the hills",
        "<h1>The Whole Valley</h1><h2>Rain in the hills</h2>",
    );
    check(&archive, "Rain in the hills; ; ");
    check(&page("Rain fell", "<h1>valley.example</h1><h2>Rain fell</h2>"), "Rain fell; ; ");
    // The printed one of two declared titles wins.
    let data = r#"<script type="application/ld+json">{"@type":"Article","headline":"What the rain in the hills brings"}</script>"#;
    let stated = "<meta property=og:title content='Six things about the storm'>";
    check(
        &page(
            "What the rain in the hills brings",
            &format!("{data}{stated}<h2>Six things about the storm</h2>"),
        ),
        "Six things about the storm; ; ",
    );
}

#[test]
fn signatures_at_the_end_name_the_authors() {
    let page = |end: &str| {
        format!(
            "<title>Rain in the hills today</title><h1>Rain in the hills today</h1>{}{end}<footer>Imprint</footer>",
            prose().repeat(3)
        )
    };
    let expect =
        |end: &str, name: &str| check(&page(end), &format!("Rain in the hills today; {name}; "));
    expect("<p><em>Ada Pine</em></p>", "Ada Pine");
    expect("<p style='text-align: right'>Ada Pine and Bo Fir</p>", "Ada Pine, Bo Fir");
    expect("<p>Text: Ada Pine</p>", "Ada Pine");
    expect("<p><em>Valley-Redaktion</em></p>", "Valley-Redaktion");
    // A line with an explicit label, at any position.
    let label = |name: &str| {
        format!("{}<ul><li><b>Autorin/Autor</b> {name}</li></ul>", "<p>More</p>".repeat(60))
    };
    expect(&label("Ada Pine"), "Ada Pine");
    expect(&format!("{}{}", label("Ada Pine"), label("Bo Fir")), "");
    // Not set off, a crosshead, a call, a headline.
    expect("<p>Ada Pine</p>", "");
    expect(&format!("<p><em>Ada Pine</em></p>{}", prose()), "");
    expect("<p><em>Ada Pine!</em></p>", "");
    expect("<p><em>Simple Summer Porch Ideas</em></p>", "");
}

#[test]
fn a_line_that_ends_in_a_colon_or_comma_is_not_a_byline() {
    check("<h1>Rain</h1><p>Dear Reader,</p><p>March 5, 2024</p>", "Rain; ; 2024-03-05");
    check("<h1>Rain</h1><p>Weather Trends Today:</p>", "Rain; ; ");
    check("<h1>Rain</h1><p>By Ada Pine:</p>", "Rain; Ada Pine; ");
}

#[test]
fn a_name_is_read_beside_a_date_and_a_date_of_change() {
    let line = "<p><span>Ada Pine &nbsp;|</span>\n                                        <span>05.04.2025 - Updated : 06.04.2025</span></p>";
    check(&format!("<h1>Rain</h1>{line}"), "Rain; Ada Pine; 2025-04-05");
}

#[test]
fn descriptions_in_marked_bylines_are_not_names() {
    let page = |byline: &str| format!("<h1>Rain</h1>{byline}{}", prose());
    check(
        &page("<div class=author><p>Ada Pine</p><small>March 5, 2024</small></div>"),
        "Rain; Ada Pine; 2024-03-05",
    );
    check(
        &page("<div class=authors><p>Ada Pine</p><p>Valley Institute</p></div>"),
        "Rain; Ada Pine; ",
    );
    check(
        &page("<div class=writer><p>この記事を書いた人</p><p>山田花子</p><p>社会部</p></div>"),
        "Rain; 山田花子; ",
    );
    check(&page("<div class=autor>Ada Pine | Publicado</div>"), "Rain; Ada Pine; ");
    check(&page("<div class=story-card__author>Ada Pine</div>"), "Rain; Ada Pine; ");
    check(
        &page("<a class=username href=/u/1>ada77</a><label class=username>Your name here</label>"),
        "Rain; ada77; ",
    );
    check(&page("<a class=username href=/u/2>Catch more fish</a>"), "Rain; Catch more fish; ");
    // A link in running text is about somebody.
    let told = format!(
        "<p>{} <a href=/author/cy-oak>Cy Oak</a></p>",
        "Rain fell on the valley. ".repeat(10)
    );
    check(&format!("<h1>Rain</h1>{told}"), "Rain; ; ");
}

#[test]
fn reviewers_are_not_authors() {
    let page = |line: &str| {
        format!(
            "<title>Rain in the hills today</title><h1>Rain in the hills today</h1>{line}{}",
            prose()
        )
    };
    let link = |name: &str| {
        format!("<a href=/author/{}>{name}</a>", name.to_lowercase().replace(' ', "-"))
    };
    let expect =
        |line: &str, name: &str| check(&page(line), &format!("Rain in the hills today; {name}; "));
    let both = format!("<p>Written by {}, reviewed by {}</p>", link("Ada Pine"), link("Bo Fir"));
    expect(&both, "Ada Pine");
    let lines =
        format!("<p>{}</p><p>Fact-checked by</p><p>{}</p>", link("Ada Pine"), link("Bo Fir"));
    expect(&lines, "Ada Pine");
    expect(&format!("<p>Reviewed by {}</p>", link("Bo Fir")), "Bo Fir");
}

#[test]
fn a_printed_full_name_beats_a_first_name_in_data() {
    let data = r#"<script type="application/ld+json">{"@type":"Article","headline":"Rain","author":{"name":"Ada"}}</script>"#;
    check(&format!("{data}<h1>Rain</h1><p>By Ada Pine</p>"), "Rain; Ada Pine; ");
    let sidebar = format!(
        "<h1>Rain</h1><div class=sidebar><p>Share</p><p>By</p><p>Ada Pine</p></div>{}",
        prose()
    );
    check(&format!("{data}{sidebar}"), "Rain; Ada Pine; ");
    check(
        r#"<script type="application/ld+json">{"@type":"Article","author":{"name":"mh"}}</script><h1>Rain</h1>"#,
        "Rain; mh; ",
    );
}

#[test]
fn an_author_named_twice_at_the_end_is_listed_once() {
    let foot = "<div class=post-footer><span class='post-author vcard'>Posted by <a rel=author><span itemprop=name>Ada Pine</span></a></span></div>";
    let about =
        "<div class=box><a rel=author>Ada Pine</a><a rel=author>View my complete profile</a></div>";
    let page = format!(
        "<title>Rain in the hills</title><h1>Rain in the hills</h1>{}{foot}{about}",
        "<p>Rain.</p>".repeat(60)
    );
    check(&page, "Rain in the hills; Ada Pine; ");
}
