//! The report for a terminal.

use super::report::{Decision, Report};

/// Characters of a block's text that are shown; the whole is in the other forms.
const EXCERPT: usize = 100;

const KEPT: &str = "\u{1b}[32m";
const CUT: &str = "\u{1b}[31m";
const DIM: &str = "\u{1b}[2m";
const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

impl Report {
    /// The report as text, with ANSI colours when `colors` is set.
    #[must_use]
    pub fn to_text(&self, colors: bool) -> String {
        render(self, colors)
    }
}

fn render(report: &Report, colors: bool) -> String {
    let paint = |style: &str, text: &str| {
        if colors { format!("{style}{text}{PLAIN}") } else { text.to_owned() }
    };
    let mut out = format!("{}\n\n", paint(BOLD, &report.name));
    for block in &report.blocks {
        out.push_str(&decision(block, report.needed_score, &paint));
    }
    match report.left_out {
        0 => {}
        1 => out.push_str("1 block that was clearly cut is not shown\n"),
        n => out.push_str(&format!("{n} blocks that were clearly cut are not shown\n")),
    }
    if report.blocks.is_empty() && report.left_out == 0 {
        out.push_str("no blocks\n");
    }
    out.push_str(&format!("\n{}\n", paint(BOLD, "words")));
    for total in &report.totals {
        let (style, verdict) = if total.is_kept { (KEPT, "KEEP") } else { (CUT, "CUT ") };
        out.push_str(&format!(
            "  {} {:<12} {}\n",
            paint(style, verdict),
            total.label,
            total.amount()
        ));
    }
    out.push_str(&format!("\n{}\n", paint(BOLD, "fields")));
    for field in &report.fields {
        out.push_str(&format!(
            "  {:<14} {} {}\n",
            field.name,
            field.value,
            paint(DIM, &format!("({})", field.source))
        ));
    }
    out.push_str(&candidates(report, &paint));
    if !report.site_rule.is_empty() {
        out.push_str(&format!("\n{}\n", paint(BOLD, "site rule")));
    }
    for line in &report.site_rule {
        let found = if line.found == 0 {
            paint(CUT, "found nothing")
        } else {
            format!("found {}", line.found)
        };
        out.push_str(&format!(
            "  {} {} {}\n",
            line.line,
            found,
            paint(DIM, &format!("({})", line.place))
        ));
    }
    out.push_str(&format!("\n{} {}\n", paint(BOLD, "page kind"), report.page_kind));
    if !report.encoding.is_empty() {
        out.push_str(&format!("{} {}\n", paint(BOLD, "encoding"), report.encoding));
    }
    for warning in &report.warnings {
        out.push_str(&format!("{} {warning}\n", paint(BOLD, "warning")));
    }
    out
}

/// The candidates of each field, most points first.
fn candidates(report: &Report, paint: &impl Fn(&str, &str) -> String) -> String {
    if report.candidates.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", paint(BOLD, "candidates"));
    for candidate in &report.candidates {
        let value: String = candidate.value.chars().take(EXCERPT).collect();
        out.push_str(&format!(
            "  {:<14} {:>4} {value} {}\n",
            candidate.field,
            candidate.points,
            paint(DIM, &format!("({})", candidate.source))
        ));
    }
    out
}

/// A block in three lines: the verdict and what it is, why, and how its text begins.
fn decision(block: &Decision, needed: f32, paint: &impl Fn(&str, &str) -> String) -> String {
    let (style, verdict) = if block.is_kept { (KEPT, "KEEP") } else { (CUT, "CUT ") };
    let reason = block.reason(needed);
    let mut excerpt: String = block.text.chars().take(EXCERPT).collect();
    if excerpt.len() < block.text.len() {
        excerpt.push('…');
    }
    let place = paint(DIM, &format!("{}, {}", block.kind, block.path));
    let mut out = format!(
        "{:>5} {} {}  {place}\n      {reason}\n",
        block.index,
        paint(style, verdict),
        paint(style, &block.label)
    );
    if !block.before.is_empty() {
        out.push_str(&format!(
            "      {}\n",
            paint(DIM, &format!("before: {}", block.before.join(", ")))
        ));
    }
    out.push_str(&format!("      {excerpt}\n"));
    out
}
