//! Time per byte and memory relative to the page, for pages from 10 KB to 50 MB. Both must stay
//! level.
//!
//! ```text
//! cargo bench -p cleancopy-dev --bench sizes              # print the table
//! cargo bench -p cleancopy-dev --bench sizes -- --save    # also draw docs/cost.svg
//! ```
//!
//! With `CLEANCOPY_PAGES=~/pages`, it also measures the memory of these real pages. A page of a
//! given size is made of the pages of the corpus, one after the other, repeated as needed. The
//! fastest of several rounds counts.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use cleancopy::{Options, Page, extract};
use peak_alloc::PeakAlloc;

use pages::Set;

mod pages;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Page sizes in bytes.
const SIZES: [usize; 8] =
    [10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 50_000_000];
/// Minimum duration of all rounds for one size; there are at least two rounds.
const ROUNDS: Duration = Duration::from_millis(300);
/// The environment variable that names a folder of real pages.
const FOLDER: &str = "CLEANCOPY_PAGES";
/// Bytes from which a page is large.
const LARGE: usize = 100_000;
const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cost.svg");

/// Cost of a page of one size.
struct Cost {
    bytes: usize,
    nanoseconds_per_byte: f64,
    /// Peak memory in addition to the page, as a multiple of its size.
    memory_per_byte: f64,
}

#[allow(clippy::print_stdout, reason = "a benchmark reports to whoever runs it")]
fn main() {
    let corpus = Set::named("corpus").texts().concat();
    // Load the tables first: they are loaded once and are not a cost of a page.
    drop(black_box(extract(&Page::from_html(&corpus), &Options::default())));
    println!("{:>10}  {:>8}  {:>22}", "bytes", "ns/byte", "memory, times the page");
    let costs: Vec<Cost> = SIZES.iter().map(|&bytes| cost(&page(&corpus, bytes))).collect();
    for Cost { bytes, nanoseconds_per_byte, memory_per_byte } in &costs {
        println!("{bytes:>10}  {nanoseconds_per_byte:>8.1}  {memory_per_byte:>22.2}");
    }
    if pages::names().contains(&FOLDER) {
        println!("{}", memory_of_pages(&Set::named(FOLDER).pages));
    }
    if std::env::args().any(|a| a == "--save") {
        fs::write(PICTURE, picture(&costs)).expect("the picture can be written");
        println!("drawn in {PICTURE}");
    }
}

/// Measures the memory of real pages.
fn memory_of_pages(pages: &[Page]) -> String {
    let large = pages.iter().filter(|p| p.bytes.len() >= LARGE);
    let mut shares: Vec<f64> = large.map(|p| peak(p).1 as f64 / p.bytes.len() as f64).collect();
    shares.sort_by(f64::total_cmp);
    let at = |share: f64| {
        shares.get((share * (shares.len().max(1) - 1) as f64) as usize).copied().unwrap_or(0.0)
    };
    format!(
        "{} pages over {LARGE} bytes: memory {:.2} times the page (median), \
         {:.2} (95 %), {:.2} (maximum)",
        shares.len(),
        at(0.5),
        at(0.95),
        at(1.0)
    )
}

/// Measures the time of a page and its peak memory in addition to the page.
fn peak(page: &Page) -> (Duration, usize) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let start = Instant::now();
    drop(black_box(extract(page, &Options::default())));
    (start.elapsed(), MEMORY.peak_usage().saturating_sub(before))
}

/// Makes a page of `bytes` bytes.
fn page(corpus: &str, bytes: usize) -> Page {
    let mut html = corpus.repeat(bytes.div_ceil(corpus.len()));
    html.truncate(html.floor_char_boundary(bytes));
    Page::from_html(&html)
}

fn cost(page: &Page) -> Cost {
    let bytes = page.bytes.len() as f64;
    let (mut shortest, mut memory, mut rounds) = (Duration::MAX, 0, 0);
    let start = Instant::now();
    while rounds < 2 || start.elapsed() < ROUNDS {
        let (took, most) = peak(page);
        (shortest, memory) = (shortest.min(took), memory.max(most));
        rounds += 1;
    }
    Cost {
        bytes: page.bytes.len(),
        nanoseconds_per_byte: shortest.as_nanos() as f64 / bytes,
        memory_per_byte: memory as f64 / bytes,
    }
}

/// A curve of the picture.
type Measure = fn(&Cost) -> f64;

/// Draws both costs over the page size, on a logarithmic scale.
fn picture(costs: &[Cost]) -> String {
    let (width, height) = (640.0, 320.0);
    let (left, right, top, bottom) = (60.0, 600.0, 30.0, 270.0);
    let logs = |bytes: usize| (bytes as f64).log10();
    let (from, to) = (logs(SIZES[0]), logs(SIZES[SIZES.len() - 1]));
    let x = |bytes: usize| left + (logs(bytes) - from) / (to - from) * (right - left);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n\
         <path d=\"M{left} {top}V{bottom}H{right}\" fill=\"none\" stroke=\"#888\"/>\n"
    );
    for &bytes in &SIZES {
        let label = if bytes < 1_000_000 {
            format!("{} KB", bytes / 1_000)
        } else {
            format!("{} MB", bytes / 1_000_000)
        };
        let _ = writeln!(
            svg,
            "<text x=\"{:.0}\" y=\"{}\" text-anchor=\"middle\">{label}</text>",
            x(bytes),
            bottom + 18.0
        );
    }
    let lines: [(&str, &str, Measure); 2] = [
        ("#1f5fa8", "nanoseconds a byte", |c| c.nanoseconds_per_byte),
        ("#b5541c", "memory beside the page, times the page", |c| c.memory_per_byte),
    ];
    for (row, (color, name, value)) in lines.into_iter().enumerate() {
        let most = costs.iter().map(value).fold(0.0, f64::max);
        let y = |cost: &Cost| bottom - value(cost) / (most * 1.25) * (bottom - top);
        let points: Vec<String> =
            costs.iter().map(|c| format!("{:.1},{:.1}", x(c.bytes), y(c))).collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>",
            points.join(" ")
        );
        for cost in costs {
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{color}\" text-anchor=\"middle\">{:.1}</text>",
                x(cost.bytes),
                y(cost) - 6.0,
                value(cost)
            );
        }
        let at = left + 240.0 * row as f64;
        let _ = writeln!(
            svg,
            "<text x=\"{at}\" y=\"{}\" fill=\"{color}\">{name}</text>",
            bottom + 40.0
        );
    }
    svg.push_str("</svg>\n");
    svg
}
