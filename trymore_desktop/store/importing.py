"""Bringing conversations in: ShareGPT, ChatGPT's conversations.json, and this program's JSON."""

from collections.abc import Iterator
from pathlib import Path

from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event
from trymore_desktop.store.conversations import Store


def import_file(store: Store, path: Path, control: Control) -> Iterator[Event]:
    """Read a file of any size piece by piece; all of it appears at the end, or nothing.

    Drive it from a thread of its own; the store stays usable meanwhile. Also reads the .zip that
    ChatGPT sends. Yields Progress (stage import, bytes), ends in Imported.

    Raises:
        TryMoreError: `import_unknown` format, `import_broken` JSON, `import_empty`,
            `import_failed` (unreadable), and what the store raises.
        Interrupted: cancelled; nothing was kept.
    """
    raise NotImplementedError
