"""Benchmarks of the product: `make bench` measures its speed, memory and price for docs/benchmarks.md."""
