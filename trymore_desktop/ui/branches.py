"""Branches of a conversation, compared."""

from collections.abc import Sequence

from trymore_desktop.store.records import MessageRecord


def common_start(old: Sequence[MessageRecord], new: Sequence[MessageRecord]) -> int:
    """How many messages at the beginning are the same ones."""
    count = 0
    for first, second in zip(old, new, strict=False):
        if first.id != second.id:
            break
        count += 1
    return count
