//! Reasons of the classifier in plain words. Their numbers are in JSON.

/// How far a score may be from the one that is needed to be a close call.
const CLOSE: f32 = 0.15;
/// Scores that are needed on most pages: usually, and when unsure blocks are cut.
const USUAL: [f32; 2] = [0.5, 0.75];

/// Features that say the same to a reader: a test of their names, and the words for a feature that
/// speaks for keeping and for one that speaks for cutting.
type Group = (fn(&str) -> bool, &'static str, &'static str);

/// The groups; the first that has a name counts. The starts and marks that change the meaning of a
/// name come first (`link_density@-1` is about another line than `link_density`), then whole names,
/// then parts of names.
const GROUPS: [Group; 15] = [
    (
        |name| name.contains('@'),
        "the lines beside it are like those of a story",
        "the lines beside it are short or linked",
    ),
    (
        |name| name.starts_with("group_") || name == "twins",
        "blocks of the same kind are story text",
        "blocks of the same kind are not story text",
    ),
    (
        |name| name.starts_with("page_") || name.starts_with("page:"),
        "the page as a whole has much text of this kind",
        "the page as a whole has little text of this kind",
    ),
    (
        |name| name.starts_with("p_") || name == "p",
        "the text around it is story text",
        "the text around it is not story text",
    ),
    (|name| matches!(name, "link_density" | "links"), "it has few links", "it is mostly links"),
    (
        |name| matches!(name, "digit_share" | "upper_share" | "bars" | "ends_colon"),
        "it is written like running text",
        "it has the digits, capitals or bars of a label",
    ),
    (
        |name| {
            matches!(
                name,
                "words"
                    | "sentences"
                    | "ends_sentence"
                    | "stop_share"
                    | "words_per_sentence"
                    | "chars_per_word"
                    | "commas_per_word"
            )
        },
        "it reads like running text",
        "it is short, or does not read like running text",
    ),
    (
        |name| name == "word_score",
        "its words are usual in stories",
        "its words are usual outside of stories",
    ),
    (
        |name| matches!(name, "heading" | "list_item" | "list_depth" | "preformatted" | "caption"),
        "stories often have elements of this kind",
        "stories rarely have elements of this kind",
    ),
    (
        |name| matches!(name, "title_likeness" | "description_likeness" | "in_stated_body"),
        "the page's own data has its words",
        "the page's own data does not have its words",
    ),
    (|name| name == "hidden", "it is visible", "the page hides it"),
    (
        |name| {
            matches!(
                name,
                "title_up"
                    | "title_down"
                    | "title_share"
                    | "heading_level"
                    | "heading_link_density"
                    | "linked_headings"
            ) || name.starts_with("box")
                || name.ends_with("since_title")
        },
        "it belongs to what the headline is above",
        "it belongs to another box or story than the headline",
    ),
    (
        |name| name.contains("name_score"),
        "the class names around it are usual for stories",
        "the class names around it are usual outside of stories",
    ),
    (
        |name| name.starts_with("link_density_"),
        "the box around it has few links",
        "the box around it is mostly links",
    ),
    (
        |name| {
            const PLACES: [&str; 11] = [
                "index_", "words_", "depth", "main_", "in_main", "prose_", "blocks_", "to_prose",
                "section_", "run", "best_",
            ];
            name == "since_heading" || PLACES.iter().any(|place| name.starts_with(place))
        },
        "it is where the story is",
        "it is away from the story",
    ),
];
/// The words for a feature of no group.
const OTHER: (&str, &str) = ("other signs speak for a story", "other signs speak against a story");

/// The decision of the classifier on a block, read off its reason.
pub(super) struct Scored {
    /// The score, from 0 to 1.
    pub score: f32,
    /// Name, value and effect of the features that moved the score most.
    parts: Vec<(String, f32, f32)>,
}

/// Reads `score 0.39: page_words 760 +0.6, twins 1 +0.3`; `None` for another reason.
pub(super) fn scored(because: &str) -> Option<Scored> {
    let (score, parts) = because.strip_prefix("score ")?.split_once(':')?;
    let part = |text: &str| {
        let mut words = text.trim().rsplitn(3, ' ');
        let effect: f32 = words.next()?.parse().ok()?;
        let value: f32 = words.next()?.parse().ok()?;
        Some((words.next()?.to_owned(), value, effect))
    };
    Some(Scored { score: score.parse().ok()?, parts: parts.split(", ").filter_map(part).collect() })
}

