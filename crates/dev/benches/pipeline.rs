//! Time of each stage of a page, over the corpus and over any folder of saved pages.
//!
//! ```text
//! cargo bench -p cleancopy-dev --bench pipeline                               # the corpus
//! CLEANCOPY_PAGES=~/pages cargo bench -p cleancopy-dev --bench pipeline       # and a folder
//! cargo bench -p cleancopy-dev --bench pipeline -- extract --sample-count 20  # one stage, longer
//! ```
//!
//! The folder is searched for `*.html` and `*.html.gz`, with its subfolders. One iteration
//! processes all pages of a set. The table has pages (items) and bytes of HTML per second. A last
//! line gives whole extractions as pages/s and MB/s of one thread. Pages are read and decompressed
//! before the measurement, and each stage gets the results of the stages before it.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use cleancopy::training::stages;
use cleancopy::{Format, WriteOptions, extract, write};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

use pages::{Set, names as sets};

mod pages;

/// Duration of the whole extractions for the last line.
const SUMMARY: Duration = Duration::from_secs(2);

fn main() {
    divan::main();
    let is_list = std::env::args().any(|a| a == "--list" || a == "--test");
    for name in sets().into_iter().filter(|_| !is_list) {
        summarize(name);
    }
}

/// Prints the pages per second of one thread.
#[allow(clippy::print_stdout, reason = "a benchmark reports on standard output")]
fn summarize(name: &str) {
    let set = set(name);
    let (start, mut rounds) = (Instant::now(), 0u32);
    while start.elapsed() < SUMMARY {
        set.pages.iter().for_each(|p| drop(black_box(extract(p, &set.options))));
        rounds += 1;
    }
    let seconds = start.elapsed().as_secs_f64() / f64::from(rounds);
    let (pages, megabytes) = (set.pages.len() as f64, set.bytes as f64 / 1e6);
    println!(
        "{name}: {:.0} pages/s, {:.1} MB/s ({pages} pages, {megabytes:.1} MB)",
        pages / seconds,
        megabytes / seconds
    );
}

fn set(name: &str) -> &'static Set {
    static CORPUS: OnceLock<Set> = OnceLock::new();
    static PAGES: OnceLock<Set> = OnceLock::new();
    let cell = if name == "corpus" { &CORPUS } else { &PAGES };
    cell.get_or_init(|| Set::named(name))
}

fn count<'a, 'b>(set: &Set, bencher: Bencher<'a, 'b>) -> Bencher<'a, 'b> {
    bencher.counter(ItemsCount::new(set.pages.len())).counter(BytesCount::new(set.bytes))
}

#[divan::bench(args = sets())]
fn a_decode(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    count(set, bencher)
        .bench(|| set.pages.iter().for_each(|p| drop(black_box(stages::decode(p, &set.options)))));
}

#[divan::bench(args = sets())]
fn b_parse(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    let texts = set.texts();
    count(set, bencher).bench(|| {
        texts
            .iter()
            .zip(&set.pages)
            .for_each(|(text, page)| drop(black_box(stages::parse(text, page, &set.options))))
    });
}

/// The reference for parsing: html5ever with its own tokenizer, into `scraper`'s tree.
#[divan::bench(args = sets())]
fn b_parse_by_scraper(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    let texts = set.texts();
    count(set, bencher).bench(|| {
        texts.iter().for_each(|text| drop(black_box(scraper::Html::parse_document(text))))
    });
}

/// Reads only the fields, from a tree.
#[divan::bench(args = sets())]
fn c_metadata(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    let parsed = set.parsed();
    count(set, bencher).bench_local(|| {
        for (document, page) in parsed.iter().zip(&set.pages) {
            black_box(stages::metadata(document, page));
        }
    });
}

#[divan::bench(args = sets())]
fn c_segment_and_features(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    let parsed = set.parsed();
    count(set, bencher).bench_local(|| {
        for (document, page) in parsed.iter().zip(&set.pages) {
            black_box(stages::segment(document, page, &set.options).features());
        }
    });
}

/// Includes the features again, because the classifier counts them itself.
#[divan::bench(args = sets())]
fn d_classify(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    count(set, bencher).with_inputs(|| set.examples()).bench_local_values(|examples| {
        examples.into_iter().map(|e| stages::classify_blocks(e, &set.options)).collect::<Vec<_>>()
    });
}

#[divan::bench(args = sets())]
fn e_extract(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    count(set, bencher)
        .bench(|| set.pages.iter().for_each(|p| drop(black_box(extract(p, &set.options)))));
}

#[divan::bench(args = sets())]
fn f_write(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    let articles: Vec<_> =
        set.pages.iter().filter_map(|p| Some(extract(p, &set.options).ok()?.article)).collect();
    let options = WriteOptions::default().with_metadata(true);
    count(set, bencher).bench(|| {
        let mut out = Vec::new();
        for article in &articles {
            for format in [Format::Text, Format::Markdown, Format::Html, Format::Jsonl] {
                write(article, format, &options, &mut out).expect("memory takes it");
            }
        }
        out
    });
}
