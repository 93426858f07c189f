//! What to do about an error, in terms of the command's flags. The library's errors name no flags.

use cleancopy::ErrorKind;
use cleancopy::batch::{BatchError, FailureKind};

/// The next step after an error; `None` where there is none to suggest.
fn advice(kind: &ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::TooLarge { .. } => "raise --max-bytes to read it",
        ErrorKind::Timeout => "raise --timeout to wait longer",
        ErrorKind::TooSlow { .. } => "raise --page-timeout to wait longer",
        ErrorKind::PrivateAddress => "--allow-private permits it",
        ErrorKind::Robots => "--ignore-robots fetches it all the same",
        ErrorKind::RobotsUnreachable => "try again later, or use --ignore-robots",
        ErrorKind::NotCached => "fetch it without --offline",
        ErrorKind::BadCompression => "fetch or save it again",
        ErrorKind::MissingColumn { .. } => {
            "--html-column, --url-column and --id-column name other columns"
        }
        _ => return None,
    })
}

/// The next step after a record of a batch failed; `None` where there is none to suggest.
pub fn failure_advice(kind: &FailureKind) -> Option<&'static str> {
    if let FailureKind::Error(kind) = kind { advice(kind) } else { None }
}

/// A message, followed by the next step.
pub fn with_advice(message: &str, advice: Option<&str>) -> String {
    match advice {
        Some(advice) => format!("{message}; {advice}"),
        None => message.to_owned(),
    }
}

/// An error as one message: what failed, the root cause, and the next step.
pub fn message(e: &cleancopy::Error) -> String {
    with_advice(&e.with_cause(), advice(e.kind()))
}

/// The reason why a run did not start or stopped, followed by the next step.
pub fn batch_message(e: &BatchError) -> String {
    let advice = match e {
        BatchError::InUse(_) => "wait for it or name another output",
        BatchError::Unfinished(_) => "--resume continues it, --overwrite starts again",
        BatchError::Exists(_) => "--overwrite replaces it, --resume leaves it as it is",
        BatchError::Differs { .. } => "resume with those, or start again with --overwrite",
        BatchError::BadState { .. } => "start again with --overwrite",
        _ => return e.to_string(),
    };
    format!("{e}; {advice}")
}

/// The error of a file that holds many pages where one page is expected.
pub fn many_pages() -> ErrorKind {
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
