"""What an entry of a message table is."""

import msgspec

CONTEXT = "messages"
"""The translation context of all tables."""


class Explanation(msgspec.Struct, frozen=True):
    """English sources with {placeholders}; `why` and `mend` may be empty."""

    what: str
    why: str = ""
    mend: str = ""


def QT_TRANSLATE_NOOP(_context: str, source: str) -> str:  # noqa: N802 - the name lupdate looks for
    """Mark a text for lupdate without importing Qt."""
    return source
