//! Reads the text format that the FiveFilters tools share: `key: value` lines with XPath
//! expressions.

use super::rule::{Draft, DraftLine, Key, Language, LineError, SiteTest};

/// Keys of that format that are known and have no effect here.
const UNUSED: &[&str] = &[
    "tidy",
    "prune",
    "parser",
    "find_string",
    "replace_string",
    "http_header",
    "convert_double_br_tags",
    "insert_detected_image",
    "native_ad_clue",
    "if_page_contains",
    "single_page_link_in_feed",
    "autodetect_next_page",
    "footnotes",
    "dissolve",
    "wrap_in",
    "strip_attr",
    "strip_comments",
    "move_into",
    "src_lazy_load_attr",
    "skip_json_ld",
    "skip_id_or_class",
    "requires_login",
    "not_logged_in_xpath",
    "login_uri",
    "login_username_field",
    "login_password_field",
    "login_extra_fields",
];

/// Reads a file. No line is an error: unknown lines become notes, since shared files hold many
/// directives for other tools.
pub(super) fn read(text: &str) -> Draft {
    let mut draft = Draft { falls_back_to_classifier: true, ..Draft::default() };
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            draft.read_line(index + 1, line);
        }
    }
    draft
}

impl Draft {
    fn read_line(&mut self, number: usize, line: &str) {
        let mut note = |message: String| self.notes.push(LineError { line: number, message });
        let Some((key, value)) = line.split_once(':') else {
            return note("not a line of the form key: value".to_owned());
        };
        // `replace_string(this): that`
        let key = key.split('(').next().unwrap_or_default().trim().to_ascii_lowercase();
        let value = value.trim();
        if value.is_empty() {
            return note(format!("{key} has no value"));
        }
        if let Some(known) = Key::by_name(&key) {
            let language = known.language(Language::XPath);
            // Some files quote the words of these two keys.
            let value =
                if language == Language::XPath { value } else { value.trim_matches(['\'', '"']) };
            if value.is_empty() {
                return note(format!("{key} has no value"));
            }
            return self.lines.push(DraftLine {
                key: known,
                line: number,
                value: value.to_owned(),
                language,
            });
        }
        match key.as_str() {
            "autodetect_on_failure" => {
                self.falls_back_to_classifier = !value.eq_ignore_ascii_case("no")
            }
            "test_url" => self.tests.push(SiteTest {
                url: Some(value.to_owned()),
                line: number,
                ..SiteTest::default()
            }),
            "test_contains" => match self.tests.last_mut() {
                Some(test) => test.contains.push(value.to_owned()),
                None => note("test_contains is before the first test_url".to_owned()),
            },
            key if UNUSED.contains(&key) => note(format!("{key} is known and not used here")),
            key => note(format!("{key} is not a key of this format")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rule::{Key, Language};
    use super::read;

    #[test]
    fn a_file_is_read_line_by_line() {
        let draft = read(
            "\u{feff}# a comment\ntitle: //h1[@class='a: b']\n\nBODY : //div\nstrip_id_or_class: 'promo'\ntest_url: https://a.example/1\n\
             test_contains: one: two\ntest_contains: three\ntest_url: https://a.example/2\nautodetect_on_failure: no\n",
        );
        let lines: Vec<_> =
            draft.lines.iter().map(|l| (l.key, l.line, l.value.as_str(), l.language)).collect();
        assert_eq!(
            lines,
            [
                (Key::Title, 2, "//h1[@class='a: b']", Language::XPath),
                (Key::Body, 4, "//div", Language::XPath),
                (Key::StripIdOrClass, 5, "promo", Language::IdOrClass)
            ]
        );
        let tests: Vec<_> =
            draft.tests.iter().map(|t| (t.url.as_deref(), t.contains.len(), t.line)).collect();
        assert_eq!(
            tests,
            [(Some("https://a.example/1"), 2, 6), (Some("https://a.example/2"), 0, 9)]
        );
        assert!(!draft.falls_back_to_classifier && draft.notes.is_empty(), "{:?}", draft.notes);
    }

    #[test]
    fn unused_lines_are_noted_with_their_number() {
        let draft = read(
            "tidy: no\nreplace_string(<b>): <i>\nnonsense\nbody:\ntest_contains: x\ncolour: red\n",
        );
        let notes: Vec<_> = draft
            .notes
            .iter()
            .map(|n| (n.line, n.message.split(' ').next().unwrap_or_default()))
            .collect();
        assert_eq!(
            notes,
            [
                (1, "tidy"),
                (2, "replace_string"),
                (3, "not"),
                (4, "body"),
                (5, "test_contains"),
                (6, "colour")
            ]
        );
    }
}
