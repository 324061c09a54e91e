"""TryMore Desktop: chat in Chinese and English with TryMoreGPT on your own computer."""

__version__ = "0.1.0"
RELEASES = "https://github.com/trymore/trymore-desktop/releases"
"""The page of newer versions; only a person's browser ever opens it."""
