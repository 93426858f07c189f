//! Arguments about the network, with the words of their help.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use cleancopy::fetch::{FetchOptions, PrivateHosts};

/// How addresses are fetched.
#[derive(Debug, Args)]
#[command(next_help_heading = "Fetching")]
pub struct FetchArgs {
    /// Seconds an attempt to fetch a page may take, without the wait for its turn
    #[arg(long, value_name = "SECS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    pub timeout: u64,
    /// Further attempts after 429, a failing server or a broken connection; Retry-After is honoured up to 2 minutes
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub retries: u32,
    /// Seconds between two requests to one host, with several addresses; a site's Crawl-delay raises it
    #[arg(long, value_name = "SECS", default_value = "1", value_parser = seconds)]
    pub delay: Duration,
    /// Requests under way at one host
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub host_concurrency: u16,
    /// Requests under way in all
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub concurrency: u16,
    /// Fetch what robots.txt asks crawlers not to; a single address typed here is fetched without asking anyway
    #[arg(long)]
    pub ignore_robots: bool,
    /// Fetch from this machine and private networks too; a single address typed here may name one anyway
    #[arg(long)]
    pub allow_private: bool,
    /// Name given to servers [default: cleancopy and its version]
    #[arg(long, value_name = "NAME", value_parser = user_agent)]
    pub user_agent: Option<String>,
    /// A header to send with every request (may be repeated)
    #[arg(long = "header", value_name = "NAME:VALUE", value_parser = header)]
    pub headers: Vec<String>,
    /// Begin with the cookies of this file, in Netscape's format as curl has it
    #[arg(long, value_name = "FILE", value_parser = cookies)]
    pub cookies: Option<Cookies>,
    /// Fetch through this proxy [default: what HTTP_PROXY, HTTPS_PROXY and NO_PROXY say]
    #[arg(long, value_name = "URL", value_parser = proxy)]
    pub proxy: Option<url::Url>,
    /// Keep what is fetched in this folder, and ask only whether it changed when it is wanted again
    #[arg(long, value_name = "DIR")]
    pub cache: Option<PathBuf>,
    /// Use no network: take everything from the cache, and fail what is not in it
    #[arg(long, requires = "cache")]
    pub offline: bool,
}

/// How pages are fetched: as addresses are, and what is done with them beside.
#[derive(Debug, Args)]
#[command(next_help_heading = "Fetching")]
pub struct PageFetchArgs {
    #[command(flatten)]
    fetch: FetchArgs,
    /// Join an article's further pages (rel=next, or as --rules say; on the same host) to one text, up to N in all; robots.txt and --delay hold for them
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "20", value_parser = clap::value_parser!(u16).range(1..))]
    pub multipage: Option<u16>,
    /// Also save every fetched page as it came, as a file of its own in this folder
    #[arg(long, value_name = "DIR")]
    pub backup_dir: Option<PathBuf>,
    /// Also add every fetched page to this web archive (WARC, each record gzipped), which cleancopy batch reads; of a batch with -o it is an
    /// output of its own, which appears when it is whole
    #[arg(long, value_name = "FILE")]
    pub warc_out: Option<PathBuf>,
}

/// The text of a cookie file that loads.
#[derive(Clone)]
pub struct Cookies(String);

// The text is secret.
impl std::fmt::Debug for Cookies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cookies")
    }
}

impl PageFetchArgs {
    /// As [`FetchArgs::to_options`].
    pub fn to_options(&self, max_bytes: usize, by_hand: bool) -> FetchOptions {
        let mut options = self.fetch.to_options(max_bytes, by_hand);
        if let Some(max_pages) = self.multipage {
            // Only the first of them was typed.
            options.robots = !self.fetch.ignore_robots;
            options.delay = self.fetch.delay;
            options.max_pages = max_pages.into();
        }
        options.backup_dir.clone_from(&self.backup_dir);
        options.warc_out.clone_from(&self.warc_out);
        options
    }
}

impl FetchArgs {
    /// The library's options. No single wait is longer than the whole may take.
    ///
    /// `by_hand`: a person typed one address, which is fetched as a browser would.
    pub fn to_options(&self, max_bytes: usize, by_hand: bool) -> FetchOptions {
        let mut options = if by_hand { FetchOptions::by_hand() } else { FetchOptions::default() };
        options.total_timeout = Duration::from_secs(self.timeout);
        options.connect_timeout = options.connect_timeout.min(options.total_timeout);
        options.first_byte_timeout = options.first_byte_timeout.min(options.total_timeout);
        options.idle_timeout = options.idle_timeout.min(options.total_timeout);
        options.max_page_bytes = max_bytes;
        options.retries = self.retries;
        options.host_concurrency = self.host_concurrency.into();
        options.concurrency = self.concurrency.into();
        options.robots &= !self.ignore_robots;
        if !by_hand {
            options.delay = self.delay;
        }
        if self.allow_private {
            options.private_hosts = PrivateHosts::Allow;
        }
        options.user_agent = self.user_agent.clone().unwrap_or(options.user_agent);
        options.proxy.clone_from(&self.proxy);
        options.cache.clone_from(&self.cache);
        options.offline = self.offline;
        // Headers and cookies were read when the arguments were: they load.
        let are_bad = self.headers.iter().any(|line| options.add_header(line).is_err());
        let is_bad = self.cookies.iter().any(|file| options.add_cookies(&file.0).is_err());
        debug_assert!(!are_bad && !is_bad, "checked before");
        options
    }
}

fn seconds(value: &str) -> Result<Duration, String> {
    /// An hour between two pages is a typing error.
    const MAX: f64 = 3600.0;
    let seconds = value.parse::<f64>().ok().filter(|s| (0.0..=MAX).contains(s));
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| format!("write a number of seconds from 0 to {MAX}"))
}

fn header(line: &str) -> Result<String, cleancopy::Error> {
    FetchOptions::default().add_header(line).map(|()| line.to_owned())
}

/// A name that may stand in a header.
fn user_agent(name: &str) -> Result<String, cleancopy::Error> {
    FetchOptions::default().add_header(&format!("User-Agent: {name}")).map(|()| name.to_owned())
}

fn cookies(path: &str) -> Result<Cookies, Box<dyn std::error::Error + Send + Sync>> {
    let text = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
    FetchOptions::default().add_cookies(&text)?;
    Ok(Cookies(text))
}

/// An `http` or `https` address with a host.
fn proxy(value: &str) -> Result<url::Url, cleancopy::Error> {
    let bad = || cleancopy::Error::new(cleancopy::ErrorKind::BadProxy);
    let url = url::Url::parse(value).map_err(|e| bad().because(e))?;
    if matches!(url.scheme(), "http" | "https") && url.has_host() { Ok(url) } else { Err(bad()) }
}
