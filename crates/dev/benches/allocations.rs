//! Number of allocations for a page: alone, as one of many, and for copying the result.
//!
//! ```text
//! cargo bench -p cleancopy-dev --bench allocations                          # the corpus
//! CLEANCOPY_PAGES=~/pages cargo bench -p cleancopy-dev --bench allocations  # and a folder
//! ```

use std::hint::black_box;

use cleancopy::{Cleaner, Options, extract};

use pages::Set;

mod pages;

#[global_allocator]
static ALLOCATIONS: dhat::Alloc = dhat::Alloc;

#[allow(clippy::print_stdout, reason = "a benchmark reports to whoever runs it")]
fn main() {
    let _profiler = dhat::Profiler::builder().testing().build();
    println!(
        "{:<16} {:>6} {:>14} {:>14} {:>14}",
        "pages", "count", "by itself", "with a Cleaner", "its result"
    );
    for name in pages::names() {
        let Set { pages, options, .. } = Set::named(name);
        let cleaner = Cleaner::new(Options::default());
        // Load the tables and fill the reusable buffers first.
        pages.iter().for_each(|page| drop(black_box(cleaner.extract(page))));
        let alone =
            counted(|| pages.iter().for_each(|page| drop(black_box(extract(page, &options)))));
        let many = counted(|| pages.iter().for_each(|page| drop(black_box(cleaner.extract(page)))));
        let results: Vec<_> = pages.iter().filter_map(|page| cleaner.extract(page).ok()).collect();
        // A clone allocates exactly what the result holds.
        let result =
            counted(|| results.iter().for_each(|extraction| drop(black_box(extraction.clone()))));
        let each = |count: u64| count as f64 / pages.len().max(1) as f64;
        println!(
            "{name:<16} {:>6} {:>14.0} {:>14.0} {:>14.0}",
            pages.len(),
            each(alone),
            each(many),
            each(result)
        );
    }
}

/// Counts the allocations of some work.
fn counted(work: impl FnOnce()) -> u64 {
    let before = dhat::HeapStats::get().total_blocks;
    work();
    dhat::HeapStats::get().total_blocks - before
}
