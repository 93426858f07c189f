//! Messages on standard error.

use std::io::{IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use clap::builder::styling::{AnsiColor, Style};
use cleancopy::text::one_line;

use crate::args::shared::{ColorArg, MessageArgs};
use crate::exit::Exit;

/// Writes messages, according to `--quiet`, `--verbose` and `--color`.
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

    /// Reports a failure, even with `--quiet`.
    pub fn error(&self, message: &str) {
        self.write_labelled("error", AnsiColor::Red.on_default().bold(), message);
    }

    /// Reports what is wrong with the command line, and returns the exit code.
    pub fn usage(&self, message: &str) -> Exit {
        self.error(message);
        Exit::Usage
    }

    /// Reports why there is nothing to read, and returns the exit code.
    pub fn nothing(&self, message: &str) -> Exit {
        self.error(message);
        Exit::Nothing
    }

    /// Reports something worth knowing, unless `--quiet` is given.
    pub fn note(&self, message: &str) {
        if !self.quiet {
            self.write_labelled("note", AnsiColor::Yellow.on_default().bold(), message);
        }
    }

    /// Reports a detail, only with `--verbose`.
    pub fn detail(&self, message: &str) {
        if self.verbose {
            self.write_labelled("note", AnsiColor::Yellow.on_default().bold(), message);
        }
    }

    /// Reports the result of the run, unless `--quiet` is given.
    pub fn summary(&self, message: &str) {
        if !self.quiet {
            self.write(&one_line(message));
        }
    }

    /// Prints help.
    pub fn help(&self, help: &str) {
        self.write(help);
    }

    fn write_labelled(&self, label: &str, style: Style, message: &str) {
        self.write(&format!("{style}{label}:{style:#} {}", one_line(message)));
    }

    fn write(&self, line: &str) {
        // A failure to write to standard error cannot be reported.
        let _ = writeln!(AutoStream::new(std::io::stderr(), self.choice), "{line}");
    }
}

/// Whether to write colours to standard output.
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
        ColorArg::Auto if is_set("NO_COLOR") => ColorChoice::Never,
        ColorArg::Auto if is_set("CLICOLOR_FORCE") || is_set("FORCE_COLOR") => {
            ColorChoice::AlwaysAnsi
        }
        ColorArg::Auto => ColorChoice::Auto,
        ColorArg::Always => ColorChoice::AlwaysAnsi,
        ColorArg::Never => ColorChoice::Never,
    }
}

/// Whether a variable of the environment asks for something.
fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0")
}
