//! The command, run as a user runs it: one module for each subject.

mod command_line;
mod files;
mod pages;
mod server;

mod batch_arrow;
mod batch_damage;
mod batch_full;
mod batch_inputs;
mod batch_joins;
mod batch_outputs;
mod batch_runs;
mod batch_urls;
mod cli;
mod cli_outputs;
#[cfg(unix)]
mod config;
#[cfg(unix)]
mod explain;
mod fetch;
mod fetch_politeness;
mod fetch_store;
mod hostile_files;
mod links;
mod long_work;
mod manual;
mod mistakes;
mod multipage;
mod readme;
#[cfg(unix)]
mod schema;
mod site_rules;
#[cfg(unix)]
mod surface;
#[cfg(unix)]
mod surface_mistakes;
#[cfg(unix)]
mod surface_names;
mod text_cli;
