"""Readers and cleaning steps for instruction data."""
