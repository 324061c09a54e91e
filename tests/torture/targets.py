"""What is fuzzed without torch: the protocol, the settings, import files, the store."""

import json
import random
from pathlib import Path

import msgspec

from tests.torture.fuzzing import Check
from tests.torture.mutate import spoil_bytes, spoil_document
from trymore_desktop.core.chat import FinishReason, Message, Role, Usage
from trymore_desktop.core.checkpoints import CheckpointReport, MergePlan, Problem
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Failed, Finished, PlanReady, Progress, TextDelta
from trymore_desktop.engine import protocol
from trymore_desktop.engine.lines import read_lines
from trymore_desktop.errors import TryMoreError
from trymore_desktop.settings import CustomRole, Settings, load, save
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.export import ExportFormat, export
from trymore_desktop.store.importing import import_file
from trymore_desktop.store.salvage import salvage
from trymore_desktop.store.search import search

COMMANDS = (
    protocol.Merge("/基", "/δ", "/t"),
    protocol.Generate((Message(Role.USER, "你好"), Message(Role.ASSISTANT, "…"))),
    protocol.LoadModel("/m", "cuda", "int4"),
    protocol.Cancel(3),
)
EVENTS = (
    TextDelta("你好🙂", 3),
    Progress("merge", 3, 7, numbers={"memory": 1 << 40}),
    Failed("disk_full", {"missing": "3 GB"}, "detail"),
    Finished("text", FinishReason.STOP, Usage(1, 2, 3)),
    PlanReady(MergePlan(CheckpointReport("/b", "bin"), CheckpointReport("/d", "bin"), "/t",
                        problems=(Problem("x"),))),
)  # fmt: skip


def protocol_lines(_folder: Path) -> Check:
    """A line is understood or is a protocol_error."""
    lines = [protocol.encode(protocol.CommandLine(n, c)) for n, c in enumerate(COMMANDS)]
    lines += [protocol.encode(protocol.EventLine(n, e)) for n, e in enumerate(EVENTS)]

    def check(dice: random.Random) -> str | None:
        line = spoil_document(dice.choice(lines), dice)
        decode = dice.choice((protocol.decode_command, protocol.decode_event))
        decode(line)
        return None

    return check


def line_reader(_folder: Path) -> Check:
    """Whatever comes in whatever pieces, the lines are those that were sent, long ones dropped."""

    def check(dice: random.Random) -> str | None:
        whole = b"\n".join(dice.randbytes(dice.randrange(0, 90)) for _ in range(9)) + b"\n"
        pieces = []
        rest = whole
        while rest:
            size = dice.randrange(1, 60)
            pieces.append(rest[:size])
            rest = rest[size:]
        stream = iter(pieces)
        found = list(read_lines(lambda _size: next(stream, b""), 64))
        sent = [line if len(line) <= 64 else None for line in whole.split(b"\n")[:-1]]
        kept = [line for line in sent if line is not None and len(line) < 64]
        assert [line for line in found if line is not None and len(line) < 64] == kept
        return None

    return check


def settings_file(folder: Path) -> Check:
    """Settings load, with problems told, and save again."""
    path = folder / "settings.json"
    save(Settings(models=("/a", "/b"), roles=(CustomRole("n", "t"),), splitter=(1, 2)), path)
    good = path.read_bytes()

    def check(dice: random.Random) -> str | None:
        path.write_bytes(spoil_document(good, dice))
        settings, problems = load(path)
        save(settings, path)
        again, none = load(path)
        assert again == settings
        assert not none
        return "told" if problems else None

    return check


def import_files(folder: Path) -> Check:
    """A file comes in whole or not at all, with words."""
    store = Store(folder / "import.db")
    chat = store.create_conversation("s", title="标题").id
    first = store.add_message(chat, None, Role.USER, "问 question")
    store.add_message(chat, first.id, Role.ASSISTANT, "答 answer", model="m")
    good = [json.dumps(document, ensure_ascii=False).encode() for document in _documents()]
    for form in (ExportFormat.JSON, ExportFormat.SHAREGPT):
        export(store, [chat], form, folder / "good.json")
        good.append((folder / "good.json").read_bytes())
    path = folder / "spoiled.json"

    def check(dice: random.Random) -> str | None:
        path.write_bytes(spoil_document(dice.choice(good), dice))
        before = {record.id for record in store.list_conversations()}
        try:
            for _ in import_file(store, path, Control()):
                pass
        finally:
            new = {record.id for record in store.list_conversations()} - before
            for number in new:
                store.path(number)
                list(store.messages(number))
                store.purge(number)
        assert new
        return None

    return check


def _documents() -> list[object]:
    turns = [{"from": "human", "value": "你好"}, {"from": "gpt", "value": "hello"}]
    node = {"author": {"role": "user"}, "content": {"content_type": "text", "parts": ["a", "b"]}}
    mapping = {
        "r": {"id": "r", "parent": None, "children": ["u"], "message": None},
        "u": {"id": "u", "parent": "r", "children": ["a"], "message": node},
        "a": {"id": "a", "parent": "u", "children": [], "message": node | {"create_time": 1.5}},
    }
    chatgpt = {"title": "t", "create_time": 1e9, "current_node": "a", "mapping": mapping}
    return [[{"id": "1", "conversations": turns}] * 2, [chatgpt, chatgpt]]


def store_files(folder: Path) -> Check:
    """A spoiled store opens or is refused; what opens can be used or says that it is damaged."""
    path, made = folder / "chats.db", folder / "good.db"
    with Store(made) as store:
        for _ in range(4):
            chat = store.create_conversation("系统").id
            parent = None
            for number in range(6):
                parent = store.add_message(chat, parent, Role.USER, f"{number} 消息 " * 30).id
    good = made.read_bytes()

    def check(dice: random.Random) -> str | None:
        for extra in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + extra).unlink(missing_ok=True)
        path.write_bytes(_spoil_pages(good, dice))
        if dice.random() < 0.5:
            path.with_name("chats.db-wal").write_bytes(dice.randbytes(100))
        try:
            _use_store(path)
        except TryMoreError as error:
            if error.code != "store_damaged":
                raise
            damaged = salvage(path).damaged
            _use_store(path)
            for extra in ("", "-wal", "-shm"):
                damaged.with_name(damaged.name + extra).unlink(missing_ok=True)
            return "salvaged"
        return None

    return check


def _use_store(path: Path) -> None:
    with Store(path) as store:
        for record in store.list_conversations():
            for message in store.path(record.id):
                msgspec.json.encode(message)
            store.add_message(record.id, record.leaf, Role.USER, "more")
        search(store, "消息")
        search(store, "more%")


def _spoil_pages(data: bytes, dice: random.Random) -> bytes:
    """Damage that keeps the file's size in most cases, as a failing disk does."""
    if dice.random() < 0.2:
        return spoil_bytes(data, dice)
    spoiled = bytearray(data)
    for _ in range(dice.choice((1, 3, 20))):
        place = dice.randrange(len(data)) if dice.random() < 0.8 else dice.randrange(100)
        spoiled[place : place + dice.choice((1, 4, 64))] = dice.randbytes(4)
    return bytes(spoiled[: len(data)])


LIGHT = {
    "protocol lines": protocol_lines,
    "line reader": line_reader,
    "settings": settings_file,
    "import files": import_files,
    "store files": store_files,
}
