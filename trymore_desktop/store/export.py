"""Taking conversations along: Markdown, text, JSON that comes back whole, ShareGPT."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from trymore_desktop.store.conversations import Store


class ExportFormat(StrEnum):
    """The last two can be imported again; JSON keeps every branch, the others the one shown."""

    MARKDOWN = "markdown"
    TEXT = "text"
    JSON = "json"
    SHAREGPT = "sharegpt"


SUFFIXES = {
    ExportFormat.MARKDOWN: ".md",
    ExportFormat.TEXT: ".txt",
    ExportFormat.JSON: ".json",
    ExportFormat.SHAREGPT: ".json",
}


def export(
    store: Store, conversations: Iterable[int], format: ExportFormat | str, path: Path
) -> int:
    """Write the conversations to one file, whole or not at all; the number written.

    Raises:
        TryMoreError: `export_failed` (full, not writable), `conversation_missing`.
    """
    raise NotImplementedError
