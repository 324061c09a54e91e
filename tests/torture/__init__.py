"""Faults that really happen, many times: `python -m tests.torture`, and a quick part in pytest."""