impl Scored {
    /// The reasons for a verdict, the strongest first, without repeats.
    pub fn reasons(&self, is_kept: bool) -> Vec<String> {
        let mut reasons: Vec<String> = Vec::new();
        for (name, value, effect) in &self.parts {
            if (*effect > 0.0) != is_kept {
                continue;
            }
            let reason = in_words(name, *value, is_kept);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons
    }

    /// Whether the score is near the one that is needed.
    pub fn is_close(&self, needed: f32) -> bool {
        (self.score - needed).abs() <= CLOSE
    }
}

/// Returns one feature in words.
fn in_words(name: &str, value: f32, is_kept: bool) -> String {
    if let Some((_, place)) = name.split_once("landmark:").or_else(|| name.split_once("mark:")) {
        let place = place.replace('_', " ");
        return if value > 0.0 {
            format!("it is in an element marked as {place}")
        } else {
            format!("no element around it is marked as {place}")
        };
    }
    let group = GROUPS.iter().find(|(is_in, ..)| is_in(name));
    let (keep, cut) = group.map_or(OTHER, |(_, keep, cut)| (*keep, *cut));
    (if is_kept { keep } else { cut }).to_owned()
}

/// The score that a block of this page needs, from the scores of its blocks and their verdicts. A
/// usual one, if it separates them; otherwise one between the highest score that was cut and the
/// lowest that was kept.
pub(super) fn needed(scores: impl Iterator<Item = (f32, bool)>) -> f32 {
    let (mut cut, mut kept) = (0.0_f32, 1.0_f32);
    for (score, is_kept) in scores {
        if is_kept { kept = kept.min(score) } else { cut = cut.max(score) }
    }
    // Scores are known to two decimals.
    let separates = |usual: &f32| (cut - 0.005..=kept + 0.005).contains(usual);
    USUAL.into_iter().find(separates).unwrap_or((cut + kept) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::{needed, scored};

    #[test]
    fn reasons_are_those_of_the_verdict_in_words() {
        let because = "score 0.39: page_words 760 +0.6, link_density 0.9 -0.5, links 4 -0.2, \
                       landmark:navigation 2 -0.1";
        let read = scored(because).expect("a score");
        assert!((read.score - 0.39).abs() < 0.001 && read.is_close(0.5) && !read.is_close(0.75));
        let cut = ["it is mostly links", "it is in an element marked as navigation"];
        assert_eq!(read.reasons(false), cut);
        assert_eq!(read.reasons(true), ["the page as a whole has much text of this kind"]);
        assert!(scored("inside nav").is_none() && scored("score x: y").is_none());
        assert!(scored("score 0.5: ").expect("a score").reasons(true).is_empty());
    }

    #[test]
    fn each_feature_is_about_what_its_name_says() {
        for (name, expected) in [
            ("link_density", "it has few links"),
            ("link_density@-1", "the lines beside it"),
            ("words@3", "the lines beside it"),
            ("p@-1", "the lines beside it"),
            ("link_density_parent", "the box around it"),
            ("group_link_density", "blocks of the same kind"),
            ("group_words_share", "blocks of the same kind"),
            ("heading_link_density", "it belongs to what the headline"),
            ("box_link_density", "it belongs to what the headline"),
            ("since_title", "it belongs to what the headline"),
            ("headings_since_title", "it belongs to what the headline"),
            ("title_likeness", "the page's own data"),
            ("page:linked_headings", "the page as a whole"),
            ("page_words", "the page as a whole"),
            ("words_before_share", "it is where the story is"),
            ("words_per_sentence", "it reads like running text"),
            ("chars_per_word", "it reads like running text"),
            ("parent_name_score", "the class names"),
            ("word_score", "its words"),
            ("p_window_3", "the text around it"),
            ("run_gap", "it is where the story is"),
            ("weather", "other signs"),
        ] {
            let because = format!("score 0.60: {name} 1 +0.3");
            let reasons = scored(&because).expect("a score").reasons(true);
            assert!(reasons[0].starts_with(expected), "{name}: {reasons:?}");
        }
    }

    #[test]
    fn the_needed_score_separates_kept_and_cut() {
        let check = |scores: &[(f32, bool)], expected: f32| {
            let found = needed(scores.iter().copied());
            assert!((found - expected).abs() < 0.001, "{scores:?}: {found}");
        };
        check(&[], 0.5);
        check(&[(0.3, false), (0.9, true)], 0.5);
        check(&[(0.6, false), (0.9, true)], 0.75);
        check(&[(0.2, false), (0.3, true)], 0.25);
    }
}
