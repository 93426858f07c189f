//! `cleancopy config`: shows the settings and their sources.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use crate::args::config::{ConfigArgs, ConfigCommand};
use crate::config::all_settings;
use crate::exit::Exit;
use crate::output::{output_failed, output_name};
use crate::reporter::Reporter;

pub fn run(args: &ConfigArgs) -> Exit {
    let reporter = Reporter::default();
    let ConfigCommand::Show { config, no_config } = &args.action;
    let (files, settings) = match all_settings(config.as_ref(), !no_config) {
        Ok(found) => found,
        Err(usage) => return reporter.usage(&usage),
    };
    let mut out = String::new();
    let mut seen = HashSet::new();
    for setting in &settings {
        let command = setting.table.as_ref().map(|table| format!("{table}.")).unwrap_or_default();
        let value = match &setting.values[..] {
            [] => (!setting.is_off).to_string(),
            values => values.join(", "),
        };
        let note = if seen.insert((setting.table.clone(), setting.name.clone())) {
            String::new()
        } else {
            ", overridden".to_owned()
        };
        let _ = writeln!(out, "{command}{} = {value}  ({}{note})", setting.name, setting.source);
    }
    if settings.is_empty() {
        out.push_str("no settings\n");
    }
    for file in &files {
        let _ = writeln!(out, "read: {}", file.display());
    }
    match io::stdout().lock().write_all(out.as_bytes()) {
        Ok(()) => Exit::Done,
        Err(e) => output_failed(&e, &output_name(None), &reporter),
    }
}
