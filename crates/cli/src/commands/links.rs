//! `cleancopy links`: addresses of articles out of feeds, sitemaps and pages.

use std::io;
use std::ops::ControlFlow;

use cleancopy::fetch::{BlockingFetcher, PrivateHosts};
use cleancopy::links::{
    CrawlEvent, LimitReached, Link, LinkFinder, LinkOptions, MAX_FILES, MAX_LINKS,
};
use cleancopy::{Error, MAX_PAGE_BYTES};

use crate::advice::message;
use crate::args::links::{LinkFormatArg, LinksArgs};
use crate::exit::Exit;
use crate::reporter::Reporter;
use crate::sink::{Stream, is_folder, output_failed, output_name};
use cleancopy::text::one_line;

pub fn run(args: &LinksArgs) -> Exit {
    let reporter = Reporter::new(&args.reporter);
    let mut fetch = args.fetch.to_options(MAX_PAGE_BYTES, false);
    if !args.fetch.allow_private {
        // The addresses typed here may name private hosts; those found in files may not.
        fetch.private_hosts = PrivateHosts::Named;
    }
    let fetcher = match BlockingFetcher::new(fetch) {
        Ok(fetcher) => fetcher,
        Err(e) => {
            reporter.error(&message(&e));
            return Exit::Nothing;
        }
    };
    let output = args.output.as_deref();
    if output.is_some_and(is_folder) {
        reporter.error(&format!("{} is a folder; name a file with -o", output_name(output)));
        return Exit::Usage;
    }
    // What cannot be written is known before anything is fetched.
    let out = match Stream::open(output) {
        Ok(out) => out,
        Err(e) => return output_failed(&e, &output_name(output), &reporter),
    };
    let options = LinkOptions::default()
        .with_since(args.select.since)
        .with_origins(args.select.from.iter().map(|&arg| arg.into()).collect());
    let mut listing =
        Listing { args, reporter: &reporter, out, tally: Tally::default(), written: Ok(()) };
    let mut finder = LinkFinder::new(&fetcher, options);
    for url in &args.urls {
        if listing.is_over() {
            break;
        }
        if let Err(e) = finder.find(url, &mut |event| listing.take(event)) {
            listing.failed(&e);
        }
    }
    let Listing { out, tally, written, .. } = listing;
    if let Err(e) = written.and_then(|()| out.finish(tally.links > 0)) {
        return output_failed(&e, &output_name(output), &reporter);
    }
    reporter.summary(&tally.to_string());
    tally.exit()
}

/// Writes links as they are found.
struct Listing<'a> {
    args: &'a LinksArgs,
    reporter: &'a Reporter,
    out: Stream,
    tally: Tally,
    written: io::Result<()>,
}

impl Listing<'_> {
    fn take(&mut self, event: CrawlEvent) -> ControlFlow<()> {
        match event {
            CrawlEvent::Link(link) if self.is_wanted(&link) => self.write(&link),
            CrawlEvent::Link(_) => self.tally.left_out += 1,
            CrawlEvent::Failed(e) => self.failed(&e),
            CrawlEvent::LimitReached(limit) => self.reporter.note(&left_out(limit)),
            _ => {}
        }
        if self.is_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn is_wanted(&self, link: &Link) -> bool {
        let select = &self.args.select;
        let url = link.url.as_str();
        let is_asked_for =
            select.url_filter.is_empty() || select.url_filter.iter().any(|p| p.matches(url));
        is_asked_for && !select.exclude.iter().any(|p| p.matches(url))
    }

    fn write(&mut self, link: &Link) {
        let line = match self.args.format {
            LinkFormatArg::Urls => link.url.to_string(),
            LinkFormatArg::Jsonl => serde_json::json!({
                "url": link.url.as_str(), "title": link.title, "date": link.date.map(|d| d.to_string()), "source": link.source.as_str(),
            })
            .to_string(),
        };
        self.written = writeln!(self.out.writer(), "{line}");
        self.tally.links += 1;
        self.tally.undated += usize::from(link.date.is_none());
    }

    fn failed(&mut self, e: &Error) {
        self.reporter.error(&message(e));
        self.tally.failed += 1;
    }

    fn is_over(&self) -> bool {
        self.written.is_err()
            || self.args.select.limit.is_some_and(|limit| self.tally.links >= limit.get())
    }
}

fn left_out(limit: LimitReached) -> String {
    one_line(&match limit {
        LimitReached::Files(count) => format!(
            "{count} further sitemaps and feeds were not read: {MAX_FILES} are for one address"
        ),
        LimitReached::Depth => {
            "lists of sitemaps that are named over too many others were not read".to_owned()
        }
        LimitReached::Links => {
            format!("there are more than {MAX_LINKS} links; the rest is left out")
        }
        _ => "a limit was reached".to_owned(),
    })
}

/// What was found.
#[derive(Default)]
struct Tally {
    links: usize,
    undated: usize,
    left_out: usize,
    failed: usize,
}

impl Tally {
    fn exit(&self) -> Exit {
        match (self.links, self.failed) {
            (0, _) => Exit::Nothing,
            (_, 0) => Exit::Done,
            _ => Exit::Partly,
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { links, undated, left_out, failed } = self;
        write!(
            f,
            "{links} links ({undated} without a date), {left_out} left out by their address, {failed} files failed"
        )
    }
}
