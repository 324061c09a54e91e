"""Taking conversations along: Markdown, text, JSON that comes back whole, ShareGPT."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

from trymore_desktop.core.chat import Role
from trymore_desktop.errors import TryMoreError
from trymore_desktop.files import replacing
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.exchange import FORMAT, VERSION, OutsideConversation, OutsideMessage
from trymore_desktop.store.records import ConversationRecord


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

SPEAKERS: Mapping[Role, str] = {
    Role.SYSTEM: "System",
    Role.USER: "You",
    Role.ASSISTANT: "TryMoreGPT",
}
"""How Markdown and text name who speaks, unless the caller has words in another language."""


SOURCE = "trymore-desktop"
"""What training data say about where they come from."""


def export(
    store: Store,
    conversations: Iterable[int],
    format: ExportFormat | str,
    path: Path,
    speakers: Mapping[Role, str] = SPEAKERS,
) -> int:
    """Write the conversations to one file, whole or not at all; the number written.

    Raises:
        TryMoreError: `export_failed` (full, not writable), `conversation_missing`.
        ValueError: no such format.
    """
    records = [store.conversation(number) for number in conversations]
    pieces = _WRITERS[ExportFormat(format)](store, records, speakers)
    try:
        with replacing(path) as file:
            for piece in pieces:
                file.write(piece)
    except OSError as error:
        raise TryMoreError("export_failed", path=str(path), reason=str(error)) from error
    return len(records)


Pieces = Iterator[bytes]
Writer = Callable[[Store, list[ConversationRecord], Mapping[Role, str]], Pieces]


def _markdown(
    store: Store, records: list[ConversationRecord], speakers: Mapping[Role, str]
) -> Pieces:
    for index, record in enumerate(records):
        yield b"\n---\n\n" if index else b""
        yield f"# {_one_line(record.title)}\n\n*{_date(record.created)}*\n".encode()
        for role, content in _said(store, record):
            yield f"\n## {speakers[role]}\n\n{content.rstrip()}\n".encode()


def _text(store: Store, records: list[ConversationRecord], speakers: Mapping[Role, str]) -> Pieces:
    for index, record in enumerate(records):
        yield b"\n" + b"=" * 72 + b"\n\n" if index else b""
        yield f"{_one_line(record.title)}\n{_date(record.created)}\n".encode()
        for role, content in _said(store, record):
            yield f"\n{speakers[role]}:\n{content.rstrip()}\n".encode()


def _sharegpt(
    store: Store, records: list[ConversationRecord], _speakers: Mapping[Role, str]
) -> Pieces:
    """FastChat's training format; the system prompt stands beside, where its reader ignores it."""
    names = {Role.USER: "human", Role.ASSISTANT: "gpt", Role.SYSTEM: "system"}

    def entry(record: ConversationRecord) -> object:
        said = [{"from": names[m.role], "value": m.content} for m in store.path(record.id)]
        head: dict[str, object] = {
            "id": f"trymore_{record.id}",
            "source": SOURCE,
            "title": record.title,
        }
        if record.system:
            head["system"] = record.system
        return head | {"conversations": said}

    return _array(entry(record) for record in records)


def _json(store: Store, records: list[ConversationRecord], _speakers: Mapping[Role, str]) -> Pieces:
    yield f'{{"format": "{FORMAT}", "version": {VERSION}, "conversations": '.encode()
    yield from _array(_outside(store, record) for record in records)
    yield b"}\n"


def _outside(store: Store, record: ConversationRecord) -> OutsideConversation:
    messages = [
        OutsideMessage(**{name: getattr(m, name) for name in OutsideMessage.__struct_fields__})
        for m in store.messages(record.id)
    ]
    shown = store.path(record.id)
    return OutsideConversation(
        messages=messages,
        leaf=shown[-1].id if shown else None,
        **{
            name: getattr(record, name)
            for name in OutsideConversation.__struct_fields__
            if name not in ("messages", "leaf")
        },
    )


def _array(entries: Iterable[object]) -> Pieces:
    yield b"["
    for index, entry in enumerate(entries):
        yield b",\n" if index else b"\n"
        yield msgspec.json.format(msgspec.json.encode(entry), indent=1)
    yield b"\n]"


_WRITERS: dict[ExportFormat, Writer] = {
    ExportFormat.MARKDOWN: _markdown,
    ExportFormat.TEXT: _text,
    ExportFormat.JSON: _json,
    ExportFormat.SHAREGPT: _sharegpt,
}


def _said(store: Store, record: ConversationRecord) -> Iterator[tuple[Role, str]]:
    if record.system:
        yield Role.SYSTEM, record.system
    for message in store.path(record.id):
        yield message.role, message.content


def _one_line(title: str) -> str:
    return " ".join(title.split()) or "…"


def _date(moment: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(moment))
