//! Downloads pages. This is the only module that uses the network.
//!
//! TLS is always verified, only `http` and `https` are allowed, and every wait and every size has a
//! limit. As [`FetchOptions`] say, private networks are refused, `robots.txt` is obeyed, requests
//! to one host are spaced out, and transient errors are retried. The result is a
//! [`Page`](crate::Page) with its content encoding undone and with the address after redirects.
//!
//! ```no_run
//! use cleancopy::fetch::{BlockingFetcher, FetchOptions};
//!
//! let fetcher = BlockingFetcher::new(FetchOptions::default())?;
//! let page = fetcher.get("https://news.example/story")?;
//! # Ok::<(), cleancopy::Error>(())
//! ```

mod error;
mod cookies;
mod options;
mod private_hosts;
mod robots;
mod robots_policy;
mod rate_limit;
mod retry;
mod body;
mod response;
mod store;
mod client;
mod transport;
mod fetcher;
mod pagination;
mod multipage;
mod prefetch;
mod blocking;

pub use crate::refresh::refresh_target;
pub use blocking::BlockingFetcher;
pub use fetcher::Fetcher;
pub use multipage::Pages;
pub use options::{FetchOptions, MAX_REDIRECTS, PrivateHosts, USER_AGENT};
pub use prefetch::PrefetchQueue;
pub(crate) use store::archive_start;
