"""Words for what can go wrong in store."""

from trymore_desktop.messages.table import Explanation

TABLE: dict[str, Explanation] = {}
