//! Recognises links to the pages of authors.

use std::sync::LazyLock;

use memchr::{memchr, memchr_iter};

use crate::text::WordMap;

/// Path segments under which sites keep the pages of their authors.
const AUTHOR_PATHS: &[&str] = &[
    "author",
    "authors",
    "autor",
    "autores",
    "autoren",
    "autorinnen",
    "auteur",
    "auteurs",
    "autore",
    "autori",
    "contributor",
    "contributors",
    "writer",
    "writers",
    "columnist",
    "columnists",
    "journalist",
    "journalists",
    "journaliste",
    "journalistes",
    "reporter",
    "reporters",
    "byline",
    "bylines",
    "producers",
    "redakteure",
    "forfatter",
    "yazar",
    "yazarlar",
    "penulis",
    "skribent",
    "muallif",
];

/// Whether an address is that of an author's page: `/authors/ada-pine`, `/?author=ada`.
pub(super) fn is_author_link(href: &str) -> bool {
    let host = memchr_iter(b':', href.as_bytes())
        .map(|at| at + 1)
        .find(|at| href[*at..].starts_with("//"));
    let rest = &href[host.unwrap_or(0)..];
    let (path, query) =
        memchr(b'?', rest.as_bytes()).map_or((rest, ""), |at| (&rest[..at], &rest[at + 1..]));
    let mut start = 0;
    let ends = memchr_iter(b'/', path.as_bytes()).chain([path.len()]);
    let mut parts = ends.map(|end| &path[std::mem::replace(&mut start, end + 1)..end]);
    let has_page = parts.any(is_author_path) && parts.any(|p| p.len() > 2);
    let names_author = |parameter: &str| match parameter.split_once('=') {
        Some(("author" | "_author" | "autor", name)) => !name.is_empty(),
        _ => false,
    };
    has_page || !query.is_empty() && query.split('&').any(names_author)
}

/// Whether a path segment is one of [`AUTHOR_PATHS`]. Pages have hundreds of links, so a miss is
/// fast.
fn is_author_path(part: &str) -> bool {
    static PATHS: LazyLock<WordMap<()>> = LazyLock::new(|| AUTHOR_PATHS.iter().copied().collect());
    PATHS.get_lower(part, &mut String::new()).is_some()
}
