//! What a page costs, stage by stage, over the corpus and over any folder of saved pages.
//!
//! ```text
//! cargo bench --bench pipeline                                # the corpus
//! CLEANCOPY_PAGES=~/pages cargo bench --bench pipeline        # and the *.html and *.html.gz in that folder and below
//! cargo bench --bench pipeline -- extract --sample-count 20   # one stage, for longer
//! ```
//!
//! One iteration is all pages of a set. The table has pages (items) and bytes of HTML per second; a last line sums up whole
//! extractions as pages/s and MB/s of one thread. Pages are read and unpacked before anything is timed, and each stage is
//! given what the stages before it made.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use cleancopy::training::{Example, stages};
use cleancopy::{Format, Options, Page, WriteOptions, extract, write};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

/// How long whole extractions run for the last line.
const SUMMARY: Duration = Duration::from_secs(2);

fn main() {
    divan::main();
    let is_list = std::env::args().any(|a| a == "--list" || a == "--test");
    for name in sets().into_iter().filter(|_| !is_list) {
        summarize(name);
    }
}

/// Pages per second of one thread, as people ask for it.
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
    println!("{name}: {:.0} pages/s, {:.1} MB/s ({pages} pages, {megabytes:.1} MB)", pages / seconds, megabytes / seconds);
}

/// Pages in memory.
struct Set {
    pages: Vec<Page>,
    bytes: usize,
    options: Options,
}

impl Set {
    fn read(folder: &Path) -> Self {
        let mut pages: Vec<Page> = paths(folder).iter().map(|p| Page::from_bytes(bytes(p))).collect();
        let options = Options::default();
        // What is no page costs nothing and would only dilute the numbers.
        pages.retain(|p| stages::decode(p, &options).is_ok());
        let bytes = pages.iter().map(|p| p.bytes.len()).sum();
        Self { pages, bytes, options }
    }

    fn texts(&self) -> Vec<String> {
        self.pages.iter().filter_map(|p| stages::decode(p, &self.options).ok()).collect()
    }

    fn parsed(&self) -> Vec<stages::Parsed> {
        self.texts().iter().zip(&self.pages).map(|(text, page)| stages::parse(text, page, &self.options)).collect()
    }

    fn examples(&self) -> Vec<Example> {
        self.parsed().iter().zip(&self.pages).map(|(parsed, page)| stages::segment(parsed, page, &self.options)).collect()
    }

    fn bencher<'a, 'b>(&self, bencher: Bencher<'a, 'b>) -> Bencher<'a, 'b> {
        bencher.counter(ItemsCount::new(self.pages.len())).counter(BytesCount::new(self.bytes))
    }
}

/// The names of the sets there are.
fn sets() -> Vec<&'static str> {
    if std::env::var_os("CLEANCOPY_PAGES").is_some() { vec!["corpus", "CLEANCOPY_PAGES"] } else { vec!["corpus"] }
}

fn set(name: &str) -> &'static Set {
    static CORPUS: OnceLock<Set> = OnceLock::new();
    static PAGES: OnceLock<Set> = OnceLock::new();
    match name {
        "corpus" => CORPUS.get_or_init(|| Set::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"))),
        _ => PAGES.get_or_init(|| Set::read(&PathBuf::from(std::env::var_os(name).unwrap_or_default()))),
    }
}

/// The pages in a folder and below, in order.
fn paths(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).expect("a folder of pages").map(|e| e.expect("an entry").path()) {
            let name = path.to_string_lossy();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".html") || name.ends_with(".html.gz") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn bytes(path: &Path) -> Vec<u8> {
    let stored = fs::read(path).expect("a page");
    if path.extension().is_none_or(|e| e != "gz") {
        return stored;
    }
    let mut out = Vec::new();
    flate2::read::MultiGzDecoder::new(&stored[..]).read_to_end(&mut out).expect("a whole gzip file");
    out
}

#[divan::bench(args = sets())]
fn a_decode(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    set.bencher(bencher).bench(|| set.pages.iter().for_each(|p| drop(black_box(stages::decode(p, &set.options)))));
}

#[divan::bench(args = sets())]
fn b_parse(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    let texts = set.texts();
    set.bencher(bencher)
        .bench(|| texts.iter().zip(&set.pages).for_each(|(text, page)| drop(black_box(stages::parse(text, page, &set.options)))));
}

/// The yardstick of parsing: html5ever with its own tokenizer, into `scraper`'s tree.
#[divan::bench(args = sets())]
fn b_parse_by_scraper(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    let texts = set.texts();
    set.bencher(bencher).bench(|| texts.iter().for_each(|text| drop(black_box(scraper::Html::parse_document(text)))));
}

/// The fields alone, from a tree.
#[divan::bench(args = sets())]
fn c_metadata(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    let parsed = set.parsed();
    set.bencher(bencher).bench_local(|| {
        for (document, page) in parsed.iter().zip(&set.pages) {
            black_box(stages::metadata(document, page));
        }
    });
}

#[divan::bench(args = sets())]
fn c_segment_and_features(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    let parsed = set.parsed();
    set.bencher(bencher).bench_local(|| {
        for (document, page) in parsed.iter().zip(&set.pages) {
            black_box(stages::segment(document, page, &set.options).features());
        }
    });
}

/// With the features once more: the judge counts them itself.
#[divan::bench(args = sets())]
fn d_judge(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    set.bencher(bencher)
        .with_inputs(|| set.examples())
        .bench_local_values(|examples| examples.into_iter().map(|e| stages::judge(e, &set.options)).collect::<Vec<_>>());
}

#[divan::bench(args = sets())]
fn e_extract(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    set.bencher(bencher).bench(|| set.pages.iter().for_each(|p| drop(black_box(extract(p, &set.options)))));
}

#[divan::bench(args = sets())]
fn f_write(bencher: Bencher<'_, '_>, name: &str) {
    let set = set(name);
    let articles: Vec<_> = set.pages.iter().filter_map(|p| Some(extract(p, &set.options).ok()?.article)).collect();
    let options = WriteOptions { metadata: true, ..WriteOptions::default() };
    set.bencher(bencher).bench(|| {
        let mut out = Vec::new();
        for article in &articles {
            for format in [Format::Text, Format::Markdown, Format::Html, Format::Jsonl] {
                write(article, format, &options, &mut out).expect("memory takes it");
            }
        }
        out
    });
}
