"""Benchmarks that print ratios: `make bench`, or `make bench BENCH=name` for one of them."""
