//! Cost of rules: loading the tables, text mode, and a large filter list.
//!
//! ```text
//! cargo bench -p cleancopy-dev --bench rules
//! CLEANCOPY_PAGES=~/pages cargo bench -p cleancopy-dev --bench rules
//! ```
//!
//! Clean text is the extracted text of the pages, dirty text their whole visible text.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use cleancopy::text_mode::{TextOptions, clean_text};
use cleancopy::training::{self, lines};
use cleancopy::{FilterList, Options, Page, extract, rules};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

use pages::Set;

mod pages;

/// Number of rules in the synthetic list.
const RULES: usize = 20_000;

#[allow(clippy::print_stdout, reason = "a benchmark reports on standard output")]
fn main() {
    let started = Instant::now();
    black_box(rules::builtin());
    println!("rules loaded in {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    divan::main();
}

/// Returns the pages of the corpus, or of the folder in `CLEANCOPY_PAGES`.
fn pages() -> &'static [Page] {
    static PAGES: OnceLock<Set> = OnceLock::new();
    &PAGES.get_or_init(|| Set::named(pages::names().last().expect("the corpus at least"))).pages
}

/// Returns the extracted text (clean) or the whole visible text (dirty) of each page.
fn texts(kind: &str) -> Vec<String> {
    let options = Options::default();
    match kind {
        "clean" => {
            pages().iter().filter_map(|p| Some(extract(p, &options).ok()?.article.text())).collect()
        }
        _ => pages()
            .iter()
            .filter_map(|p| {
                Some(lines::visible_text(&training::example(p, &options).ok()?.blocks, "\n"))
            })
            .collect(),
    }
}

#[divan::bench(args = ["clean", "dirty"])]
fn text(bencher: Bencher<'_, '_>, kind: &str) {
    let texts = texts(kind);
    let size: usize = texts.iter().map(String::len).sum();
    bencher.counter(ItemsCount::new(texts.len())).counter(BytesCount::new(size)).bench(|| {
        texts.iter().for_each(|t| drop(black_box(clean_text(t, &TextOptions::default()).text())))
    });
}

/// Makes rules with classes, ids, attributes, hosts and exceptions, in the proportions of public
/// lists.
fn synthetic() -> String {
    let mut out = String::new();
    for i in 0..RULES {
        let _ = match i % 20 {
            0..=8 => writeln!(out, "##.promo-{i}"),
            9..=12 => writeln!(out, "###slot_{i}"),
            13..=15 => writeln!(out, "site{i}.example,www.other{i}.example##.box-{i} > .inner"),
            16 => writeln!(out, "##div[id^=\"banner-{i}\"]"),
            17 => writeln!(out, "##a[href*=\"/sponsor{i}/\"]"),
            18 => writeln!(out, "##div.ad-{i}.wide"),
            _ => writeln!(out, "site{i}.example#@#.promo-{i}"),
        };
    }
    out
}

#[divan::bench]
fn filter_list_load(bencher: Bencher<'_, '_>) {
    let text = synthetic();
    bencher.counter(ItemsCount::new(RULES)).bench(|| {
        let mut list = FilterList::default();
        list.add(&text).expect("a list");
        list
    });
}

#[divan::bench(args = [false, true])]
fn extract_with_filter_list(bencher: Bencher<'_, '_>, with: bool) {
    let mut list = FilterList::default();
    list.add(&synthetic()).expect("a list");
    let options = Options::default().with_filters(with.then(|| Arc::new(list)));
    bencher
        .counter(ItemsCount::new(pages().len()))
        .bench(|| pages().iter().for_each(|p| drop(black_box(extract(p, &options)))));
}
