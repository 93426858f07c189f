//! Benchmarks (`benches/`), and tools that train and measure on labelled pages (`examples/`), with
//! the code that the tools share.

pub mod training_files;
