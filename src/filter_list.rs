//! A user's filter lists: element-hiding rules in the syntax of ad blockers, used as rules that
//! cut.
//!
//! `##.promo` applies to every page, `news.example##.promo` to that host and its subdomains,
//! `~blog.example##.promo` to all other hosts, and `news.example#@#.promo` makes an exception for
//! that host. Rules for the network, scripts and styles are skipped and counted.

use rustc_hash::FxHashMap;
use scraper::Selector;

use crate::error::{Error, ErrorKind};

/// The most rules of all lists together; the largest public ones have 60,000.
pub const MAX_FILTER_RULES: usize = 500_000;
/// Bytes of the longest selector.
const MAX_SELECTOR: usize = 1_000;

/// The element-hiding rules of any number of lists.
#[derive(Debug, Clone, Default)]
pub struct FilterList {
    pub(crate) rules: Vec<FilterRule>,
    /// Rules by the rarest requirement of their selector: an id, a class, a tag or an attribute
    /// name.
    pub(crate) by_id: FxHashMap<Box<str>, Vec<u32>>,
    pub(crate) by_class: FxHashMap<Box<str>, Vec<u32>>,
    pub(crate) by_tag: FxHashMap<Box<str>, Vec<u32>>,
    pub(crate) by_attribute: FxHashMap<Box<str>, Vec<u32>>,
    /// Rules that may match any element.
    pub(crate) rest: Vec<u32>,
    /// Selectors with exceptions, and the hosts of each exception.
    exceptions: FxHashMap<Box<str>, Vec<Hosts>>,
    skipped_lines: usize,
}

/// One rule.
#[derive(Debug, Clone)]
pub(crate) struct FilterRule {
    pub(crate) selector: Box<str>,
    pub(crate) matcher: Matcher,
    hosts: Hosts,
}

/// How an element is tested.
#[derive(Debug, Clone)]
pub(crate) enum Matcher {
    /// `tag#id.class[name^="value"]`, nothing more: by far the most rules.
    Simple {
        tag: Option<Box<str>>,
        id: Option<Box<str>>,
        classes: Vec<Box<str>>,
        attributes: Vec<AttributeTest>,
    },
    /// Anything else.
    Css,
}

/// A test of an attribute: its name, the operator (`=`, `^`, `*`, `$`, or `?` for presence), and
/// the value.
pub(crate) type AttributeTest = (Box<str>, u8, Box<str>);

/// The hosts to which a rule applies.
#[derive(Debug, Clone, Default)]
struct Hosts {
    only: Vec<Box<str>>,
    not: Vec<Box<str>>,
}

