//! Parses `robots.txt` as RFC 9309 defines it: groups of rules, of which the longest match wins.
//!
//! The existing crates do not fit: they refuse a whole file for one long rule, or treat `%7E` and
//! `~` as different.

use std::time::Duration;

use memchr::memmem;

/// Bytes of the file that are read: 500 KiB, the minimum of RFC 9309. The rest is ignored.
pub(super) const MAX_BYTES: usize = 500 << 10;
/// The longest `Crawl-delay` that is honoured: 2 minutes. A longer one is a typing error, or means
/// that the site should be disallowed, for which there is a rule.
const MAX_CRAWL_DELAY: f64 = 120.0;

/// The most sitemaps of one site that are stored; large publishers name some dozens.
const MAX_SITEMAPS: usize = 1_000;

/// The rules of one site that apply to this crawler.
#[derive(Debug, Clone, Default)]
pub(super) struct Robots {
    rules: Vec<RobotsRule>,
    pub(super) crawl_delay: Option<Duration>,
    /// The addresses of the sitemaps as written in the file, in order. They belong to no group.
    pub(super) sitemaps: Vec<String>,
}

#[derive(Debug, Clone)]
struct RobotsRule {
    allows: bool,
    /// The path, without a `$` at its end; `*` matches any characters.
    pattern: Vec<u8>,
    /// Whether the pattern ended in `$`, so that it must match up to the end of the path.
    is_anchored: bool,
}

/// The rules of the groups that name this crawler, and those of the groups for all.
#[derive(Default)]
struct Groups {
    is_named: bool,
    ours: Robots,
    everyone: Robots,
}

impl Robots {
    /// Parses the rules for the product token `agent`, such as `cleancopy`. Invalid lines are
    /// ignored.
    pub(super) fn parse(file: &[u8], agent: &str) -> Self {
        // Some editors leave only a part of the byte order mark.
        let file = b"\xef\xbb\xbf"
            .iter()
            .fold(file, |file, byte| file.strip_prefix(&[*byte]).unwrap_or(file));
        let mut groups = Groups::default();
        let mut sitemaps = Vec::new();
        let (mut is_ours, mut is_everyones, mut has_rules) = (false, false, true);
        for (key, value) in file[..file.len().min(MAX_BYTES)]
            .split(|b| matches!(b, b'\n' | b'\r'))
            .filter_map(parse_line)
        {
            match key.as_str() {
                "user-agent" | "useragent" | "user agent" => {
                    if has_rules {
                        (is_ours, is_everyones, has_rules) = (false, false, false);
                    }
                    let name = product_token(&String::from_utf8_lossy(value)).to_owned();
                    is_everyones |= value.first() == Some(&b'*')
                        && value.get(1).is_none_or(u8::is_ascii_whitespace);
                    is_ours |= !name.is_empty() && name.eq_ignore_ascii_case(agent);
                    groups.is_named |= is_ours;
                }
                "allow" | "disallow" | "dissallow" | "dissalow" | "disalow" | "diasllow"
                | "disallaw" => {
                    has_rules = true;
                    // An empty rule matches nothing.
                    if !value.is_empty() {
                        groups.for_each(is_ours, is_everyones, |robots| {
                            robots.rules.push(RobotsRule::new(key == "allow", value))
                        });
                    }
                }
                "crawl-delay" => {
                    let delay = std::str::from_utf8(value)
                        .ok()
                        .and_then(|v| v.parse::<f64>().ok())
                        .filter(|d| *d > 0.0);
                    let delay = delay.map(|d| Duration::from_secs_f64(d.min(MAX_CRAWL_DELAY)));
                    groups.for_each(is_ours, is_everyones, |robots| {
                        robots.crawl_delay = robots.crawl_delay.max(delay)
                    });
                }
                "sitemap" if sitemaps.len() < MAX_SITEMAPS => {
                    sitemaps.push(String::from_utf8_lossy(value).into_owned())
                }
                _ => {}
            }
        }
        let robots = if groups.is_named { groups.ours } else { groups.everyone };
        Self { sitemaps, ..robots }
    }

    /// Whether a path with its query may be fetched.
    pub(super) fn allows(&self, path: &str) -> bool {
        let path = normalised(path.as_bytes(), true);
        if path == b"/robots.txt" {
            return true;
        }
        // The longest pattern wins; of two patterns of one length, the one that allows wins.
        let matching = self.rules.iter().filter(|rule| rule.matches(&path));
        matching
            .max_by_key(|rule| (rule.pattern.len() + usize::from(rule.is_anchored), rule.allows))
            .is_none_or(|rule| rule.allows)
    }
}

impl Groups {
    fn for_each(&mut self, ours: bool, everyones: bool, mut change: impl FnMut(&mut Robots)) {
        if ours {
            change(&mut self.ours);
        }
        if everyones {
            change(&mut self.everyone);
        }
    }
}

impl RobotsRule {
    fn new(allows: bool, pattern: &[u8]) -> Self {
        let is_anchored = pattern.ends_with(b"$");
        Self {
            allows,
            pattern: normalised(pattern.strip_suffix(b"$").unwrap_or(pattern), false),
            is_anchored,
        }
    }

    /// Whether the rule matches a path. Each part of the pattern is searched once and its first
    /// match is taken, so the time is not exponential, whatever the pattern.
    fn matches(&self, path: &[u8]) -> bool {
        let mut parts = self.pattern.split(|b| *b == b'*');
        let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else {
            return false;
        };
        let mut parts: Vec<&[u8]> = parts.collect();
        let last = if self.is_anchored { parts.pop() } else { None };
        for part in parts {
            let Some(at) = memmem::find(rest, part) else { return false };
            rest = &rest[at + part.len()..];
        }
        match last {
            Some(last) => rest.ends_with(last),
            None => !self.is_anchored || rest.is_empty(),
        }
    }
}

/// The product token of a user agent, by which a group names a crawler: the letters, `-` and `_` at
/// the start.
pub(super) fn product_token(user_agent: &str) -> &str {
    let text = user_agent.trim_start();
    &text[..text
        .find(|c: char| !c.is_ascii_alphabetic() && c != '-' && c != '_')
        .unwrap_or(text.len())]
}

/// The key in lower case and the value of a line. The colon may be missing, as it often is.
fn parse_line(line: &[u8]) -> Option<(String, &[u8])> {
    let line = line.split(|b| *b == b'#').next().unwrap_or_default().trim_ascii();
    let at =
        memchr::memchr(b':', line).or_else(|| line.iter().position(u8::is_ascii_whitespace))?;
    let key = String::from_utf8_lossy(line[..at].trim_ascii()).to_ascii_lowercase();
    Some((key, line[at + 1..].trim_ascii()))
}

/// Normalises percent-encoding: bytes outside ASCII are encoded, unreserved characters are not, and
/// hexadecimal digits are upper case. In a path, `*` and `$` are ordinary characters, so they are
/// encoded, as a rule must encode them.
fn normalised(text: &[u8], is_path: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let hex = |n: usize| {
            text.get(at + n)
                .and_then(|b| char::from(*b).to_digit(16))
                .and_then(|d| u8::try_from(d).ok())
        };
        let (byte, was_encoded) = match (text[at], hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => (high * 16 + low, true),
            (byte, ..) => (byte, false),
        };
        at += if was_encoded { 3 } else { 1 };
        let is_unreserved = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let is_wildcard = is_path && matches!(byte, b'*' | b'$');
        if is_unreserved || !was_encoded && byte.is_ascii_graphic() && !is_wildcard {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    out
}

#[cfg(test)]
#[path = "robots_tests.rs"]
mod tests;
