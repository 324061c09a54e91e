"""Words for what can go wrong in training."""

from trymore_desktop.messages.table import Explanation

TABLE: dict[str, Explanation] = {}
