//! The commands, one file each.

pub mod batch;
mod batch_inputs;
pub mod eval;
pub mod explain;
pub mod extract;
pub mod generate;
pub mod links;
pub mod site_rules;
pub mod text;
