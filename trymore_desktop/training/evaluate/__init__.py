"""Examinations of a model: samples with real checks, zero-shot classes, perplexity, reports."""
