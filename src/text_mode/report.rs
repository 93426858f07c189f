//! Reports the outcome of each line for people. It reads the rulings and decides nothing.

use std::fmt::Write as _;

use super::clean_text::{CleanText, TextLine};
use super::ruling::LineOutcome;
use crate::text::printable;

/// Characters of a line that an explanation shows; the difference shows all.
const EXCERPT: usize = 100;

const KEPT: &str = "\u{1b}[32m";
const CUT: &str = "\u{1b}[31m";
const DIM: &str = "\u{1b}[2m";
const PLAIN: &str = "\u{1b}[0m";

impl CleanText<'_> {
    /// Every line that was cut or edited: its number, its kind, the rule and the reason. Then the
    /// number of lines that were cut.
    #[must_use]
    pub fn explain(&self, colors: bool) -> String {
        let mut out = String::new();
        for line in self.lines.iter().filter(|l| l.outcome != LineOutcome::Kept) {
            let (style, verdict, kind) = match &line.outcome {
                LineOutcome::Cut(kind) => (CUT, "CUT ", format!("{kind:?}").to_lowercase()),
                _ => (KEPT, "EDIT", "edited".to_owned()),
            };
            let because = if line.because.is_empty() {
                String::new()
            } else {
                format!(": {}", printable(&line.because))
            };
            let _ = writeln!(
                out,
                "{:>5} {} {}",
                line.number,
                paint(style, &format!("{verdict} {kind}"), colors),
                paint(DIM, &format!("{}{because}", line.rule), colors)
            );
            let _ = writeln!(out, "      {}", excerpt(self.shown(line)));
        }
        let cut = self.lines.iter().filter(|l| matches!(l.outcome, LineOutcome::Cut(_))).count();
        let page = if self.is_page {
            "; it has the chrome of a page, so its lines were scored"
        } else {
            ""
        };
        let _ = writeln!(out, "{cut} of {} lines cut{page}", self.lines.len());
        out
    }

    /// The text with all changes: `-` before a removed line, `+` before the rest of an edited one.
    #[must_use]
    pub fn diff(&self, colors: bool) -> String {
        let mut out = String::new();
        for line in &self.lines {
            let shown = printable(self.shown(line));
            match &line.outcome {
                LineOutcome::Kept => out.push_str(&format!("  {shown}\n")),
                LineOutcome::Cut(_) => {
                    out.push_str(&format!("{}\n", paint(CUT, &format!("- {shown}"), colors)))
                }
                LineOutcome::Edited(rest) => {
                    let rest = printable(rest);
                    out.push_str(&format!(
                        "{}\n{}\n",
                        paint(CUT, &format!("- {shown}"), colors),
                        paint(KEPT, &format!("+ {rest}"), colors)
                    ));
                }
            }
        }
        out
    }

    fn shown(&self, line: &TextLine) -> &str {
        self.source[line.range.clone()].trim_end()
    }
}

fn paint(style: &str, text: &str, colors: bool) -> String {
    if colors { format!("{style}{text}{PLAIN}") } else { text.to_owned() }
}

fn excerpt(line: &str) -> String {
    let mut short: String = line.chars().take(EXCERPT).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    printable(&short).into_owned()
}

#[cfg(test)]
mod tests {
    use crate::text_mode::{TextOptions, clean_text};

    const TEXT: &str = "It rained.\n[vc_row]All day.[/vc_row]\n\nbuttons=(O\u{1b}[31mk) days=(7)";

    #[test]
    fn every_changed_line_is_explained() {
        let report = clean_text(TEXT, &TextOptions::default()).explain(false);
        assert_eq!(
            report,
            "    2 EDIT edited shortcode: shortcodes removed\n      [vc_row]All day.[/vc_row]\n    4 CUT  widget theme-parameters: \
    leaked theme parameters\n      buttons=(O[31mk) days=(7)\n1 of 3 lines cut\n"
        );
    }

    #[test]
    fn the_difference_has_every_line() {
        let diff = clean_text(TEXT, &TextOptions::default()).diff(false);
        assert_eq!(
            diff,
            "  It rained.\n- [vc_row]All day.[/vc_row]\n+ All day.\n- buttons=(O[31mk) days=(7)\n"
        );
    }
}
