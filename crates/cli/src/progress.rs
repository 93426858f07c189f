//! How far a batch is: a bar on a terminal, a line now and then elsewhere.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use cleancopy::batch::Progress;
use indicatif::{HumanBytes, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::advice::{failure_advice, with_advice};
use crate::args::shared::MessageArgs;
use crate::reporter::Reporter;

/// How often a line is written where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(30);
/// How often the bar is brought up to date.
const BAR_EVERY: Duration = Duration::from_millis(200);
/// Failures said one by one; of the others only the number.
const MAX_FAILURES: u64 = 20;

/// Shows progress.
pub struct Meter {
    bar: ProgressBar,
    is_quiet: bool,
    total: u64,
    failures: u64,
    started: Instant,
    shown: Instant,
    /// Inputs and bytes that were done when this run began, for the rates.
    before: Option<(u64, u64)>,
}

impl Meter {
    /// For inputs of so many bytes; 0 where that is not known.
    pub fn new(args: &MessageArgs, total: u64) -> Self {
        let is_drawn = stderr().is_terminal() && !args.quiet;
        let bar = if is_drawn {
            ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr())
        } else {
            ProgressBar::hidden()
        };
        let template = if total > 0 { "{bar:30} {percent:>3}%  {msg}" } else { "{spinner}  {msg}" };
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        let now = Instant::now();
        Self {
            bar,
            is_quiet: args.quiet,
            total,
            failures: 0,
            started: now,
            shown: now,
            before: None,
        }
    }

    /// Takes note of where the run is.
    pub fn show(&mut self, progress: &Progress<'_>, reporter: &Reporter) {
        if let Some(failure) = &progress.failure {
            self.failures += 1;
            match self.failures {
                n if n <= MAX_FAILURES => self.bar.suspend(|| {
                    reporter.error(&with_advice(&failure.message, failure_advice(&failure.kind)));
                }),
                n if n == MAX_FAILURES + 1 => self.bar.suspend(|| {
                    reporter.note("further failures are only counted; --errors FILE lists them")
                }),
                _ => {}
            }
        }
        let before = *self.before.get_or_insert((progress.tally.inputs, progress.bytes_read));
        let pause = if self.bar.is_hidden() { LINE_EVERY } else { BAR_EVERY };
        if self.shown.elapsed() < pause {
            return;
        }
        self.shown = Instant::now();
        let message = self.message(progress, before);
        if self.bar.is_hidden() {
            if !self.is_quiet {
                reporter.summary(&message);
            }
        } else {
            self.bar.set_position(progress.bytes_read.min(self.total));
            self.bar.set_message(message);
            self.bar.tick();
        }
    }

    /// Takes the bar away.
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
        let rest = self.total.saturating_sub(progress.bytes_read) as f64;
        if self.total > 0 && bytes > 1.0 {
            message += &format!(
                ", {} left",
                HumanDuration(Duration::from_secs_f64((rest / bytes).min(1e9)))
            );
        }
        let troubles = [
            ("empty", tally.empty),
            ("filtered", tally.filtered),
            ("duplicate", tally.duplicate),
            ("failed", tally.failed),
        ];
        for (word, count) in troubles.iter().filter(|(_, count)| *count > 0) {
            message += &format!(", {count} {word}");
        }
        message
    }
}
