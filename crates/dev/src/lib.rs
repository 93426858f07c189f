//! Benchmarks (`benches/`) and tools for training (`examples/`), with the code that the tools
//! share.

pub mod training_files;
