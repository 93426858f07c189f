//! Reads cookie files in Netscape's format.

use reqwest::cookie::Jar;
use url::Url;

use crate::error::{Error, ErrorKind};

/// The prefix of a line whose cookie is hidden from scripts. Any other `#` opens a comment.
const HTTP_ONLY: &str = "#HttpOnly_";

/// A cookie from a file, with the address it belongs to.
#[derive(Clone)]
pub(super) struct SavedCookie {
    origin: Url,
    /// The value of a `Set-Cookie` header.
    header: String,
}

// The value is a secret.
impl std::fmt::Debug for SavedCookie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SavedCookie").field("origin", &self.origin.as_str()).finish_non_exhaustive()
    }
}

/// Creates a jar that holds these cookies.
pub(super) fn jar(cookies: &[SavedCookie]) -> Jar {
    let jar = Jar::default();
    for cookie in cookies {
        jar.add_cookie_str(&cookie.header, &cookie.origin);
    }
    jar
}

/// Parses a cookie file. Each line has seven fields, separated by tabs: domain, whether subdomains
/// are included, path, whether TLS is required, expiry, name and value. Expired cookies are parsed
/// too; the jar drops them.
pub(super) fn parse_cookie_file(file: &str) -> Result<Vec<SavedCookie>, Error> {
    let is_cookie = |line: &str| {
        !line.trim().is_empty() && (!line.starts_with('#') || line.starts_with(HTTP_ONLY))
    };
    let lines =
        file.trim_start_matches('\u{feff}').lines().enumerate().filter(|(_, line)| is_cookie(line));
    // The error states the number of the line, because its text is secret.
    lines
        .map(|(n, line)| {
            parse_cookie(line)
                .ok_or_else(|| Error::new(ErrorKind::BadCookies).on(format!("line {}", n + 1)))
        })
        .collect()
}

fn parse_cookie(line: &str) -> Option<SavedCookie> {
    let fields: Vec<&str> = line.strip_prefix(HTTP_ONLY).unwrap_or(line).split('\t').collect();
    let [domain, with_subdomains, path, is_secure, expires, name, value] = fields[..] else {
        return None;
    };
    let is_secure = is_true(is_secure)?;
    let host = domain.trim_start_matches('.');
    let origin =
        Url::parse(&format!("{}://{host}{path}", if is_secure { "https" } else { "http" })).ok()?;
    let mut header = format!("{name}={value}; Path={path}");
    if is_true(with_subdomains)? {
        header += &format!("; Domain={host}");
    }
    if is_secure {
        header += "; Secure";
    }
    // 0 means a session cookie.
    let expires: i64 = expires.parse().ok()?;
    if expires > 0 {
        let moment = jiff::Timestamp::from_second(expires).ok()?;
        header += &moment.strftime("; Expires=%a, %d %b %Y %H:%M:%S GMT").to_string();
    }
    Some(SavedCookie { origin, header })
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

    use super::{jar, parse_cookie_file};

    fn sent(file: &str, url: &str) -> String {
        let cookies = jar(&parse_cookie_file(file).expect("a cookie file"))
            .cookies(&Url::parse(url).expect("a URL"));
        cookies.map(|c| c.to_str().expect("ASCII").to_owned()).unwrap_or_default()
    }

    #[test]
    fn cookies_are_sent_to_their_domain_path_and_scheme_only() {
        let file = "# Netscape HTTP Cookie File\n\n.news.example\tTRUE\t/\tFALSE\t0\tedition\teu\n\
                    #HttpOnly_news.example\tFALSE\t/members\tTRUE\t4102444800\tid\tabc\n\
                    news.example\tFALSE\t/\tFALSE\t1\told\tgone\n";
        assert_eq!(sent(file, "http://www.news.example/story"), "edition=eu");
        assert_eq!(sent(file, "http://news.example/members/a"), "edition=eu");
        assert!(sent(file, "https://news.example/members/a").contains("id=abc"));
        assert_eq!(sent(file, "http://other.example/"), "");
    }

    #[test]
    fn a_bad_line_is_named_by_its_number() {
        let error =
            parse_cookie_file("# a comment\nsecret words\n").expect_err("a failure").to_string();
        assert!(error.contains("line 2") && !error.contains("secret"), "{error}");
    }
}
