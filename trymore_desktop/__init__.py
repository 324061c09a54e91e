"""TryMore Desktop: chat in Chinese and English with TryMoreGPT on your own computer."""

__version__ = "0.1.0"
