//! Reads the TOML format: the same keys as the FiveFilters format, with CSS selectors or XPath, the
//! host, and tests of saved pages.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::rule::{Draft, DraftLine, Key, Language, LineError, SiteTest};

type Read<T> = Result<T, LineError>;
type Value<'i> = Spanned<DeValue<'i>>;

/// Reads a file. Unknown keys are errors, so that a typing mistake is noticed.
pub(super) fn read(text: &str) -> Read<Draft> {
    let file = TomlFile { text };
    let table = DeTable::parse(text).map_err(|e| {
        let at = e.span().map_or(0, |s| s.start);
        LineError { line: file.line(at), message: format!("TOML: {}", e.message()) }
    })?;
    let mut draft = Draft { falls_back_to_classifier: true, ..Draft::default() };
    for (name, value) in table.get_ref() {
        let key = name.get_ref().as_ref();
        if let Some(known) = Key::by_name(key) {
            for (line, value) in file.texts(key, value)? {
                draft.lines.push(DraftLine {
                    key: known,
                    line,
                    value,
                    language: known.language(Language::Either),
                });
            }
            continue;
        }
        match (key, value.get_ref()) {
            ("host", DeValue::String(host)) => draft.host = Some(host.to_string()),
            ("autodetect_on_failure", DeValue::Boolean(is)) => draft.falls_back_to_classifier = *is,
            ("test", DeValue::Array(tests)) => {
                draft.tests = tests.iter().map(|t| file.test(t)).collect::<Read<_>>()?
            }
            ("host", _) => return Err(file.error(value, "host must be a text")),
            ("autodetect_on_failure", _) => {
                return Err(file.error(value, "autodetect_on_failure must be true or false"));
            }
            ("test", _) => return Err(file.error(value, "write tests as [[test]]")),
            _ => {
                return Err(LineError {
                    line: file.line(name.span().start),
                    message: format!("there is no key {key}"),
                });
            }
        }
    }
    // TOML tables are sorted by name; rulings and fallbacks follow the order of the file.
    draft.lines.sort_by_key(|l| l.line);
    Ok(draft)
}

struct TomlFile<'t> {
    text: &'t str,
}

impl TomlFile<'_> {
    /// The number of the line that contains a byte.
    fn line(&self, at: usize) -> usize {
        self.text.as_bytes()[..at.min(self.text.len())].iter().filter(|b| **b == b'\n').count() + 1
    }

    fn error(&self, value: &Value<'_>, message: &str) -> LineError {
        LineError { line: self.line(value.span().start), message: message.to_owned() }
    }

    /// A non-empty text, with its line.
    fn text(&self, key: &str, value: &Value<'_>) -> Read<(usize, String)> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => {
                Ok((self.line(value.span().start), text.trim().to_owned()))
            }
            _ => Err(self.error(value, &format!("{key} must be a text"))),
        }
    }

    /// A text or a list of texts, each with its line.
    fn texts(&self, key: &str, value: &Value<'_>) -> Read<Vec<(usize, String)>> {
        match value.get_ref() {
            DeValue::Array(list) => list.iter().map(|value| self.text(key, value)).collect(),
            DeValue::String(_) => Ok(vec![self.text(key, value)?]),
            _ => Err(self.error(value, &format!("{key} must be a text or a list of texts"))),
        }
    }

    fn test(&self, value: &Value<'_>) -> Read<SiteTest> {
        let DeValue::Table(table) = value.get_ref() else {
            return Err(self.error(value, "write tests as [[test]]"));
        };
        let mut test = SiteTest { line: self.line(value.span().start), ..SiteTest::default() };
        for (name, value) in table {
            let key = name.get_ref().as_ref();
            let texts = || Ok(self.texts(key, value)?.into_iter().map(|(_, text)| text).collect());
            match key {
                "url" => test.url = Some(self.text(key, value)?.1),
                "page" => test.page = Some(self.text(key, value)?.1),
                "contains" => test.contains = texts()?,
                "lacks" => test.lacks = texts()?,
                _ => return Err(self.error(value, &format!("there is no key {key} in a test"))),
            }
        }
        if test.url.is_none() && test.page.is_none() {
            return Err(self.error(value, "a test needs its page or its url"));
        }
        Ok(test)
    }
}

#[cfg(test)]
mod tests {
    use super::super::rule::Key;
    use super::read;

    #[test]
    fn a_file_is_read() {
        let draft = read(
            "host = \"news.example\"\nbody = [\n  \"article .text\",\n  \"//div[@id='story']\",\n]\nauthor = \".by\"\n\n[[test]]\npage = \"rain.html\"\n\
             contains = [\"one\"]\nlacks = \"two\"\n",
        )
        .expect("it loads");
        let lines: Vec<_> = draft.lines.iter().map(|l| (l.key, l.line)).collect();
        assert_eq!(
            (lines, draft.host.as_deref()),
            (vec![(Key::Body, 3), (Key::Body, 4), (Key::Author, 6)], Some("news.example"))
        );
        let [test] = &draft.tests[..] else { panic!("one test") };
        assert_eq!(
            (test.page.as_deref(), &test.contains[..], &test.lacks[..]),
            (Some("rain.html"), &["one".to_owned()][..], &["two".to_owned()][..])
        );
    }

    #[track_caller]
    fn refuses(text: &str, line: usize, expected: &str) {
        let error = read(text).expect_err(text);
        assert!(error.line == line && error.message.contains(expected), "{text}: {error:?}");
    }

    #[test]
    fn errors_name_the_line() {
        refuses("body = \"p\"\nbodi = \"p\"", 2, "no key bodi");
        refuses("body = \"p\"\n\nstrip = 7", 3, "a text or a list");
        refuses("body = \"p", 1, "TOML");
        refuses("[[test]]\ncontains = \"x\"", 1, "its page or its url");
        refuses("[[test]]\npage = [\"x\"]", 2, "page must be a text");
        refuses("[[test]]\npage = \"x\"\nhas = \"x\"", 3, "no key has");
        refuses("autodetect_on_failure = \"no\"", 1, "true or false");
    }
}
