//! The next step after an error, in terms of the command's options.
//!
//! The library's errors name no options, because it has other users than the command line.

use cleancopy::ErrorKind;
use cleancopy::batch::BatchError;

/// Returns the next step after an error of this kind, if there is one to suggest.
fn advice(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "too_large" => "raise --max-bytes to read it",
        "timeout" => "raise --timeout to wait longer",
        "too_slow" => "raise --page-timeout to wait longer",
        "private_address" => "--allow-private permits it",
        "robots" => "--ignore-robots fetches it anyway",
        "robots_unreachable" => "try again later, or use --ignore-robots",
        "not_cached" => "fetch it without --offline",
        "bad_compression" => "fetch or save the file again",
        "missing_column" => "set --html-column, --url-column or --id-column",
        _ => return None,
    })
}

/// Returns the message followed by the next step for this kind of error.
pub fn with_advice(message: &str, kind: &str) -> String {
    match advice(kind) {
        Some(advice) => format!("{message}; {advice}"),
        None => message.to_owned(),
    }
}

/// Returns an error as one message: input, root cause and next step.
pub fn message(e: &cleancopy::Error) -> String {
    with_advice(&e.with_cause(), e.kind().name())
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
pub fn many_pages_error() -> ErrorKind {
    ErrorKind::NotHtml { found: "a file of many pages, which cleancopy batch reads" }
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
