//! Explains why each block was kept or cut, and where each field comes from.
//!
//! A [`Report`] is read off an [`Extraction`](crate::Extraction); it decides nothing. It can be
//! shown as text, as JSON or as an HTML page.

mod html;
mod reasons;
mod report;
mod text;

pub use report::{Candidate, Decision, Field, Report, RuleFinding, Total};

#[cfg(test)]
pub(crate) mod tests {
    use super::Report;
    use crate::article::{Source, Sourced, Warning};
    use crate::block::{Block, BlockKind, Boilerplate, Container, Role, Stage, Verdict};
    use crate::decode::KnownBy;
    use crate::extract::{Encoding, Extraction};

    /// A page of a few blocks, as hostile as short.
    pub fn sample() -> Extraction {
        let mut extraction = Extraction {
            encoding: Encoding { name: "UTF-8", known_by: KnownBy::Header },
            ..Extraction::default()
        };
        let containers = &mut extraction.blocks.containers;
        containers.push(Container { tag: "body".into(), ..Container::default() });
        containers.push(Container {
            parent: Some(0),
            tag: "nav".into(),
            names: "site-menu".into(),
            ..Container::default()
        });
        containers.push(Container {
            parent: Some(0),
            tag: "article".into(),
            names: "story story--long".into(),
            ..Container::default()
        });
        let rows: [(&str, BlockKind, u32, Verdict, &'static str, &str); 6] = [
            (
                "Home News Sport",
                BlockKind::ListItem { depth: 1, number: None },
                1,
                Verdict::Cut(Boilerplate::Navigation),
                "landmark",
                "inside nav",
            ),
            (
                "Rain stops play in the <valley>",
                BlockKind::Heading(1),
                2,
                Verdict::Keep(Role::Headline),
                "first-h1",
                "",
            ),
            (
                "It rained all day in the valley, the mayor said\u{1b}[31m on Tuesday, and it will rain again.",
                BlockKind::Paragraph,
                2,
                Verdict::Keep(Role::Body),
                "dense-prose",
                "17 words, 1 sentence, no links",
            ),
            (
                "Sign up for our newsletter",
                BlockKind::Paragraph,
                2,
                Verdict::Cut(Boilerplate::Newsletter),
                "newsletter-sign-up",
                "opens with \"sign up for our newsletter\"",
            ),
            (
                "The river rose by two metres before noon and the bridge was closed to all traffic.",
                BlockKind::Paragraph,
                2,
                Verdict::Keep(Role::Body),
                "dense-prose",
                "between two kept blocks",
            ),
            (
                "About the author",
                BlockKind::Paragraph,
                2,
                Verdict::Cut(Boilerplate::AuthorBox),
                "author-box",
                "",
            ),
        ];
        for (text, kind, container, verdict, rule, because) in rows {
            let mut block = Block { kind, text: text.to_owned(), container, ..Block::default() };
            block.add_ruling(verdict, Stage::Classifier, rule, because);
            extraction.blocks.list.push(block);
        }
        let metadata = &mut extraction.article.metadata;
        metadata.title = Some(Sourced::new(
            "Rain stops play in the <valley>".to_owned(),
            Source::JsonLd("NewsArticle.headline".to_owned()),
        ));
        metadata.authors =
            vec![Sourced::new("Ana Prado".to_owned(), Source::Meta("author".to_owned()))];
        extraction.article.warnings.push(Warning::BytesLost { characters: 2 });
        extraction
    }

    #[test]
    fn the_words_of_the_totals_are_those_of_the_blocks() {
        let report = Report::new("page", &sample());
        let in_blocks: u32 = report.blocks.iter().map(|b| b.words).sum();
        assert_eq!(report.totals.iter().map(|t| t.words).sum::<u32>(), in_blocks);
        assert_eq!(report.totals[0].label, "body");
    }

    #[test]
    fn a_decision_says_where_what_and_why() {
        let report = Report::new("page", &sample()).find("SIGN  up");
        let [found] = &report.blocks[..] else { panic!("one block holds it") };
        assert_eq!(
            (found.index, found.label.as_str(), found.rule.as_str()),
            (3, "newsletter", "newsletter-sign-up")
        );
        assert_eq!(found.path, "body > article.story.story--long");
    }

    #[test]
    fn no_form_of_the_report_lets_an_escape_through() {
        let report = Report::new("na\u{1b}me", &sample());
        for form in [report.to_text(false), report.to_html(), report.to_json()] {
            assert!(!form.contains('\u{1b}'));
        }
    }
}
