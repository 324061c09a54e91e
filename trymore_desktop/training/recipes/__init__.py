"""Recipes for data and fine-tuning, and configurations of accelerate."""
