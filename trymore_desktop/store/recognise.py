"""Whether a file holds conversations, by its first bytes: asked while somebody waits."""

import re
from pathlib import Path

from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.source import opened

LOOKED_AT = 64 << 10
"""Bytes."""
_SIGNS = re.compile(
    rb'"format"\s*:\s*"trymore-chats"'
    rb'|"mapping"\s*:\s*\{'
    rb'|"(?:conversations|messages)"\s*:\s*\[\s*\{\s*"(?:from|role|value|content|id)"'
)
"""Of this program's own files, of ChatGPT's, and of ShareGPT's and its kin."""


def holds_chats(path: Path) -> bool:
    """Whether an import would probably find conversations in a file; it may be of any kind."""
    try:
        with opened(path) as source:
            head = source.peek(LOOKED_AT)
    except (TryMoreError, OSError):
        return False
    return head[:1] in (b"[", b"{") and _SIGNS.search(head) is not None