/// The requirement by which a selector is indexed.
enum IndexKey<'s> {
    Id(&'s str),
    Class(&'s str),
    Tag(&'s str),
    Attribute(&'s str),
    None,
}

impl FilterList {
    /// Adds the rules of a list, one rule per line.
    ///
    /// Lines that are not element-hiding rules, and selectors that are not CSS, are skipped: every
    /// public list has some.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadRules`] for a list that has lines but no usable rule, or for more than
    /// [`MAX_FILTER_RULES`] rules.
    pub fn add(&mut self, text: &str) -> Result<(), Error> {
        let before = self.rules.len() + self.exceptions.len();
        let mut lines = 0usize;
        for line in
            text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with(['!', '[']))
        {
            lines += 1;
            if !self.add_rule(line) {
                self.skipped_lines += 1;
            }
            if self.rules.len() > MAX_FILTER_RULES {
                return Err(Error::new(ErrorKind::BadRules)
                    .because(format!("more than {MAX_FILTER_RULES} rules")));
            }
        }
        if lines > 0 && before == self.rules.len() + self.exceptions.len() {
            return Err(Error::new(ErrorKind::BadRules)
                .because("no line is an element-hiding rule, such as ##.promo"));
        }
        Ok(())
    }

    /// The number of rules.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether the list is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The number of lines that were not usable element-hiding rules.
    #[must_use]
    pub fn skipped_lines(&self) -> usize {
        self.skipped_lines
    }

    /// Whether a rule applies to pages of this host. A page without an address has no host; only
    /// rules without hosts apply to it.
    pub(crate) fn applies(&self, rule: &FilterRule, host: Option<&str>) -> bool {
        let is_excepted = || {
            self.exceptions
                .get(&rule.selector)
                .is_some_and(|all| all.iter().any(|h| h.includes(host)))
        };
        rule.hosts.includes(host) && !is_excepted()
    }

    /// Adds the rule or exception of a line; `false` if the line has none that we can use.
    fn add_rule(&mut self, line: &str) -> bool {
        let Some((hosts, selector, is_exception)) = split_rule(line) else { return false };
        if selector.len() > MAX_SELECTOR {
            return false;
        }
        let hosts = Hosts::parse(hosts);
        let parts = alternatives(selector);
        // A selector is used only if all its alternatives parse.
        let Some(matchers) = parts.iter().map(|part| matcher(part)).collect::<Option<Vec<_>>>()
        else {
            return false;
        };
        for (part, matcher) in parts.into_iter().zip(matchers) {
            if is_exception {
                self.exceptions.entry(part.into()).or_default().push(hosts.clone());
                continue;
            }
            let index = self.rules.len() as u32;
            let (map, key) = match index_key(part) {
                IndexKey::Id(id) => (&mut self.by_id, id.into()),
                IndexKey::Class(class) => (&mut self.by_class, class.into()),
                IndexKey::Attribute(name) => (&mut self.by_attribute, name.to_ascii_lowercase()),
                IndexKey::Tag(tag) => (&mut self.by_tag, tag.to_ascii_lowercase()),
                IndexKey::None => {
                    self.rest.push(index);
                    self.rules.push(FilterRule {
                        selector: part.into(),
                        matcher,
                        hosts: hosts.clone(),
                    });
                    continue;
                }
            };
            map.entry(key.into()).or_default().push(index);
            self.rules.push(FilterRule { selector: part.into(), matcher, hosts: hosts.clone() });
        }
        true
    }
}

impl Hosts {
    fn parse(list: &str) -> Self {
        let mut hosts = Self::default();
        for host in list.split(',').map(|h| h.trim().to_ascii_lowercase()).filter(|h| !h.is_empty())
        {
            match host.strip_prefix('~') {
                Some(not) => hosts.not.push(not.into()),
                None => hosts.only.push(host.into()),
            }
        }
        hosts
    }

    fn includes(&self, host: Option<&str>) -> bool {
        let is_one_of =
            |list: &[Box<str>]| host.is_some_and(|host| list.iter().any(|h| is_within(host, h)));
        (self.only.is_empty() || is_one_of(&self.only)) && !is_one_of(&self.not)
    }
}

/// Whether `host` is `domain` or a subdomain of it.
fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Hosts, selector, and whether the line is an exception; `None` for any other kind of line.
fn split_rule(line: &str) -> Option<(&str, &str, bool)> {
    let at = memchr::memchr(b'#', line.as_bytes())?;
    let (hosts, rest) = line.split_at(at);
    let (selector, is_exception) = match rest.strip_prefix("#@#") {
        Some(selector) => (selector, true),
        None => (rest.strip_prefix("##")?, false),
    };
    // Hosts have no other punctuation; network rules that contain a `#` do.
    let is_hosts =
        hosts.bytes().all(|b| b.is_ascii_alphanumeric() || b >= 0x80 || b"-.,~_ ".contains(&b));
    let is_css = !selector.trim().is_empty() && !selector.starts_with(['^', '+']);
    (is_hosts && is_css).then_some((hosts, selector.trim(), is_exception))
}

/// Splits a selector list at commas outside brackets and quotes.
fn alternatives(selector: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, depth, b) in unquoted_bytes(selector) {
        if b == b',' && depth == 0 {
            parts.push(selector[start..at].trim());
            start = at + 1;
        }
    }
    parts.push(selector[start..].trim());
    parts
}

/// The bytes of a selector outside quotes, each with its offset and the bracket depth.
fn unquoted_bytes(selector: &str) -> impl Iterator<Item = (usize, usize, u8)> + '_ {
    let (mut depth, mut quote, mut escaped) = (0usize, None, false);
    selector.bytes().enumerate().filter_map(move |(at, b)| {
        if std::mem::take(&mut escaped) {
            return None;
        }
        match (quote, b) {
            (_, b'\\') => escaped = true,
            (Some(q), _) if q == b => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(b),
            (None, b'[' | b'(') => depth += 1,
            (None, b']' | b')') => depth = depth.saturating_sub(1),
            (None, _) => return Some((at, depth, b)),
        }
        None
    })
}

/// The matcher of a selector; `None` if it is not CSS.
fn matcher(selector: &str) -> Option<Matcher> {
    simple_matcher(selector).or_else(|| Selector::parse(selector).is_ok().then_some(Matcher::Css))
}

fn is_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b >= 0x80
}

/// Parses `tag#id.class[name^="value"]` by hand; `None` for anything else.
fn simple_matcher(selector: &str) -> Option<Matcher> {
    let name_end = |text: &str| text.bytes().position(|b| !is_name(b)).unwrap_or(text.len());
    let starts_as_name =
        |name: &str| !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit());
    let end = name_end(selector);
    let tag = (end > 0).then(|| selector[..end].to_ascii_lowercase().into());
    let (mut id, mut classes, mut attributes) = (None, Vec::new(), Vec::new());
    let mut rest = &selector[end..];
    while let Some(mark) = rest.bytes().next() {
        let name = &rest[1..1 + name_end(&rest[1..])];
        let after = &rest[1 + name.len()..];
        if !starts_as_name(name) {
            return None;
        }
        rest = match mark {
            // Two ids match nothing.
            b'#' if id.is_none() => {
                id = Some(name.into());
                after
            }
            b'.' => {
                classes.push(name.into());
                after
            }
            b'[' => {
                let (operator, value, after) = attribute_comparison(after)?;
                attributes.push((name.to_ascii_lowercase().into(), operator, value.into()));
                after
            }
            _ => return None,
        };
    }
    (end > 0 || id.is_some() || !classes.is_empty() || !attributes.is_empty())
        .then_some(Matcher::Simple { tag, id, classes, attributes })
}

