//! Converts errors of the HTTP library into errors of this library.

use std::error::Error as StdError;
use std::io;

use url::Url;

use crate::error::{Error, ErrorKind};

/// The reason why a host was not contacted: its name resolves only to private addresses.
#[derive(Debug, thiserror::Error)]
#[error("{0} resolves to an address in a private network")]
pub(super) struct OnlyPrivateAddresses(pub(super) String);

/// A URL for messages: without user name and password.
pub(super) fn display_url(url: &Url) -> String {
    let mut url = url.clone();
    // Both calls fail only for URLs that cannot have credentials.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

/// Converts an error of the transfer of `url`.
pub(super) fn transfer_error(e: reqwest::Error, url: &Url) -> Error {
    let shown = display_url(e.url().unwrap_or(url));
    // Our error names the URL; the source would repeat it with its password.
    let e = e.without_url();
    Error::new(kind(&e)).on(shown).because(e)
}

fn kind(e: &reqwest::Error) -> ErrorKind {
    if causes(e).any(|c| c.is::<OnlyPrivateAddresses>()) {
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

/// Whether the content encoding could not be undone. If only the connection ended early, the error
/// underneath is one of the HTTP library, and the failure counts as one of the network.
fn is_damaged(e: &reqwest::Error) -> bool {
    let is_io = |e: &&(dyn StdError + 'static)| e.downcast_ref::<io::Error>().is_some();
    e.is_decode()
        && causes(e).any(|c| is_io(&c))
        && !mentions(e, "before message completed")
        && !mentions(e, "connection")
}

/// The errors underneath, outermost first.
fn causes<'a>(
    e: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(e.source(), |&e| e.source())
}

fn mentions(e: &reqwest::Error, words: &str) -> bool {
    causes(e).any(|c| c.to_string().contains(words))
}

/// The message of the root cause.
pub(super) fn root_cause(e: &Error) -> String {
    causes(e).last().map_or_else(|| e.kind().to_string(), ToString::to_string)
}
