//! Progress of a batch: a bar on a terminal, otherwise a line every 30 seconds.

use std::io::{IsTerminal, stderr, stdout};
use std::path::Path;
use std::time::{Duration, Instant};

use cleancopy::batch::Progress;
use indicatif::{HumanBytes, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::advice::{failure_advice, with_advice};
use crate::args::shared::MessageArgs;
use crate::reporter::Reporter;

/// Time between two lines without a terminal.
const LINE_EVERY: Duration = Duration::from_secs(30);
/// Time between two updates of the bar.
const BAR_EVERY: Duration = Duration::from_millis(200);
/// Failures that are reported one by one; later ones are only counted.
const MAX_FAILURES: u64 = 20;

/// Whether a bar is drawn. There is none if the output itself goes to the terminal.
fn is_bar_drawn(args: &MessageArgs, output: Option<&Path>) -> bool {
    let terminals = (stderr().is_terminal(), stdout().is_terminal());
    has_room(terminals, output) && !args.quiet
}

/// Whether a bar has a terminal for itself: standard error is one, and the output is not shown on
/// it. The terminals are those of standard error and standard output.
fn has_room((stderr, stdout): (bool, bool), output: Option<&Path>) -> bool {
    let is_shown = stdout && output.is_none_or(|path| path == Path::new("-"));
    stderr && !is_shown
}

/// Shows the progress of a run over single pages.
pub struct PageMeter {
    bar: ProgressBar,
}

impl PageMeter {
    /// Starts the display for this number of pages. `output` is where the articles go.
    pub fn new(args: &MessageArgs, pages: usize, output: Option<&Path>) -> Self {
        if pages < 2 || !is_bar_drawn(args, output) {
            return Self { bar: ProgressBar::hidden() };
        }
        let target = ProgressDrawTarget::stderr();
        let bar = ProgressBar::with_draw_target(Some(pages as u64), target);
        let template = "{bar:20} {pos} of {len} pages  {wide_msg}";
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        bar.tick();
        Self { bar }
    }

    /// Counts one page.
    pub fn advance(&self) {
        self.bar.inc(1);
        self.bar.set_message(format!("{} left", HumanDuration(self.bar.eta())));
    }

    /// Removes the bar while messages are written.
    pub fn suspend(&self, report: impl FnOnce()) {
        self.bar.suspend(report);
    }

    /// Removes the bar.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// Shows progress and failures.
pub struct ProgressMeter {
    bar: ProgressBar,
    is_quiet: bool,
    is_list: bool,
    /// Bytes of all inputs; 0 if unknown.
    total_bytes: u64,
    failures: u64,
    started: Instant,
    last_shown: Instant,
    /// Records and bytes that were done when this run started; the rates leave them out.
    done_before: Option<(u64, u64)>,
}

impl ProgressMeter {
    /// Starts the display for inputs of `total_bytes`; 0 means unknown.
    ///
    /// `is_list`: addresses are fetched, so bytes of the inputs say nothing about the speed.
    /// `output` is where the rows go.
    pub fn new(args: &MessageArgs, total_bytes: u64, is_list: bool, output: Option<&Path>) -> Self {
        let bar = if is_bar_drawn(args, output) {
            ProgressBar::with_draw_target(Some(total_bytes), ProgressDrawTarget::stderr())
        } else {
            ProgressBar::hidden()
        };
        let template = if total_bytes > 0 {
            "{bar:20} {percent:>3}%  {wide_msg}"
        } else {
            "{spinner}  {wide_msg}"
        };
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        let now = Instant::now();
        Self {
            bar,
            is_quiet: args.quiet,
            is_list,
            total_bytes,
            failures: 0,
            started: now,
            last_shown: now,
            done_before: None,
        }
    }

    /// Updates the display, and reports a failure.
    pub fn show(&mut self, progress: &Progress<'_>, reporter: &Reporter) {
        if let Some(failure) = &progress.failure {
            self.failures += 1;
            match self.failures {
                n if n <= MAX_FAILURES => self.bar.suspend(|| {
                    reporter.error(&with_advice(&failure.message, failure_advice(&failure.kind)));
                }),
                n if n == MAX_FAILURES + 1 => self.bar.suspend(|| {
                    reporter.note("further failures are not shown; --errors FILE lists all")
                }),
                _ => {}
            }
        }
        let before = *self.done_before.get_or_insert((progress.tally.inputs, progress.bytes_read));
        let interval = if self.bar.is_hidden() { LINE_EVERY } else { BAR_EVERY };
        if self.last_shown.elapsed() < interval {
            return;
        }
        self.last_shown = Instant::now();
        let message = self.message(progress, before);
        if self.bar.is_hidden() {
            if !self.is_quiet {
                reporter.summary(&message);
            }
        } else {
            self.bar.set_position(progress.bytes_read.min(self.total_bytes));
            self.bar.set_message(message);
            self.bar.tick();
        }
    }

    /// Removes the bar.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }

    fn message(&self, progress: &Progress<'_>, before: (u64, u64)) -> String {
        let tally = progress.tally;
        let seconds = self.started.elapsed().as_secs_f64().max(0.001);
        let pages = (tally.inputs - before.0) as f64 / seconds;
        let bytes = progress.bytes_read.saturating_sub(before.1) as f64 / seconds;
        let mut message = match self.is_list {
            true => format!("{} pages, {pages:.1}/s", tally.inputs),
            false => {
                format!("{} pages, {pages:.0}/s, {}/s", tally.inputs, HumanBytes(bytes as u64))
            }
        };
        let rest = self.total_bytes.saturating_sub(progress.bytes_read) as f64;
        if self.total_bytes > 0 && bytes > 1.0 {
            message += &format!(
                ", {} left",
                HumanDuration(Duration::from_secs_f64((rest / bytes).min(1e9)))
            );
        }
        let other_outcomes = [
            ("empty", tally.empty),
            ("filtered", tally.filtered),
            ("duplicate", tally.duplicate),
            ("failed", tally.failed),
        ];
        for (word, count) in other_outcomes.iter().filter(|(_, count)| *count > 0) {
            message += &format!(", {count} {word}");
        }
        message
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::has_room;

    #[test]
    fn a_bar_is_drawn_unless_the_output_is_on_the_terminal() {
        let (file, dash) = (Some(Path::new("rows.jsonl")), Some(Path::new("-")));
        for (stderr, stdout, output, expected) in [
            (true, true, file, true),
            (true, false, None, true),
            (true, true, None, false),
            (true, true, dash, false),
            (true, false, dash, true),
            (false, true, file, false),
            (false, false, None, false),
        ] {
            assert_eq!(
                has_room((stderr, stdout), output),
                expected,
                "{stderr} {stdout} {output:?}"
            );
        }
    }
}
