"""The readers by the names of their formats in a recipe."""

from collections.abc import Callable
from typing import Any

from trymore_desktop.training.data.coig import is_coig, read_coig
from trymore_desktop.training.data.conversation import Conversation
from trymore_desktop.training.data.readers import (
    TALKS,
    Reject,
    read_alpaca,
    read_chat,
    read_leetcode,
    read_sharegpt,
)


def read_any(record: Any, identity: str) -> Conversation | Reject:
    """Whichever of the readers fits the record's keys."""
    if not isinstance(record, dict):
        return "not_an_object"
    if "leaf" in record and "messages" in record:
        return read_chat(record, identity)
    if is_coig(record):
        return read_coig(record, identity)
    if any(name in record for name in TALKS):
        return read_sharegpt(record, identity)
    return read_leetcode(record, identity)


READERS: dict[str, Callable[[Any, str], Conversation | Reject]] = {
    "auto": read_any,
    "sharegpt": read_sharegpt,
    "alpaca": read_alpaca,
    "coig": read_coig,
    "leetcode": read_leetcode,
    "chat": read_chat,
}
"""By the name of a format in a recipe: (record, identity if it has none) -> conversation."""
