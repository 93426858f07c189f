//! The ISBN of the book that a page is about.

/// The number in `text` without hyphens, spaces and prefix; `None` unless its check digit is right.
pub(super) fn isbn(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = text.strip_prefix("urn:isbn:").or_else(|| text.strip_prefix("ISBN"));
    let number: String = bare
        .unwrap_or(text)
        .chars()
        .filter(|c| !matches!(c, '-' | '\u{2010}' | '\u{2011}' | ' ' | ':'))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    is_valid(&number).then_some(number)
}

/// Whether the check digit is right: of ten digits modulo 11, of thirteen modulo 10 (ISO 2108).
fn is_valid(number: &str) -> bool {
    let last = number.len().saturating_sub(1);
    let digits: Option<Vec<u32>> = number
        .chars()
        .enumerate()
        .map(|(i, c)| if c == 'X' && i == last { Some(10) } else { c.to_digit(10) })
        .collect();
    let Some(digits) = digits else { return false };
    match digits.len() {
        10 => digits
            .iter()
            .zip((1..=10).rev())
            .map(|(d, weight)| d * weight)
            .sum::<u32>()
            .is_multiple_of(11),
        13 => {
            let is_book = number.starts_with("978") || number.starts_with("979");
            let sum: u32 = digits.iter().zip([1, 3].iter().cycle()).map(|(d, w)| d * w).sum();
            is_book && sum.is_multiple_of(10) && !number.ends_with('X')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::isbn;
    use crate::options::Options;
    use crate::page::Page;

    #[test]
    fn a_number_with_a_right_check_digit_is_an_isbn() {
        for (text, expected) in [
            ("978-0-306-40615-7", Some("9780306406157")),
            ("ISBN 0-306-40615-2", Some("0306406152")),
            ("urn:isbn:080442957x", Some("080442957X")),
            ("978-0-306-40615-8", None),
            ("0306406153", None),
            ("1230306406157", None),
            ("X306406152", None),
            ("a book", None),
            ("", None),
        ] {
            assert_eq!(isbn(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn it_is_read_from_data_meta_tags_and_marked_elements() {
        for html in [
            r#"<script type="application/ld+json">{"@type":"Book","isbn":"978-0-306-40615-7"}</script>"#,
            r#"<script type="application/ld+json">{"@type":"Review","headline":"A book",
                "itemReviewed":{"@type":"Book","isbn":"9780306406157"}}</script>"#,
            "<meta property=book:isbn content=9780306406157>",
            "<meta name=citation_isbn content=9780306406157>",
            "<h1>A book</h1><p itemprop=isbn>978-0-306-40615-7</p>",
        ] {
            let document = crate::parse::parse(html, None, &Options::default());
            let metadata = super::super::read(&document, &Page::from_html(html)).metadata;
            let found = metadata.isbn.map(|i| i.value);
            assert_eq!(found.as_deref(), Some("9780306406157"), "{html}");
        }
    }
}
