//! Cookies: kept for a run, and read from files in Netscape's format.

use reqwest::cookie::Jar;
use url::Url;

use crate::error::{Error, ErrorKind};

/// What a line of a cookie file begins with when the cookie is hidden from scripts; any other `#` opens a comment.
const HTTP_ONLY: &str = "#HttpOnly_";

/// A cookie of a file, with the address it belongs to.
#[derive(Clone)]
pub(super) struct SavedCookie {
    origin: Url,
    /// As a server would set it.
    line: String,
}

// The value is a secret.
impl std::fmt::Debug for SavedCookie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SavedCookie").field("origin", &self.origin.as_str()).finish_non_exhaustive()
    }
}

/// A jar that begins with these.
pub(super) fn jar(cookies: &[SavedCookie]) -> Jar {
    let jar = Jar::default();
    for cookie in cookies {
        jar.add_cookie_str(&cookie.line, &cookie.origin);
    }
    jar
}

/// The cookies of a file: domain, whether hosts under it count, path, whether only over TLS, expiry, name and value, with tabs
/// between. Cookies that are past their time go into the jar like the others; the jar drops them.
pub(super) fn read(file: &str) -> Result<Vec<SavedCookie>, Error> {
    let is_cookie = |line: &str| {
        !line.trim().is_empty() && (!line.starts_with('#') || line.starts_with(HTTP_ONLY))
    };
    let lines =
        file.trim_start_matches('\u{feff}').lines().enumerate().filter(|(_, line)| is_cookie(line));
    // The line is named by its number: what stands in it is secret.
    lines
        .map(|(n, line)| {
            cookie(line)
                .ok_or_else(|| Error::new(ErrorKind::BadCookies).on(format!("line {}", n + 1)))
        })
        .collect()
}

fn cookie(line: &str) -> Option<SavedCookie> {
    let fields: Vec<&str> = line.strip_prefix(HTTP_ONLY).unwrap_or(line).split('\t').collect();
    let [domain, with_hosts, path, is_secure, expires, name, value] = fields[..] else {
        return None;
    };
    let is_secure = is_true(is_secure)?;
    let host = domain.trim_start_matches('.');
    let origin =
        Url::parse(&format!("{}://{host}{path}", if is_secure { "https" } else { "http" })).ok()?;
    let mut line = format!("{name}={value}; Path={path}");
    if is_true(with_hosts)? {
        line += &format!("; Domain={host}");
    }
    if is_secure {
        line += "; Secure";
    }
    // 0 is a cookie of the session.
    let expires: i64 = expires.parse().ok()?;
    if expires > 0 {
        let moment = jiff::Timestamp::from_second(expires).ok()?;
        line += &moment.strftime("; Expires=%a, %d %b %Y %H:%M:%S GMT").to_string();
    }
    Some(SavedCookie { origin, line })
}

fn is_true(field: &str) -> Option<bool> {
    match field {
        "TRUE" => Some(true),
        "FALSE" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use reqwest::cookie::CookieStore;
    use url::Url;

    use super::{jar, read};

    fn sent(file: &str, url: &str) -> String {
        let cookies =
            jar(&read(file).expect("a cookie file")).cookies(&Url::parse(url).expect("a URL"));
        cookies.map(|c| c.to_str().expect("ASCII").to_owned()).unwrap_or_default()
    }

    #[test]
    fn cookies_go_to_their_domain_path_and_scheme() {
        let file = "# Netscape HTTP Cookie File\n\n.news.example\tTRUE\t/\tFALSE\t0\tedition\teu\n\
                    #HttpOnly_news.example\tFALSE\t/members\tTRUE\t4102444800\tid\tabc\n\
                    news.example\tFALSE\t/\tFALSE\t1\told\tgone\n";
        assert_eq!(sent(file, "http://www.news.example/story"), "edition=eu");
        assert_eq!(sent(file, "http://news.example/members/a"), "edition=eu");
        assert!(sent(file, "https://news.example/members/a").contains("id=abc"));
        assert_eq!(sent(file, "http://other.example/"), "");
    }

    #[test]
    fn a_line_that_is_no_cookie_is_named_by_its_number() {
        let error = read("# a comment\nsecret words\n").expect_err("a failure").to_string();
        assert!(error.contains("line 2") && !error.contains("secret"), "{error}");
    }
}
