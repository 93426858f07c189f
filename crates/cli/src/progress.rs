//! Progress of a batch: a bar on a terminal, otherwise a line every 30 seconds.

use std::io::{IsTerminal, stderr};
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

/// Shows progress and failures.
pub struct ProgressMeter {
    bar: ProgressBar,
    is_quiet: bool,
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
    pub fn new(args: &MessageArgs, total_bytes: u64) -> Self {
        let is_drawn = stderr().is_terminal() && !args.quiet;
        let bar = if is_drawn {
            ProgressBar::with_draw_target(Some(total_bytes), ProgressDrawTarget::stderr())
        } else {
            ProgressBar::hidden()
        };
        let template =
            if total_bytes > 0 { "{bar:30} {percent:>3}%  {msg}" } else { "{spinner}  {msg}" };
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        let now = Instant::now();
        Self {
            bar,
            is_quiet: args.quiet,
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
        let mut message =
            format!("{} pages, {pages:.0}/s, {}/s", tally.inputs, HumanBytes(bytes as u64));
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