/// Parses `^="value"]` and similar: the operator, the value, and the text after the bracket.
fn attribute_comparison(text: &str) -> Option<(u8, &str, &str)> {
    if let Some(after) = text.strip_prefix(']') {
        return Some((b'?', "", after));
    }
    let operator = text.bytes().next().filter(|b| b"=^*$".contains(b))?;
    let value = text[1..].strip_prefix(if operator == b'=' { "" } else { "=" })?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, after) = value[1..].split_once(quote)?;
    // An empty value matches only itself; the full CSS parser handles escapes.
    (!value.is_empty() && !value.contains('\\')).then_some(())?;
    Some((operator, value, after.strip_prefix(']')?))
}

/// The rarest requirement of the last compound of a selector.
fn index_key(selector: &str) -> IndexKey<'_> {
    let last = unquoted_bytes(selector)
        .filter(|(_, depth, b)| *depth == 0 && matches!(b, b' ' | b'>' | b'+' | b'~'))
        .last()
        .map_or(0, |(at, ..)| at + 1);
    let compound = &selector[last..];
    // Stops before the first pseudo-class: `:not(..)` requires the opposite.
    let end = unquoted_bytes(compound)
        .find(|(_, depth, b)| *depth == 0 && *b == b':')
        .map_or(compound.len(), |(at, ..)| at);
    let compound = &compound[..end];
    if compound.contains('\\') {
        return IndexKey::None;
    }
    let name = |at: usize| {
        let rest = &compound[at + 1..];
        &rest[..rest.bytes().position(|b| !is_name(b)).unwrap_or(rest.len())]
    };
    let at = |mark: u8| {
        unquoted_bytes(compound).find(|(_, depth, b)| *depth == 0 && *b == mark).map(|(at, ..)| at)
    };
    if let Some(at) = at(b'#') {
        return IndexKey::Id(name(at));
    }
    if let Some(at) = at(b'.') {
        return IndexKey::Class(name(at));
    }
    if let Some(at) = compound.find('[') {
        return IndexKey::Attribute(name(at));
    }
    match compound.bytes().position(|b| !is_name(b)).unwrap_or(compound.len()) {
        0 => IndexKey::None,
        end => IndexKey::Tag(&compound[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::FilterList;

    fn list(text: &str) -> FilterList {
        let mut list = FilterList::default();
        list.add(text).expect("a list");
        list
    }

    #[test]
    fn rules_apply_to_the_hosts_they_name() {
        let list = list("news.example,~blog.news.example##.promo\n##.ad\nold.example#@#.ad");
        let applies = |rule: usize, host| list.applies(&list.rules[rule], host);
        assert_eq!(
            [
                None,
                Some("news.example"),
                Some("www.news.example"),
                Some("blog.news.example"),
                Some("xnews.example")
            ]
            .map(|h| applies(0, h)),
            [false, true, true, false, false]
        );
        assert_eq!(
            [None, Some("news.example"), Some("old.example")].map(|h| applies(1, h)),
            [true, true, false]
        );
    }

    #[test]
    fn lines_that_are_not_element_rules_are_skipped() {
        let list = list(
            "[Adblock Plus 2.0]\n! a comment\n||ads.example^\n/banner.js#top\na.example##+js(noop)\n##p:has-text(x)\n##.ad, #b\n##.9",
        );
        assert_eq!((list.len(), list.skipped_lines()), (2, 5));
        assert!(FilterList::default().add("||ads.example^").is_err());
        assert!(FilterList::default().add("").is_ok());
    }

    #[test]
    fn rules_are_indexed_by_their_rarest_requirement() {
        let list =
            list("##div#a.b\n##.b > .c\n##div[id^=\"x.y\"]\n##aside\n##:not(.c)\n##.d:not(.e)");
        let has = |map: &rustc_hash::FxHashMap<Box<str>, Vec<u32>>, key: &str| {
            map.get(key).cloned().unwrap_or_default()
        };
        assert_eq!(has(&list.by_id, "a"), [0]);
        assert_eq!((has(&list.by_class, "c"), has(&list.by_class, "d")), (vec![1], vec![5]));
        assert_eq!(
            (has(&list.by_attribute, "id"), has(&list.by_tag, "aside"), list.rest.clone()),
            (vec![2], vec![3], vec![4])
        );
    }
}
