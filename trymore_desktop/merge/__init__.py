"""Merging and verifying weights: checkpoints in, checkpoint out."""
