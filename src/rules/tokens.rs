//! Class words: maps the class, id and attributes of an element to class marks.
//!
//! Class and id are split into tokens (see [`class_tokens`](super::class_tokens)). Only whole
//! tokens match, alone or in pairs: `contextmenu` does not match `menu`, and `theRoleOfThings` does
//! not match `hero`. The tables are data (`data/tokens.toml`).

use serde::Deserialize;

use super::class_tokens::token_ranges;
use super::field_marks::{FieldMarks, field_tokens};
use crate::marks::{Mark, Marks};
use crate::text::WordMap;

/// Longest token that is looked up; longer ones are hashes.
const MAX_TOKEN: usize = 24;

/// The meaning of a class list or an id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ClassMeaning {
    /// Its class marks.
    pub(crate) marks: Marks,
    /// Its meaning for bylines and dates.
    pub(crate) field: FieldMarks,
}

/// The compiled token tables.
#[derive(Debug)]
pub(crate) struct TokenTable {
    /// By token, or by two neighbouring tokens joined by a space.
    entries: WordMap<TokenEntry>,
}

/// The entry of a token.
#[derive(Debug, Clone, Copy, Default)]
struct TokenEntry {
    marks: Marks,
    /// Whether it is the first token of a pair.
    opens_pair: bool,
    /// Whether it suggests a byline or a date.
    is_field_token: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenFile {
    mark: Vec<MarkTokens>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkTokens {
    id: String,
    #[allow(dead_code, reason = "the reason is for readers of the table")]
    why: String,
    tokens: Vec<String>,
}

impl TokenTable {
    /// Loads the table; the error names what is wrong.
    pub(crate) fn load(toml: &str) -> Result<Self, String> {
        let file: TokenFile = toml::from_str(toml).map_err(|e| e.to_string())?;
        let mut entries: WordMap<TokenEntry> = WordMap::default();
        for mark_tokens in file.mark {
            let id = mark_tokens.id;
            let mark = Mark::ALL
                .iter()
                .find(|m| m.name() == id)
                .ok_or_else(|| format!("no mark is called {id:?}"))?;
            for token in mark_tokens.tokens {
                if let Some((first, second)) = token.split_once(' ') {
                    if second.contains(' ') {
                        return Err(format!(
                            "{id}: {token:?} is of more than two tokens, which are never looked up"
                        ));
                    }
                    entries.entry(first).opens_pair = true;
                }
                entries.entry(&token).marks.add(*mark);
            }
        }
        field_tokens().for_each(|token| entries.entry(token).is_field_token = true);
        Ok(Self { entries })
    }

    /// The meaning of a class list or an id. `scratch` is a buffer to reuse.
    pub(crate) fn meaning_of(&self, names: &str, scratch: &mut String) -> ClassMeaning {
        let mut found = ClassMeaning::default();
        let mut is_field_token = false;
        // The text in lower case, followed by the start of a pair if the last token opens one.
        scratch.clear();
        scratch.push_str(names);
        scratch.make_ascii_lowercase();
        for token in token_ranges(names).filter(|t| t.len() <= MAX_TOKEN) {
            let own = self.entry(&scratch[token.clone()]);
            found.marks = found.marks.and(own.marks);
            is_field_token |= own.is_field_token;
            if scratch.len() > names.len() {
                scratch.extend_from_within(token.clone());
                found.marks = found.marks.and(self.entry(&scratch[names.len()..]).marks);
                scratch.truncate(names.len());
            }
            if own.opens_pair {
                scratch.extend_from_within(token);
                scratch.push(' ');
            }
        }
        // Only a few values have such tokens; they are split again for bylines and dates.
        if is_field_token {
            found.field = FieldMarks::new(names, scratch);
        }
        found
    }

    /// The entry of a lower-case token or pair; empty for most.
    fn entry(&self, token: &str) -> TokenEntry {
        self.entries.get(token).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_ends_one_pair_and_opens_the_next() {
        let table = TokenTable::load(
            "[[mark]]\nid='story'\nwhy='x'\ntokens=['article \
              body']\n[[mark]]\nid='navigation'\nwhy='x'\ntokens=['body menu', 'menu']",
        )
        .expect("loads");
        let marks = |names: &str| {
            let marks = table.meaning_of(names, &mut "left from before".to_owned()).marks;
            (marks.has(Mark::Story), marks.has(Mark::Navigation))
        };
        assert_eq!(marks("articleBody-menu"), (true, true));
        assert_eq!(marks("article-article-body"), (true, false));
        assert_eq!(marks("body_article menü"), (false, false));
        assert_eq!(
            marks("article 0123456789abcdef0123456789 body"),
            (true, false),
            "a hash between them is skipped"
        );
        assert_eq!(marks(""), (false, false));
    }

    #[test]
    fn an_entry_that_can_never_match_does_not_load() {
        let error = TokenTable::load("[[mark]]\nid='promo'\nwhy='x'\ntokens=['call to action']")
            .expect_err("refused");
        assert!(error.contains("call to action"), "{error}");
    }

    #[test]
    fn only_whole_tokens_match_alone_or_in_pairs() {
        let table =
            TokenTable::load("[[mark]]\nid='navigation'\nwhy='x'\ntokens=['menu']\n[[mark]]\nid='story'\nwhy='x'\ntokens=['article body']")
                .expect("loads");
        let marks = |names: &str| table.meaning_of(names, &mut String::new()).marks;
        assert_eq!(marks("contextmenu"), Marks::default());
        assert!(marks("main-menu").has(Mark::Navigation));
        assert!(marks("x-articleBody").has(Mark::Story));
        assert!(!marks("article-x-body").has(Mark::Story));
    }
}
