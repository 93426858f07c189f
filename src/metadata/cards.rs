//! The labelled values of a card for sharing: `twitter:label1` says what `twitter:data1` is, in the language of the page.

use super::candidate::{Candidate, Candidates, Field};
use super::plain::plain;
use crate::article::Source;
use crate::text::fold;

/// Labels and values a card has.
const MOST: usize = 4;
/// The rank among the sources of authors: the system fills it in from its own data.
const RANK: u8 = 5;
/// Labels of a writer, folded, with `|` between.
const WRITER: &str = "written by|author|posted by|by|verfasst von|geschrieben von|autor|écrit par|rédigé par|auteur|escrito por|scritto da|\
     geschreven door|napisane przez|skrevet av|skrevet af|skriven av|kirjoittanut|kirjoittaja|автор|написано автором|написав|yazan|yazar|\
     ditulis oleh|penulis|napsal(a)|napsal|napísal|autor:|szerző|írta|scris de|συντάχθηκε από|執筆者|작성자|作者|كُتب بواسطة|نویسنده|נכתב על ידי|\
     được viết bởi";

/// What was seen of a card.
#[derive(Debug, Default)]
pub(super) struct Cards {
    labels: Vec<(String, String)>,
    values: Vec<(String, String)>,
}

impl Cards {
    /// Takes in one `<meta>`, if it is a label or a value.
    pub(super) fn read(&mut self, name: &str, content: &str) {
        let place = |start: &str| {
            name.get(..start.len())
                .filter(|n| n.eq_ignore_ascii_case(start))
                .map(|n| name[n.len()..].to_owned())
        };
        if let Some(place) = place("twitter:label").filter(|_| self.labels.len() < MOST) {
            self.labels.push((place, fold(content)));
        } else if let Some(place) = place("twitter:data").filter(|_| self.values.len() < MOST) {
            self.values.push((place, plain(content)));
        }
    }

    /// Adds the value whose label says that it is a writer.
    pub(super) fn add_writer(&self, out: &mut Candidates) {
        for (place, _) in self
            .labels
            .iter()
            .filter(|(_, label)| WRITER.split('|').any(|w| w == label.trim_end_matches([':', ' '])))
        {
            for (_, value) in self.values.iter().filter(|(p, _)| p == place) {
                out.add(Candidate::new(
                    Field::Author,
                    value.as_str(),
                    Source::Meta(format!("twitter:data{place}")),
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
        tags.iter().for_each(|(name, content)| cards.read(name, content));
        cards.add_writer(&mut out);
        let found: Vec<&str> = out.of(Field::Author).iter().map(|c| c.value.as_str()).collect();
        assert_eq!(found, expected, "{tags:?}");
    }

    #[test]
    fn a_label_says_what_a_value_is() {
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
