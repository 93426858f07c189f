//! A response as the store keeps it.

use serde::{Deserialize, Serialize};

use crate::page::Page;

/// A response, with the data to revalidate it.
#[derive(Debug, Clone)]
pub(in crate::fetch) struct StoredResponse {
    /// The requested address, without a password.
    pub(in crate::fetch) requested_url: String,
    pub(in crate::fetch) facts: ResponseFacts,
    pub(in crate::fetch) page: Page,
}

/// The data of a response that its page does not hold. The names are those in the files of the
/// cache.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::fetch) struct ResponseFacts {
    /// When the response came, in UTC, to the second.
    pub(in crate::fetch) at: String,
    /// The status line and the headers, each with a line end, without the headers that describe the
    /// transfer.
    pub(in crate::fetch) head: String,
    pub(in crate::fetch) etag: Option<String>,
    pub(in crate::fetch) last_modified: Option<String>,
    /// Whether the server forbids caching (`Cache-Control: no-store`).
    #[serde(skip)]
    pub(in crate::fetch) is_no_store: bool,
}

/// The current time in the format of archives: to the second, because readers of WARC 1.0 know no
/// fractions.
pub(in crate::fetch) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
