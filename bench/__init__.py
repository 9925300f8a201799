"""Benchmarks: ratios measured in one run, on this machine. ``make bench``; FULL=1 for all sizes."""
