//! Errors.
//!
//! A page without an article is not an error; [`PageKind`](crate::PageKind) describes it. Damage
//! that was repaired is a [`Warning`](crate::Warning). Errors are what the caller must act on: the
//! network, bytes that are not a page, a size over the limit, a rule file that does not load.

use std::fmt;

/// Why an operation failed, with the page it failed on.
///
/// The message is for people; [`Error::kind`] is for programs.
#[derive(Debug, thiserror::Error)]
pub struct Error {
    kind: ErrorKind,
    input: Option<String>,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The kinds of errors.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The body is larger than `limit` bytes.
    TooLarge {
        /// The limit in bytes, after any content encoding is undone.
        limit: usize,
    },
    /// The bytes are a known format that holds no HTML, such as `PDF` or `PNG`.
    NotHtml {
        /// The format as people call it.
        found: &'static str,
    },
    /// Compressed bytes end early or do not decompress.
    BadCompression,
    /// The URL does not parse or its scheme is not `http` or `https`.
    BadUrl,
    /// A selector given by the user does not parse.
    BadSelector,
    /// A rule file does not load.
    BadRules,
    /// The server answered with a status other than success.
    Status(u16),
    /// No connection, a name that does not resolve, a TLS failure.
    Connect,
    /// A time limit passed: connecting, waiting for the first byte, or the whole transfer.
    Timeout,
    /// The server redirected too often or in a circle.
    TooManyRedirects,
    /// Any other failure of the transfer.
    Network,
    /// The host is this machine or is in a private network, and private hosts are not allowed.
    PrivateAddress,
    /// The site's `robots.txt` disallows this address.
    Robots,
    /// A server error hides the site's `robots.txt`; by RFC 9309 everything is then disallowed.
    RobotsUnreachable,
    /// A header given by the user is not `NAME: VALUE`, or holds characters that no header may
    /// have.
    BadHeader,
    /// A cookie file is not in Netscape's format.
    BadCookies,
    /// The address of the proxy is not valid.
    BadProxy,
    /// The fetcher is offline and the cache does not hold this address.
    NotCached,
    /// A file could not be read or written.
    Io,
    /// A feed or sitemap cannot be read.
    BadFeed,
    /// A row of a table or a line of JSON holds no page.
    BadRow,
    /// A table, or a row of it, lacks the column or key that should hold the page or its address.
    MissingColumn {
        /// The name that was looked for.
        wanted: String,
        /// The names that there are, at most 50; empty for a row of JSON.
        names: Vec<String>,
    },
    /// A record of an archive is damaged.
    BadRecord,
    /// Extracting took longer than this many seconds.
    TooSlow {
        /// The budget of a page in seconds.
        seconds: u64,
    },
}

/// The most characters of a message. Addresses and names of files may have thousands.
const MAX_MESSAGE: usize = 300;

impl Error {
    /// Creates an error of this kind, without an input.
    #[must_use]
    pub fn new(kind: ErrorKind) -> Self {
        Self { kind, input: None, source: None }
    }

    /// Adds the page, file or URL that failed.
    #[must_use]
    pub fn on(mut self, input: impl Into<String>) -> Self {
        self.input = Some(input.into());
        self
    }

    /// Adds the error that caused this one.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// The message, followed by the root cause in brackets: at most 300 characters. A long one
    /// loses its middle.
    #[must_use]
    pub fn with_cause(&self) -> String {
        crate::text::without_middle(self.whole_message(), MAX_MESSAGE)
    }

    fn whole_message(&self) -> String {
        let first = std::error::Error::source(self);
        let root = std::iter::successors(first, |&e| e.source()).last();
        let io = root.and_then(|root| root.downcast_ref::<std::io::Error>());
        if let (ErrorKind::Io, Some(plain)) = (&self.kind, io.and_then(plain_words)) {
            return match &self.input {
                Some(input) => format!("{}: {plain}", crate::text::printable(input)),
                None => plain.to_owned(),
            };
        }
        match root {
            Some(root) => format!("{self} ({root})"),
            None => self.to_string(),
        }
    }

    /// The page, file or URL that failed, where one is known.
    #[must_use]
    pub fn input(&self) -> Option<&str> {
        self.input.as_deref()
    }
}

/// The usual errors of the system in plain words.
fn plain_words(e: &std::io::Error) -> Option<&'static str> {
    Some(match e.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder",
        std::io::ErrorKind::PermissionDenied => "you may not read it (permission denied)",
        std::io::ErrorKind::IsADirectory => "it is a folder",
        _ => return None,
    })
}

impl ErrorKind {
    /// A stable name for programs, in `snake_case`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too_large",
            Self::NotHtml { .. } => "not_html",
            Self::BadCompression => "bad_compression",
            Self::BadUrl => "bad_url",
            Self::BadSelector => "bad_selector",
            Self::BadRules => "bad_rules",
            Self::Status(_) => "http_status",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::TooManyRedirects => "too_many_redirects",
            Self::Network => "network",
            Self::PrivateAddress => "private_address",
            Self::Robots => "robots",
            Self::RobotsUnreachable => "robots_unreachable",
            Self::BadHeader => "bad_header",
            Self::BadCookies => "bad_cookies",
            Self::BadProxy => "bad_proxy",
            Self::NotCached => "not_cached",
            Self::Io => "io",
            Self::BadFeed => "bad_feed",
            Self::BadRow => "bad_row",
            Self::MissingColumn { .. } => "missing_column",
            Self::BadRecord => "bad_record",
            Self::TooSlow { .. } => "too_slow",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(input) = &self.input {
            write!(f, "{}: ", crate::text::printable(input))?;
        }
        write!(f, "{}", self.kind)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { limit } => write!(f, "the page exceeds the limit of {limit} bytes"),
            Self::NotHtml { found } => write!(f, "this is {found}, not an HTML page"),
            Self::BadCompression => f.write_str("the compressed data is damaged or truncated"),
            Self::BadUrl => f.write_str("not an http or https URL"),
            Self::BadSelector => f.write_str("not a CSS selector"),
            Self::BadRules => f.write_str("the rule file does not load"),
            Self::Status(code) => write!(f, "the server answered {code}"),
            Self::Connect => f.write_str("no connection to the server"),
            Self::Timeout => f.write_str("the server took too long"),
            Self::TooManyRedirects => f.write_str("too many redirects"),
            Self::Network => f.write_str("the transfer failed"),
            Self::PrivateAddress => f.write_str("the host is in a private network"),
            Self::Robots => f.write_str("robots.txt disallows this address"),
            Self::RobotsUnreachable => {
                f.write_str("robots.txt cannot be read, so nothing is fetched from this host")
            }
            Self::BadHeader => f.write_str("not a header of the form NAME: VALUE"),
            Self::BadCookies => f.write_str(
                "not a cookie file in Netscape's format: seven fields a line, separated by tabs",
            ),
            Self::BadProxy => {
                f.write_str("not the address of a proxy, such as http://proxy.example:3128")
            }
            Self::NotCached => f.write_str("not in the cache"),
            Self::Io => f.write_str("cannot read or write"),
            Self::BadFeed => f.write_str("not a readable feed or sitemap"),
            Self::BadRow => f.write_str("no page in this row"),
            Self::MissingColumn { wanted, names } if names.is_empty() => {
                write!(f, "there is no {wanted:?}")
            }
            Self::MissingColumn { wanted, names } => {
                write!(f, "there is no column {wanted:?} among: {}", names.join(", "))
            }
            Self::BadRecord => f.write_str("the record is damaged"),
            Self::TooSlow { seconds } => write!(f, "the page took longer than {seconds} seconds"),
        }
    }
}
