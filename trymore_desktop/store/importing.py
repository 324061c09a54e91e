"""Bringing conversations in: ShareGPT, ChatGPT's conversations.json, and this program's JSON."""

from collections.abc import Iterator
from pathlib import Path

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Event, Imported, Progress
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.foreign import conversation_from
from trymore_desktop.store.intake import Intake
from trymore_desktop.store.source import opened


def import_file(store: Store, path: Path, control: Control) -> Iterator[Event]:
    """Read a file of any size piece by piece; all of it appears at the end, or nothing.

    Drive it from a thread of its own; the store stays usable meanwhile. Also reads the .zip that
    ChatGPT sends. Yields Progress (stage import, bytes), ends in Imported.

    Raises:
        TryMoreError: `import_unknown` format, `import_broken` JSON, `import_empty`,
            `import_failed` (unreadable), and what the store raises.
        Interrupted: cancelled; nothing was kept.
    """
    known = skipped = 0
    with opened(path) as source, Intake(store.database) as intake:
        report = Reporter(control, "import", source.total)
        for entry in source.entries():
            conversation = conversation_from(entry)
            known += conversation is not None
            skipped += conversation is None or not intake.add(conversation)
            yield from report(min(source.done, source.total - 1))
        if not intake.messages:
            code = "import_empty" if known else "import_unknown"
            raise TryMoreError(code, path=str(path), entries=known)
        intake.publish()
    yield Progress("import", source.total, source.total)
    yield Imported(intake.conversations, intake.messages, skipped)
