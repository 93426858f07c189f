//! The report for a browser: the whole text in reading order, what was cut beside what was kept.
//!
//! Colour is never the only sign: every block carries its label in words, and cut blocks have a
//! dashed edge.

use super::report::{Decision, Report, Total};
use crate::write::html::escape;

const STYLE: &str = include_str!("report.css");

impl Report {
    /// The report as an HTML page of its own: without scripts, without anything loaded from
    /// elsewhere.
    #[must_use]
    pub fn to_html(&self) -> String {
        render(self)
    }
}

fn render(report: &Report) -> String {
    let kept: u32 = report.totals.iter().filter(|t| t.is_kept).map(|t| t.words).sum();
    let cut: u32 = report.totals.iter().filter(|t| !t.is_kept).map(|t| t.words).sum();
    let name = escape(&report.name);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{name}: what was kept</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>{name}</h1>\n",
    );
    out.push_str(&warnings(report));
    // A reader opens the report for the story; on a phone, counts would fill the first screen.
    out.push_str("<p><a href=\"#counts\">Counts, colours and fields</a></p>\n</header>\n<main>\n");
    for run in runs(&report.blocks) {
        let sections: String =
            run.iter().map(|block| decision(block, report.needed_score)).collect();
        match run {
            [first, ..] if is_folded(run) => {
                let class = class(false, &first.label);
                let summary = escape(&summary(run));
                out.push_str(&format!(
                    "<details class=\"fold {class}\"><summary>{summary}</summary>\n{sections}</details>\n"
                ));
            }
            _ => out.push_str(&sections),
        }
    }
    let encoding = match &*report.encoding {
        "" => String::new(),
        encoding => format!(" Encoding: {}.", escape(encoding)),
    };
    out.push_str(&format!(
        "</main>\n<footer>\n<h2 id=\"counts\">Counts</h2>\n<p><b>{kept}</b> words kept, \
         <b>{cut}</b> cut. Page kind: <b>{}</b>.{encoding}</p>\n",
        report.page_kind,
    ));
    out.push_str(&legend(&report.totals));
    out.push_str("<h2>Fields</h2>\n");
    out.push_str(&fields(report));
    out.push_str(&candidates(report));
    out.push_str(&site_rule(report));
    out.push_str("</footer>\n</body>\n</html>\n");
    out
}

/// Divides the blocks into runs of which each was clearly cut as a whole, or not at all.
fn runs(blocks: &[Decision]) -> impl Iterator<Item = &[Decision]> {
    let is_clear = |block: &Decision| !block.is_kept && !block.is_close;
    blocks.chunk_by(move |one, next| is_clear(one) == is_clear(next))
}

/// Whether a run is folded: it was clearly cut, and is longer than its summary.
fn is_folded(run: &[Decision]) -> bool {
    const LEAST: usize = 3;
    run.len() >= LEAST && run.iter().all(|block| !block.is_kept && !block.is_close)
}

/// The summary of a run that was cut: `147 lines of navigation and related`.
fn summary(run: &[Decision]) -> String {
    let mut labels: Vec<(&str, usize)> = Vec::new();
    for block in run {
        match labels.iter_mut().find(|(label, _)| *label == block.label) {
            Some((_, count)) => *count += 1,
            None => labels.push((&block.label, 1)),
        }
    }
    labels.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let named: Vec<&str> = labels.iter().take(2).map(|(label, _)| *label).collect();
    let more = if labels.len() > 2 { " and more" } else { "" };
    format!(
        "{} lines of {}{more}",
        run.len(),
        named.join(if more.is_empty() { " and " } else { ", " })
    )
}

fn warnings(report: &Report) -> String {
    report
        .warnings
        .iter()
        .map(|w| format!("<p class=\"warning\">Warning: {}.</p>\n", escape(w)))
        .collect()
}

/// The legend of the colours, with the share of each.
fn legend(totals: &[Total]) -> String {
    let items: String = totals
        .iter()
        .map(|t| {
            let verdict = if t.is_kept { "kept" } else { "cut" };
            let class = class(t.is_kept, &t.label);
            format!(
                "<li class=\"{class}\"><span class=\"label\">{verdict}: {}</span> {}</li>\n",
                escape(&t.label),
                t.amount()
            )
        })
        .collect();
    format!("<ul class=\"legend\">\n{items}</ul>\n")
}

fn fields(report: &Report) -> String {
    let rows: String = report
        .fields
        .iter()
        .map(|f| {
            format!(
                "<tr><th>{}</th><td>{}</td><td class=\"source\">{}</td></tr>\n",
                f.name,
                escape(&f.value),
                escape(&f.source)
            )
        })
        .collect();
    if rows.is_empty() {
        "<p>No fields were found.</p>\n".to_owned()
    } else {
        format!("<table>\n{rows}</table>\n")
    }
}

fn candidates(report: &Report) -> String {
    let row = |c: &super::Candidate| {
        let value = escape(&c.value);
        format!(
            "<tr><th>{}</th><td>{}</td><td>{value}</td><td class=\"source\">{}</td></tr>\n",
            c.field,
            c.points,
            escape(&c.source)
        )
    };
    let rows: String = report.candidates.iter().map(row).collect();
    let head = "<tr><th>field</th><th>points</th><th>value</th><th>source</th></tr>\n";
    if rows.is_empty() {
        rows
    } else {
        format!(
            "<details><summary>What the fields were chosen from</summary>\n<table>\n{head}{rows}</table></details>\n"
        )
    }
}

fn site_rule(report: &Report) -> String {
    let row = |l: &super::RuleFinding| {
        format!(
            "<tr><th>found {}</th><td>{}</td><td class=\"source\">{}</td></tr>\n",
            l.found,
            escape(&l.line),
            escape(&l.place)
        )
    };
    let rows: String = report.site_rule.iter().map(row).collect();
    if rows.is_empty() {
        rows
    } else {
        format!("<p>The rule for the site:</p>\n<table>\n{rows}</table>\n")
    }
}

/// One block: its text, and under it the label and the reason, which opens to all there is to know.
fn decision(block: &Decision, needed: f32) -> String {
    let reason = block.reason(needed);
    let before = if block.before.is_empty() {
        String::new()
    } else {
        format!("<br>Before: {}", escape(&block.before.join(", ")))
    };
    format!(
        "<section class=\"{} {}\" title=\"{}\">\n<p>{}</p>\n<details><summary><span class=\"label\">{}: {}</span> {}</summary>\
         <p>Block {}, {}, {} words, in <code>{}</code>{before}</p></details>\n</section>\n",
        class(block.is_kept, &block.label),
        if block.kind.starts_with("heading") { "heading" } else { "" },
        escape(&reason),
        escape(&block.text),
        if block.is_kept { "kept" } else { "cut" },
        escape(&block.label),
        escape(&reason),
        block.index,
        escape(&block.kind),
        block.words,
        escape(&block.path),
    )
}

/// The class that colours a block. Kinds of boilerplate of one family share a colour; more hues
/// could not be told apart.
fn class(is_kept: bool, label: &str) -> &'static str {
    match label {
        "body" if is_kept => "kept body",
        _ if is_kept => "kept furniture",
        "navigation" | "related" | "tags" => "cut links",
        "advert" | "newsletter" | "paywall" | "share" => "cut selling",
        "consent" | "legal" => "cut legal",
        "comment" | "author box" => "cut people",
        "user" => "cut user",
        _ => "cut other",
    }
}
