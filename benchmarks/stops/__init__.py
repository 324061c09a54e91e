"""The parts of benchmarks/cancelling.py: a client with a clock, and what is cancelled."""
