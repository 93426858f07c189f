//! Failures of the transfer as ours, and URLs that may be shown.

use std::error::Error as StdError;
use std::io;

use url::Url;

use super::guard::Refused;
use crate::error::{Error, ErrorKind};

/// A URL as it may stand in a message: without user name and password.
pub(super) fn name(url: &Url) -> String {
    let mut url = url.clone();
    // Both fail only for URLs that cannot hold them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

/// A failure of the transfer of `url`.
pub(super) fn of_transfer(e: reqwest::Error, url: &Url) -> Error {
    let shown = name(e.url().unwrap_or(url));
    // The URL is named once, by us: the source would repeat it with its password.
    let e = e.without_url();
    Error::new(kind(&e)).on(shown).because(e)
}

fn kind(e: &reqwest::Error) -> ErrorKind {
    if causes(e).any(|c| c.is::<Refused>()) {
        ErrorKind::PrivateAddress
    } else if e.is_timeout() {
        ErrorKind::Timeout
    } else if e.is_connect() {
        ErrorKind::Connect
    } else if is_damaged(e) {
        ErrorKind::BadCompression
    } else {
        ErrorKind::Network
    }
}

/// Whether the content encoding could not be undone. A body that is merely cut short by the connection is a failure of the
/// network: there the error underneath is the HTTP library's.
fn is_damaged(e: &reqwest::Error) -> bool {
    let is_io = |e: &&(dyn StdError + 'static)| e.downcast_ref::<io::Error>().is_some();
    e.is_decode()
        && causes(e).any(|c| is_io(&c))
        && !says(e, "before message completed")
        && !says(e, "connection")
}

/// The errors underneath, outermost first.
fn causes<'a>(
    e: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(e.source(), |&e| e.source())
}

fn says(e: &reqwest::Error, words: &str) -> bool {
    causes(e).any(|c| c.to_string().contains(words))
}

/// The cause at the bottom of a failure, in words.
pub(super) fn root(e: &Error) -> String {
    causes(e).last().map_or_else(|| e.kind().to_string(), ToString::to_string)
}
