//! The labelled values of a sharing card: `twitter:label1` names the meaning of `twitter:data1` in
//! the language of the page.

use super::candidate::{Candidate, Candidates, Field};
use super::plain::plain;
use crate::article::Source;
use crate::text::fold;

/// The most labels and values of a card.
const MAX_LABELS: usize = 4;
/// The rank among the sources of authors: the system fills it in from its own data.
const RANK: u8 = 5;
/// Labels of an author, folded, separated by `|`.
const AUTHOR_LABELS: &str = "written by|author|posted by|by|verfasst von|geschrieben von|autor|écrit par|rédigé par|auteur|escrito por|scritto da|\
     geschreven door|napisane przez|skrevet av|skrevet af|skriven av|kirjoittanut|kirjoittaja|автор|написано автором|написав|yazan|yazar|\
     ditulis oleh|penulis|napsal(a)|napsal|napísal|autor:|szerző|írta|scris de|συντάχθηκε από|執筆者|작성자|作者|كُتب بواسطة|نویسنده|נכתב על ידי|\
     được viết bởi";

/// The labels and values of a card, each with its number.
#[derive(Debug, Default)]
pub(super) struct Cards {
    labels: Vec<(String, String)>,
    values: Vec<(String, String)>,
}

impl Cards {
    /// Reads one `<meta>`, if it is a label or a value.
    pub(super) fn read_meta(&mut self, name: &str, content: &str) {
        let number = |start: &str| {
            name.get(..start.len())
                .filter(|n| n.eq_ignore_ascii_case(start))
                .map(|n| name[n.len()..].to_owned())
        };
        if let Some(number) = number("twitter:label").filter(|_| self.labels.len() < MAX_LABELS) {
            self.labels.push((number, fold(content)));
        } else if let Some(number) =
            number("twitter:data").filter(|_| self.values.len() < MAX_LABELS)
        {
            self.values.push((number, plain(content)));
        }
    }

    /// Adds the value that is labelled as the author.
    pub(super) fn add_author(&self, out: &mut Candidates) {
        for (number, _) in self.labels.iter().filter(|(_, label)| {
            AUTHOR_LABELS.split('|').any(|w| w == label.trim_end_matches([':', ' ']))
        }) {
            for (_, value) in self.values.iter().filter(|(n, _)| n == number) {
                out.add(Candidate::new(
                    Field::Author,
                    value.as_str(),
                    Source::Meta(format!("twitter:data{number}")),
                    RANK,
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tags: &[(&str, &str)], expected: &[&str]) {
        let (mut cards, mut out) = (Cards::default(), Candidates::default());
        tags.iter().for_each(|(name, content)| cards.read_meta(name, content));
        cards.add_author(&mut out);
        let found: Vec<&str> = out.of(Field::Author).iter().map(|c| c.value.as_str()).collect();
        assert_eq!(found, expected, "{tags:?}");
    }

    #[test]
    fn a_label_names_the_meaning_of_a_value() {
        let time = [("twitter:label2", "Est. reading time"), ("twitter:data2", "5 minutes")];
        check(
            &[("twitter:label1", "Written by"), ("twitter:data1", "Ada Pine"), time[0], time[1]],
            &["Ada Pine"],
        );
        check(
            &[time[1], ("twitter:data1", "Ada Pine"), ("Twitter:Label1", "Verfasst von"), time[0]],
            &["Ada Pine"],
        );
        check(&time, &[]);
        check(&[("twitter:data1", "Ada Pine")], &[]);
        check(&[("twitter:labelé", "Written by"), ("twitter:dataé", "Ada Pine")], &["Ada Pine"]);
    }
}
