//! Arguments about the network.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use cleancopy::fetch::{FetchOptions, PrivateHosts};

/// How addresses are fetched.
#[derive(Debug, Args)]
#[command(next_help_heading = "Fetching")]
pub struct FetchArgs {
    /// Time limit for one attempt to fetch, in seconds, without the wait for --delay
    #[arg(
        long,
        value_name = "SECS",
        default_value_t = 30,
        value_parser = clap::value_parser!(u64).range(1..)
    )]
    pub timeout: u64,
    /// Retries after status 429, 500, 502, 503 or 504, or a broken connection
    ///
    /// A Retry-After of up to 2 minutes is obeyed; after a longer one there is no retry.
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub retries: u32,
    /// Seconds between two requests to one host, when several addresses are fetched
    ///
    /// A longer Crawl-delay of the site wins.
    #[arg(long, value_name = "SECS", default_value = "1", value_parser = seconds)]
    pub delay: Duration,
    /// Simultaneous requests to one host, at most 64
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        value_parser = clap::value_parser!(u16).range(1..=64)
    )]
    pub host_concurrency: u16,
    /// Simultaneous requests in total, at most 1024
    #[arg(
        long,
        value_name = "N",
        default_value_t = 16,
        value_parser = clap::value_parser!(u16).range(1..=1024)
    )]
    pub concurrency: u16,
    /// Fetch pages that robots.txt disallows
    ///
    /// For a single address on the command line, cleancopy reads robots.txt only with --multipage;
    /// 'cleancopy links' always reads it.
    #[arg(long)]
    pub ignore_robots: bool,
    /// Also fetch from this machine and from private networks
    ///
    /// A single address on the command line, and the addresses given to 'cleancopy links', may be
    /// on private hosts without this option.
    #[arg(long)]
    pub allow_private: bool,
    /// User-Agent header to send [default: cleancopy and its version]
    #[arg(long, value_name = "NAME", value_parser = user_agent)]
    pub user_agent: Option<String>,
    /// Header to send with every request (may be repeated)
    ///
    /// Authorization and Cookie are not sent to another host to which a redirect leads.
    #[arg(long = "header", value_name = "NAME:VALUE", value_parser = header)]
    pub headers: Vec<String>,
    /// Start with the cookies of this file, in the Netscape format that curl writes
    #[arg(long, value_name = "FILE", value_parser = cookies)]
    pub cookies: Option<Cookies>,
    /// Fetch through this proxy [default: from HTTP_PROXY, HTTPS_PROXY and NO_PROXY]
    #[arg(long, value_name = "URL", value_parser = proxy)]
    pub proxy: Option<url::Url>,
    /// Cache responses in DIR and revalidate them on reuse
    #[arg(long, value_name = "DIR")]
    pub cache: Option<PathBuf>,
    /// Use only the cache; pages that are not in it fail
    #[arg(long, requires = "cache")]
    pub offline: bool,
}

/// How pages are fetched, joined and saved.
#[derive(Debug, Args)]
#[command(next_help_heading = "Fetching")]
pub struct PageFetchArgs {
    #[command(flatten)]
    fetch: FetchArgs,
    /// Join the pages of a multi-page article into one text, at most N [default N: 20]
    ///
    /// Write a number with an equals sign: --multipage=5. The next page is the one that rel=next
    /// names, or the link of a site rule (--rules), on the same host. robots.txt and --delay apply.
    #[arg(
        long,
        value_name = "N",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "20",
        value_parser = clap::value_parser!(u16).range(1..)
    )]
    pub multipage: Option<u16>,
    /// Also save each fetched page as received, one file per page, in this folder
    #[arg(long, value_name = "DIR")]
    pub backup_dir: Option<PathBuf>,
    /// Also add each fetched page to this web archive (WARC, gzipped per record)
    ///
    /// 'cleancopy batch' reads such archives. In a batch with -o, the archive is an output like the
    /// rows: it appears when it is complete.
    #[arg(long, value_name = "FILE")]
    pub warc_out: Option<PathBuf>,
}

/// The text of a valid cookie file.
#[derive(Clone)]
pub struct Cookies(String);

// Cookies are secret, so debug output does not show them.
impl std::fmt::Debug for Cookies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cookies")
    }
}

impl PageFetchArgs {
    /// Returns the options of [`FetchArgs::to_options`] with those for pages.
    pub fn to_options(&self, max_bytes: usize, by_hand: bool) -> FetchOptions {
        let mut options = self.fetch.to_options(max_bytes, by_hand);
        if let Some(max_pages) = self.multipage {
            // The user typed only the address of the first page; the others are fetched politely.
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
    /// Returns the library's options. No single timeout exceeds the total timeout.
    ///
    /// `by_hand`: a person typed one address, which is fetched as a browser does.
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
        // The argument parser has checked headers and cookies before, so adding them succeeds.
        let has_bad_header = self.headers.iter().any(|line| options.add_header(line).is_err());
        let has_bad_cookies = self.cookies.iter().any(|file| options.add_cookies(&file.0).is_err());
        debug_assert!(!has_bad_header && !has_bad_cookies, "checked before");
        options
    }
}

fn seconds(value: &str) -> Result<Duration, String> {
    /// A delay of over an hour is a typing error.
    const MAX: f64 = 3600.0;
    let seconds = value.parse::<f64>().ok().filter(|s| (0.0..=MAX).contains(s));
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| format!("write a number of seconds from 0 to {MAX}"))
}

fn header(line: &str) -> Result<String, cleancopy::Error> {
    FetchOptions::default().add_header(line).map(|()| line.to_owned())
}

/// Checks that a name is valid in a header.
fn user_agent(name: &str) -> Result<String, cleancopy::Error> {
    FetchOptions::default().add_header(&format!("User-Agent: {name}")).map(|()| name.to_owned())
}

fn cookies(path: &str) -> Result<Cookies, Box<dyn std::error::Error + Send + Sync>> {
    let text = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
    FetchOptions::default().add_cookies(&text)?;
    Ok(Cookies(text))
}

/// Parses an `http` or `https` address with a host.
fn proxy(value: &str) -> Result<url::Url, cleancopy::Error> {
    let bad = || cleancopy::Error::new(cleancopy::ErrorKind::BadProxy);
    let url = url::Url::parse(value).map_err(|e| bad().because(e))?;
    if matches!(url.scheme(), "http" | "https") && url.has_host() { Ok(url) } else { Err(bad()) }
}
