//! Pages that browsers save as MHTML: a MIME message whose first part of HTML is the page.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, MessageParser, MessagePart, MimeHeaders, PartType};

use crate::error::{Error, ErrorKind};
use crate::page::Page;

/// The page of a message, with its address if the message states it.
pub(crate) fn page(bytes: &[u8]) -> Result<Page, Error> {
    let bad = |why: &str| Error::new(ErrorKind::BadRow).because(format!("MHTML: {why}"));
    let message =
        MessageParser::new().parse(bytes).ok_or_else(|| bad("the message has no header"))?;
    // The root of related parts is the first one; other parts of HTML are frames of the page.
    let part = message
        .parts
        .iter()
        .find(|part| matches!(part.body, PartType::Html(_)))
        .ok_or_else(|| bad("no part of it is HTML"))?;
    // The decoder of pages knows more encodings than the one of messages, so it gets the bytes.
    let stored = bytes.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    let decoded = match part.encoding {
        Encoding::QuotedPrintable => quoted_printable_decode(stored),
        Encoding::Base64 => base64_decode(stored),
        Encoding::None => Some(stored.to_vec()),
    };
    let mut page = Page::from_bytes(decoded.ok_or_else(|| bad("the part of HTML is damaged"))?);
    page.headers.content_type = charset(part).map(|name| format!("text/html; charset={name}"));
    let stated = message.header_raw("Snapshot-Content-Location");
    let address = part.content_location().or(stated).map(str::trim);
    let parsed = address.and_then(|address| url::Url::parse(address).ok());
    page.url = parsed.filter(|url| matches!(url.scheme(), "http" | "https"));
    Ok(page)
}

fn charset<'m>(part: &'m MessagePart<'_>) -> Option<&'m str> {
    part.content_type()?.attribute("charset")
}

#[cfg(test)]
mod tests {
    use super::page;

    fn message(encoding: &str, body: &str) -> String {
        format!(
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://mill.example/rain\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"--x\"\r\n\r\n\
             ----x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n\
             {body}\r\n----x\r\nContent-Type: image/png\r\n\r\nnoise\r\n----x--\r\n"
        )
    }

    #[test]
    fn the_part_of_html_is_the_page_in_every_transfer_encoding() {
        for (encoding, body) in [
            ("quoted-printable", "<p>R=C3=BCben and =\r\nrain"),
            ("base64", "PHA+UsO8YmVuIGFuZCByYWlu"),
            ("8bit", "<p>Rüben and rain"),
        ] {
            let page = page(message(encoding, body).as_bytes()).expect("a page");
            let text = String::from_utf8(page.bytes).expect("UTF-8");
            assert_eq!(text.trim_end(), "<p>Rüben and rain", "{encoding}");
            assert_eq!(page.url.expect("an address").as_str(), "https://mill.example/rain");
        }
    }

    #[test]
    fn a_message_without_html_fails_with_a_reason() {
        let text = "From: a\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nRain";
        let error = page(text.as_bytes()).expect_err("no page").with_cause();
        assert!(error.contains("no part of it is HTML"), "{error}");
    }
}
