//! Lists the candidates of each field for the report, with their points.

use super::candidate::Field;
use super::collected::Collected;
use super::{authors, dates, title};
use crate::article::{FieldCandidate, Source};
use crate::page::Page;
use crate::parse::Document;

/// Points of a source of the best rank, and the points that each further rank costs. The choice of
/// most fields depends on the rank alone: the first good value is taken.
const POINTS_BEST_RANK: i32 = 100;
const POINTS_PER_RANK: i32 = 2;
/// The most values listed for one field: a page may have thousands of dates.
const MAX_VALUES: usize = 50;
/// The most characters shown of one value.
const MAX_SHOWN: usize = 300;

/// All candidates, field by field, most points first, with at most [`MAX_VALUES`] values for each
/// field. This reads the page a second time.
pub(crate) fn list_candidates(document: &Document, page: &Page) -> Vec<FieldCandidate> {
    let Collected { gathered, headline, sites, context, .. } = Collected::new(document, page);
    let mut all = Vec::new();
    let titles = title::titles(&gathered, &headline, &sites)
        .into_iter()
        .map(|(t, points)| (t.value, t.source, points));
    add_values(&mut all, Field::Title, titles.collect());
    let groups =
        authors::groups_with_points(&gathered, &headline, &sites).into_iter().filter_map(|group| {
            let names: Vec<&str> = group.names.iter().map(|n| n.value.as_str()).collect();
            Some((names.join("; "), group.names.first()?.source.clone(), group.points))
        });
    add_values(&mut all, Field::Author, groups.collect());
    let dates = dates::dates_with_points(&gathered, &headline, &context);
    let dates = dates.into_iter().map(|d| (d.found.value.to_string(), d.found.source, d.points));
    add_values(&mut all, Field::Published, dates.collect());
    let is_by_rank = |f: &&Field| !matches!(f, Field::Title | Field::Author | Field::Published);
    for &field in Field::ALL.iter().filter(is_by_rank) {
        let candidates = gathered.candidates.of(field);
        let values = candidates.into_iter().map(|c| {
            (
                c.value.clone(),
                c.source.clone(),
                POINTS_BEST_RANK - POINTS_PER_RANK * i32::from(c.rank),
            )
        });
        add_values(&mut all, field, values.collect());
    }
    all
}

fn add_values(all: &mut Vec<FieldCandidate>, field: Field, mut values: Vec<(String, Source, i32)>) {
    // Stable sort: the first of equal candidates is preferred, as in the decision.
    values.sort_by_key(|(_, _, points)| -points);
    let short = |value: String| value.chars().take(MAX_SHOWN).collect();
    all.extend(values.into_iter().take(MAX_VALUES).map(|(value, source, points)| FieldCandidate {
        field: field.name(),
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
        let all = list_candidates(&document, &page);
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
        let none =
            list_candidates(&parse::parse("", None, &Options::default()), &Page::from_html(""));
        assert_eq!(none, []);
    }
}
