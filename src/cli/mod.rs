//! The command line, over the library's public interface: a file per subcommand, and what they share.
//!
//! Standard output is for data, standard error for people. Only the files here print.

pub mod args;
pub mod batch;
pub mod batch_args;
pub mod batch_inputs;
mod fetch_args;
pub mod eval;
pub mod exit;
pub mod explain;
pub mod extract;
pub mod generate;
pub mod input;
pub mod links;
mod links_args;
pub mod load;
pub mod names;
pub mod pool;
pub mod progress;
pub mod property;
pub mod rows;
pub mod rules;
pub mod sink;
pub mod talk;
pub mod text;
