//! `--archived`: a page that is gone, from the Internet Archive.

use std::time::Duration;

use cleancopy::Page;
use cleancopy::batch::check_fetched;
use cleancopy::fetch::{BlockingFetcher, FetchOptions};
use cleancopy::{Error, ErrorKind};
use serde_json::Value;
use url::Url;

/// The address of the archive. The API answers below it, and copies are on its hosts.
const ARCHIVE: &str = "https://archive.org/";
/// A variable of the environment that replaces [`ARCHIVE`]: for tests, and for archives of one's
/// own with the same API.
const VARIABLE: &str = "CLEANCOPY_ARCHIVE";
/// Time between two requests, as the archive asks of programs.
const DELAY: Duration = Duration::from_secs(1);

/// A copy of a page.
pub struct Copy {
    pub page: Page,
    /// The day of the copy, such as `2024-03-05`.
    pub day: String,
}

/// Whether an error says that the page does not exist any more.
pub fn is_gone(e: &Error) -> bool {
    matches!(e.kind(), ErrorKind::Status(404 | 410))
}

/// Returns a fetcher for all requests to the archive, which keeps the time between them.
pub fn fetcher(user: &FetchOptions) -> Result<BlockingFetcher, Error> {
    BlockingFetcher::new(options(user))
}

/// Returns the newest copy of a page; `Ok(None)` if the archive has none. The fetcher is that of
/// [`fetcher`].
pub fn newest_copy(url: &str, fetcher: &BlockingFetcher) -> Result<Option<Copy>, Error> {
    let base = std::env::var(VARIABLE).unwrap_or_else(|_| ARCHIVE.to_owned());
    let base = Url::parse(&base).map_err(|e| Error::new(ErrorKind::BadUrl).on(base).because(e))?;
    let mut question = base.join("wayback/available").unwrap_or_else(|_| base.clone());
    question.query_pairs_mut().append_pair("url", url);
    let answer: Value =
        serde_json::from_slice(&fetcher.get_file(question.as_str())?.bytes).unwrap_or_default();
    let Some((copy, day)) = copy_in(&answer, &base) else { return Ok(None) };
    let mut page = fetcher.get(copy.as_str())?;
    check_fetched(&page)?;
    // Links and rows name the page, not its copy.
    page.url = Url::parse(url).ok();
    Ok(Some(Copy { page, day }))
}

/// Returns the options of requests to the archive: the limits of the user, and not the headers,
/// cookies and folders, which are for the site.
fn options(user: &FetchOptions) -> FetchOptions {
    let mut options = FetchOptions::by_hand();
    options.delay = DELAY;
    options.total_timeout = user.total_timeout;
    options.connect_timeout = user.connect_timeout;
    options.first_byte_timeout = user.first_byte_timeout;
    options.idle_timeout = user.idle_timeout;
    options.max_page_bytes = user.max_page_bytes;
    options.retries = user.retries;
    options.user_agent.clone_from(&user.user_agent);
    options.proxy.clone_from(&user.proxy);
    options
}

/// Returns the address and the day of the copy in an answer.
fn copy_in(answer: &Value, base: &Url) -> Option<(Url, String)> {
    let closest = &answer["archived_snapshots"]["closest"];
    let stamp = closest["timestamp"].as_str().filter(|s| s.len() >= 8 && s.is_ascii())?;
    let is_there = closest["available"] == true && closest["status"] != "404";
    let address = closest["url"].as_str().filter(|_| is_there)?;
    // With id_, the archive sends the page as it was, without its own bar and links.
    let mut copy = Url::parse(&address.replacen(stamp, &format!("{stamp}id_"), 1)).ok()?;
    let (host, ours) = (copy.host_str()?.to_owned(), base.host_str()?);
    if host != ours && !host.ends_with(&format!(".{ours}")) {
        return None;
    }
    if base.scheme() == "https" {
        let _ = copy.set_scheme("https");
    }
    Some((copy, format!("{}-{}-{}", &stamp[..4], &stamp[4..6], &stamp[6..8])))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use url::Url;

    use super::copy_in;

    #[test]
    fn a_copy_is_on_a_host_of_the_archive() {
        let base = Url::parse("https://archive.example/").expect("an address");
        let answer = |url: &str| {
            json!({"archived_snapshots": {"closest": {
                "available": true, "status": "200", "timestamp": "20240305091500", "url": url,
            }}})
        };
        let copy =
            |url: &str| copy_in(&answer(url), &base).map(|(url, day)| (url.to_string(), day));
        assert_eq!(
            copy("http://web.archive.example/web/20240305091500/http://news.example/a"),
            Some((
                "https://web.archive.example/web/20240305091500id_/http://news.example/a"
                    .to_owned(),
                "2024-03-05".to_owned()
            ))
        );
        assert_eq!(copy("http://evilarchive.example/web/20240305091500/x"), None);
        assert_eq!(copy("http://10.0.0.1/web/20240305091500/x"), None);
        for none in [json!({}), json!({"archived_snapshots": {}}), json!([1])] {
            assert_eq!(copy_in(&none, &base), None);
        }
    }
}
