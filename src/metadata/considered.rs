//! What each field was chosen from, for the report: every value that a source gave, with its points.

use super::candidate::Field;
use super::{Evidence, authors, dates, title};
use crate::article::{Considered, Source};
use crate::page::Page;
use crate::parse::Document;

/// Points of a source of the best rank, and what a step of rank costs: the choice goes by rank alone.
const BEST: i32 = 100;
const PER_RANK: i32 = 2;
/// Values listed for one field: a page may have thousands of dates.
const MOST: usize = 50;
/// Characters shown of one value.
const LONGEST: usize = 300;

/// Fields whose first good value by rank is taken.
const BY_RANK: [(Field, &str); 15] = [
    (Field::Modified, "modified"),
    (Field::AlternativeTitle, "alternative_headline"),
    (Field::SiteName, "site_name"),
    (Field::Publisher, "publisher"),
    (Field::Language, "language"),
    (Field::Description, "description"),
    (Field::Section, "section"),
    (Field::Tag, "tags"),
    (Field::Image, "image"),
    (Field::Video, "video"),
    (Field::Canonical, "canonical_url"),
    (Field::Amp, "amp_url"),
    (Field::License, "license"),
    (Field::SchemaType, "schema_type"),
    (Field::IsFree, "is_free"),
];

/// Everything that was considered, field by field, most points first; at most [`MOST`] values a field. It reads the page once more.
pub(crate) fn considered(document: &Document, page: &Page) -> Vec<Considered> {
    let Evidence { found, focus, sites, setting, .. } = Evidence::of(document, page);
    let mut all = Vec::new();
    let titles = title::titles(&found, &focus, &sites)
        .into_iter()
        .map(|(t, points)| (t.value, t.source, points));
    add(&mut all, "title", titles.collect());
    let groups = authors::weighed(&found, &focus, &sites).into_iter().filter_map(|group| {
        let names: Vec<&str> = group.names.iter().map(|n| n.value.as_str()).collect();
        Some((names.join("; "), group.names.first()?.source.clone(), group.worth))
    });
    add(&mut all, "authors", groups.collect());
    let dates = dates::weighed(&found, &focus, &setting);
    let dates = dates.into_iter().map(|d| (d.found.value.to_string(), d.found.source, d.worth));
    add(&mut all, "published", dates.collect());
    for (field, name) in BY_RANK {
        let candidates = found.candidates.of(field);
        let values = candidates
            .into_iter()
            .map(|c| (c.value.clone(), c.source.clone(), BEST - PER_RANK * i32::from(c.rank)));
        add(&mut all, name, values.collect());
    }
    all
}

fn add(all: &mut Vec<Considered>, field: &'static str, mut values: Vec<(String, Source, i32)>) {
    // Stable: of equal ones the first is preferred, as in the decision.
    values.sort_by_key(|(_, _, points)| -points);
    let short = |value: String| value.chars().take(LONGEST).collect();
    all.extend(values.into_iter().take(MOST).map(|(value, source, points)| Considered {
        field,
        value: short(value),
        source,
        points,
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::parse;

    #[test]
    fn every_value_is_listed_with_its_points() {
        let html = r#"<script type="application/ld+json">{"@type":"Article","headline":"Rain","datePublished":"2024-03-05","author":"apine2"}</script>
            <meta name=date content=2024-03-01><meta property=og:title content="Rain in the valley"><meta property=og:image content=/a.jpg>
            <h1>Rain</h1><p class=byline>By Ada Pine</p>"#;
        let page = Page::from_html(html);
        let document = parse::parse(html, None, &Options::default());
        let all = considered(&document, &page);
        let of = |field: &str| {
            let own = all.iter().filter(|c| c.field == field);
            own.map(|c| format!("{} {} ({})", c.points, c.value, c.source)).collect::<Vec<_>>()
        };
        assert_eq!(
            of("published"),
            ["100 2024-03-05 (json-ld Article.datePublished)", "79 2024-03-01 (meta date)"]
        );
        assert_eq!(of("authors")[0], "80 Ada Pine (element .byline)");
        assert_eq!(of("image"), ["100 /a.jpg (meta og:image)"]);
        assert_eq!(of("title")[0], "108 Rain (json-ld Article.headline)");
        assert!(all.iter().all(|c| !c.value.is_empty()));
        let none = considered(&parse::parse("", None, &Options::default()), &Page::from_html(""));
        assert_eq!(none, []);
    }
}
