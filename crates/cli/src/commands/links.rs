//! `cleancopy links`: lists the addresses of articles from feeds, sitemaps and pages.

use std::io;
use std::ops::ControlFlow;

use cleancopy::fetch::{BlockingFetcher, PrivateHosts};
use cleancopy::links::{
    CrawlEvent, LimitReached, Link, LinkFinder, LinkOptions, MAX_FILES, MAX_LINKS,
};
use cleancopy::text::one_line;
use cleancopy::{Error, MAX_PAGE_BYTES};

use crate::advice::message_without_size;
use crate::args::links::{LinkFormatArg, LinksArgs};
use crate::args::shared::FormatArg;
use crate::exit::Exit;
use crate::format::output_format;
use crate::interrupt;
use crate::output::{OutputStream, is_folder, output_failed, output_name};
use crate::reporter::Reporter;

pub fn run(args: &LinksArgs) -> Exit {
    let reporter = Reporter::new(&args.messages);
    let mut fetch = args.fetch.to_options(MAX_PAGE_BYTES, false);
    if !args.fetch.allow_private {
        // Addresses on the command line may be on private hosts; addresses found in files may not.
        fetch.private_hosts = PrivateHosts::Named;
    }
    let fetcher = match BlockingFetcher::new(fetch) {
        Ok(fetcher) => fetcher,
        Err(e) => {
            reporter.error(&message_without_size(&e));
            return Exit::Nothing;
        }
    };
    let output = args.output.as_deref();
    if output.is_some_and(is_folder) {
        reporter.error(&format!("{} is a folder; name a file with -o", output_name(output)));
        return Exit::Usage;
    }
    let stated = args.format.map(|format| match format {
        LinkFormatArg::Urls => FormatArg::Text,
        LinkFormatArg::Jsonl => FormatArg::Jsonl,
    });
    let formats = [FormatArg::Text, FormatArg::Jsonl];
    let format = match output_format((stated, "--format"), output, &formats) {
        Ok(Some(FormatArg::Jsonl)) => LinkFormatArg::Jsonl,
        Ok(_) => LinkFormatArg::Urls,
        Err(usage) => return reporter.usage(&usage),
    };
    // An output that cannot be written fails before anything is fetched.
    let out = match OutputStream::open(output) {
        Ok(out) => out,
        Err(e) => return output_failed(&e, &output_name(output), &reporter),
    };
    if output.is_some() {
        let name = output_name(output);
        let message = move |_| format!("interrupted; {name} was not written");
        interrupt::end_on_signals(message, Reporter::new(&args.messages));
    }
    let options = LinkOptions::default()
        .with_since(args.select.since)
        .with_origins(args.select.from.iter().map(|&arg| arg.into()).collect());
    let mut listing = LinkLister {
        args,
        format,
        reporter: &reporter,
        out,
        tally: LinkTally::default(),
        written: Ok(()),
    };
    let mut finder = LinkFinder::new(&fetcher, options);
    for url in &args.urls {
        if listing.is_finished() {
            break;
        }
        if let Err(e) = finder.find(url, &mut |event| listing.handle(event)) {
            listing.failed(&e);
        }
    }
    let LinkLister { out, tally, written, .. } = listing;
    if let Err(e) = written.and_then(|()| out.finish(tally.links > 0)) {
        return output_failed(&e, &output_name(output), &reporter);
    }
    reporter.summary(&tally.to_string());
    tally.exit()
}

/// Writes links as they are found.
struct LinkLister<'a> {
    args: &'a LinksArgs,
    format: LinkFormatArg,
    reporter: &'a Reporter,
    out: OutputStream,
    tally: LinkTally,
    written: io::Result<()>,
}

impl LinkLister<'_> {
    /// Handles one event of the finder. Breaks when the listing is over.
    fn handle(&mut self, event: CrawlEvent) -> ControlFlow<()> {
        match event {
            CrawlEvent::Link(link) if self.is_wanted(&link) => self.write(&link),
            CrawlEvent::Link(_) => self.tally.left_out += 1,
            CrawlEvent::Failed(e) => self.failed(&e),
            CrawlEvent::LimitReached(limit) => self.reporter.note(&limit_message(limit)),
            _ => {}
        }
        if self.is_finished() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn is_wanted(&self, link: &Link) -> bool {
        let select = &self.args.select;
        let url = link.url.as_str();
        let is_selected =
            select.url_filter.is_empty() || select.url_filter.iter().any(|p| p.matches(url));
        is_selected && !select.exclude.iter().any(|p| p.matches(url))
    }

    fn write(&mut self, link: &Link) {
        let line = match self.format {
            LinkFormatArg::Urls => link.url.to_string(),
            LinkFormatArg::Jsonl => serde_json::json!({
                "url": link.url.as_str(),
                "title": link.title,
                "date": link.date.map(|d| d.to_string()),
                "source": link.source.as_str(),
            })
            .to_string(),
        };
        self.written = writeln!(self.out.writer(), "{line}");
        self.tally.links += 1;
        self.tally.undated += usize::from(link.date.is_none());
    }

    fn failed(&mut self, e: &Error) {
        self.reporter.error(&message_without_size(e));
        self.tally.failed += 1;
    }

    fn is_finished(&self) -> bool {
        self.written.is_err()
            || self.args.select.limit.is_some_and(|limit| self.tally.links >= limit.get())
    }
}

/// Describes a limit that was reached.
fn limit_message(limit: LimitReached) -> String {
    one_line(&match limit {
        LimitReached::Files(count) => format!(
            "{count} further sitemaps and feeds were not read; the limit is {MAX_FILES} for one URL"
        ),
        LimitReached::Depth => "sitemap indexes nested too deeply were not read".to_owned(),
        LimitReached::Links => {
            format!("there are more than {MAX_LINKS} links; the others are left out")
        }
        _ => "a limit was reached; some files or links are left out".to_owned(),
    })
}

/// The numbers of links and failures.
#[derive(Default)]
struct LinkTally {
    links: usize,
    undated: usize,
    left_out: usize,
    failed: usize,
}

impl LinkTally {
    fn exit(&self) -> Exit {
        match (self.links, self.failed) {
            (0, _) => Exit::Nothing,
            (_, 0) => Exit::Done,
            _ => Exit::Partial,
        }
    }
}

impl std::fmt::Display for LinkTally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { links, undated, left_out, failed } = self;
        write!(
            f,
            "{links} links ({undated} without a date), {left_out} left out by --url-filter and \
             --exclude, {failed} files failed"
        )
    }
}
