//! The next step after an error, in terms of the command's options.
//!
//! The library's errors name no options, because it has other users than the command line.

use cleancopy::ErrorKind;
use cleancopy::batch::{BatchError, FailureKind, InputType, found};

use crate::mistakes::is_like_address;

/// Returns the next step after an error of this kind, if there is one to suggest.
fn advice(kind: &ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::TooLarge { .. } => "raise --max-bytes to read it",
        ErrorKind::Timeout => "raise --timeout to wait longer",
        ErrorKind::TooSlow { .. } => "raise --page-timeout to wait longer",
        ErrorKind::PrivateAddress => "--allow-private permits it",
        ErrorKind::Robots => "--ignore-robots fetches it anyway",
        ErrorKind::RobotsUnreachable => "try again later, or use --ignore-robots",
        ErrorKind::NotCached => "fetch it without --offline",
        ErrorKind::Status(401 | 403 | 407 | 429 | 451) => {
            "save the page in a browser and name the file, or pass the browser's cookies with \
             --cookies FILE"
        }
        ErrorKind::Status(404 | 410) => "check the address; --archived asks the Internet Archive",
        ErrorKind::Status(500..) => "try again later",
        ErrorKind::BadCompression => "fetch or save the file again",
        ErrorKind::NotHtml { found: found::FEED | found::SITEMAP } => {
            "'cleancopy links' lists the addresses in it"
        }
        ErrorKind::NotHtml { found: found::JSON } => {
            "'cleancopy batch' reads JSON with one object per line, as jq -c prints it"
        }
        ErrorKind::NotHtml { found: found::SCRIPT | found::STYLE | found::BINARY } => {
            "name the page itself, saved as HTML or MHTML"
        }
        ErrorKind::NotHtml { found: found::PLAIN_TEXT } => {
            "'cleancopy text' cleans text that was extracted before"
        }
        ErrorKind::MissingColumn { .. } => "set --html-column, --url-column or --id-column",
        _ => return None,
    })
}

/// Returns the next step after the failure of a record, if there is one to suggest.
pub fn failure_advice(kind: &FailureKind) -> Option<&'static str> {
    if let FailureKind::Error(kind) = kind { advice(kind) } else { None }
}

/// Returns the message followed by the next step.
pub fn with_advice(message: &str, advice: Option<&str>) -> String {
    // A message that says what the archive answered needs no advice to ask it.
    match advice.filter(|_| !message.contains("the Internet Archive")) {
        Some(advice) => format!("{message}; {advice}"),
        None => message.to_owned(),
    }
}

/// Returns an error as one message: input, root cause and next step.
pub fn message(e: &cleancopy::Error) -> String {
    let input = e.input().unwrap_or_default();
    match e.kind() {
        ErrorKind::BadUrl if is_like_address(input) => {
            return format!("{input}: not an http or https URL; write https://{input}");
        }
        // The error of the TLS library for an answer in plain HTTP.
        ErrorKind::Connect if e.with_cause().contains("InvalidContentType") => {
            return format!("{input}: the server does not speak TLS on this port; try http://");
        }
        _ => {}
    }
    with_advice(&e.with_cause(), advice(e.kind()))
}

/// Returns the same for a command without `--max-bytes`.
pub fn message_without_size(e: &cleancopy::Error) -> String {
    match e.kind() {
        ErrorKind::TooLarge { .. } => e.with_cause(),
        _ => message(e),
    }
}

/// Returns why a run did not start or why it stopped, followed by the next step.
pub fn batch_message(e: &BatchError) -> String {
    let advice = match e {
        BatchError::InUse(_) => "wait for it to end, or choose another output",
        BatchError::Unfinished(_) => "--resume continues it, --overwrite starts again",
        BatchError::Exists(_) => "--overwrite replaces it, --resume leaves it as it is",
        BatchError::Differs { .. } => {
            "use the earlier settings with --resume, or start again with --overwrite"
        }
        BatchError::BadState { .. } => "start again with --overwrite",
        _ => return e.to_string(),
    };
    format!("{e}; {advice}")
}

/// Returns the error for a file of many pages where one page is expected.
pub fn many_pages_error(kind: InputType) -> ErrorKind {
    let found = match kind {
        InputType::Jsonl => "JSON rows, which cleancopy batch reads",
        InputType::Csv => "a CSV table, which cleancopy batch reads",
        InputType::Parquet => "a Parquet table, which cleancopy batch reads",
        InputType::Arrow => "an Arrow table, which cleancopy batch reads",
        InputType::Warc => "a web archive, which cleancopy batch reads",
        InputType::Tar => "a tar archive, which cleancopy batch reads",
        InputType::Zip => "a ZIP archive, which cleancopy batch reads",
        InputType::Urls => "a list of addresses, which cleancopy --url-list reads",
        _ => "a file of many pages, which cleancopy batch reads",
    };
    ErrorKind::NotHtml { found }
}

#[cfg(test)]
mod tests {
    use cleancopy::{Error, ErrorKind};

    use super::message;

    #[test]
    fn an_error_names_its_input_its_cause_and_the_next_step() {
        let error = Error::new(ErrorKind::TooLarge { limit: 10 }).on("a.html").because("a cause");
        assert_eq!(
            message(&error),
            "a.html: the page exceeds the limit of 10 bytes (a cause); raise --max-bytes to read it"
        );
        assert_eq!(message(&Error::new(ErrorKind::BadUrl)), "not an http or https URL");
    }
}
