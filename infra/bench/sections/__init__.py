"""The sections of docs/benchmarks.md: each measures, and compares with its limits."""
