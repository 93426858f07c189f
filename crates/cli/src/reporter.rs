//! What is said to people, on standard error.

use std::io::{IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use clap::builder::styling::{AnsiColor, Style};
use cleancopy::text::one_line;

use crate::args::shared::{ColorArg, MessageArgs};

/// Says things, as loudly as asked.
pub struct Reporter {
    choice: ColorChoice,
    quiet: bool,
    verbose: bool,
}

impl Default for Reporter {
    fn default() -> Self {
        Self { choice: ColorChoice::Auto, quiet: false, verbose: false }
    }
}

impl Reporter {
    pub fn new(args: &MessageArgs) -> Self {
        Self { choice: choice(args.color), quiet: args.quiet, verbose: args.verbose }
    }

    /// Something failed; always said.
    pub fn error(&self, message: &str) {
        self.say("error", AnsiColor::Red.on_default().bold(), message);
    }

    /// Worth knowing; not said when quiet.
    pub fn note(&self, message: &str) {
        if !self.quiet {
            self.say("note", AnsiColor::Yellow.on_default().bold(), message);
        }
    }

    /// A detail; only said when verbose.
    pub fn detail(&self, message: &str) {
        if self.verbose {
            self.say("note", AnsiColor::Yellow.on_default().bold(), message);
        }
    }

    /// How the run went; not said when quiet.
    pub fn summary(&self, message: &str) {
        if !self.quiet {
            self.write(&one_line(message));
        }
    }

    /// Help, as it is.
    pub fn show(&self, help: &str) {
        self.write(help);
    }

    fn say(&self, label: &str, style: Style, message: &str) {
        self.write(&format!("{style}{label}:{style:#} {}", one_line(message)));
    }

    fn write(&self, line: &str) {
        // When standard error is gone there is nobody left to tell.
        let _ = writeln!(AutoStream::new(std::io::stderr(), self.choice), "{line}");
    }
}

/// Whether standard output takes colours under this choice.
pub fn colors_stdout(color: ColorArg) -> bool {
    match choice(color) {
        ColorChoice::Auto => {
            std::io::stdout().is_terminal()
                && AutoStream::choice(&std::io::stdout()) != ColorChoice::Never
        }
        chosen => chosen != ColorChoice::Never,
    }
}

fn choice(color: ColorArg) -> ColorChoice {
    match color {
        ColorArg::Auto => ColorChoice::Auto,
        ColorArg::Always => ColorChoice::AlwaysAnsi,
        ColorArg::Never => ColorChoice::Never,
    }
}
