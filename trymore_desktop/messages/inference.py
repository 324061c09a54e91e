"""Words for what can go wrong in inference."""

from trymore_desktop.messages.table import Explanation

TABLE: dict[str, Explanation] = {}
