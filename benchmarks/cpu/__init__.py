"""The parts of benchmarks/inference.py: models, engines, what is measured, bars."""
