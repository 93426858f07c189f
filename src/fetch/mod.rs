//! One URL to one page: the only user of the network.
//!
//! TLS is always verified, only `http` and `https` are spoken, and every wait and every size has a limit. Private networks are
//! kept out, `robots.txt` is obeyed, hosts are given time, and failures that pass are tried again, all as [`FetchOptions`]
//! say. What comes back is a [`Page`](crate::Page) whose content encoding is undone and whose address is the one after
//! redirects; nothing of it is decided here.
//!
//! ```no_run
//! use cleancopy::fetch::{BlockingFetcher, FetchOptions};
//!
//! let fetcher = BlockingFetcher::new(FetchOptions::default())?;
//! let page = fetcher.get("https://news.example/story")?;
//! # Ok::<(), cleancopy::Error>(())
//! ```

mod options;
mod fetcher;
mod blocking;
mod ahead;

mod guard;
mod permission;
mod robots;
mod pace;
mod retry;
mod cookies;
mod body;
mod next_page;
mod keep;
mod error;

pub use ahead::Ahead;
pub use blocking::BlockingFetcher;
pub use fetcher::{Fetcher, Pages};
pub(crate) use keep::front as archive_front;
pub use options::{FetchOptions, MAX_REDIRECTS, PrivateHosts, USER_AGENT};
