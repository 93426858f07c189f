//! Benchmarks (`benches/`) and tools for training (`examples/`); the library part is empty.
