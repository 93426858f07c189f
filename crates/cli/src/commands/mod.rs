//! The commands, one file each.

pub mod batch;
mod batch_columns;
mod batch_inputs;
pub mod config;
pub mod eval;
pub mod explain;
pub mod extract;
mod extract_plan;
pub mod generate;
pub mod links;
pub mod site_rules;
pub mod text;
