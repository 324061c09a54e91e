"""SIGKILL while a reply streams, a store migrates, a file is imported."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests.support.old_store import make_old_store
from tests.torture.killing import run_and_kill, seconds
from tests.torture.speaker import TOKENS
from tests.torture.tally import Tally
from trymore_desktop.core.control import Control
from trymore_desktop.store.conversations import MessageState, Store
from trymore_desktop.store.importing import import_file
from trymore_desktop.store.search import search

PROMISED_SECONDS = 1.0
SPEAKER = [sys.executable, "-m", "tests.torture.speaker"]


def kill_replies(folder: Path, times: int, dice: random.Random) -> Tally:
    """At most a second of a reply is missing, it is marked, and everything before is there."""
    tally = Tally("kills of a streaming reply")
    path = folder / "chats.db"
    for _ in range(times):
        tally.tried += 1
        message, said = _hear_and_kill(path, dice.uniform(0.0, 3.0))
        if message is None:
            continue
        tally.faults += 1
        with Store(path) as store:
            check_sound(path, store, tally)
            record = store.message(message)
            question = store.message(record.parent or 0)
        tally.expect(record.state is MessageState.INTERRUPTED, f"state {record.state}")
        tally.expect(question.content == "问题", "the question is gone")
        whole = "".join(TOKENS[n % len(TOKENS)] + " " for n in range(len(said)))
        tally.expect(whole.startswith(record.content), "the reply's beginning is wrong")
        heard = [moment for length, moment in said if length > len(record.content)]
        missing = said[-1][1] - heard[0] if heard else 0.0
        tally.worst("seconds missing at most", missing)
        tally.expect(missing <= PROMISED_SECONDS, f"{missing:.2f} s missing")
    return tally


def _hear_and_kill(path: Path, delay: float) -> tuple[int | None, list[tuple[int, float]]]:
    """The message's id, and the length said with the moment it was heard."""
    child = subprocess.Popen([*SPEAKER, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    first = child.stdout.readline()
    end = time.monotonic() + delay
    said: list[tuple[int, float]] = []
    while time.monotonic() < end:
        line = child.stdout.readline()
        if not line:
            break
        said.append((int(line), time.monotonic()))
    child.kill()
    said += [(int(line), time.monotonic()) for line in child.stdout if line.endswith("\n")]
    child.wait()
    return (int(first) if first and said else None), said


def kill_migrations(folder: Path, times: int, dice: random.Random, messages: int = 4000) -> Tally:
    """Whenever a migration is killed, the next start has every message and finds them all."""
    tally = Tally("kills of a store migration")
    old, path = folder / "old.db", folder / "chats.db"
    make_old_store(old, conversations=messages // 40, turns=40)
    shutil.copy(old, path)
    whole = seconds(lambda: Store(path).close())
    for _ in range(times):
        tally.tried += 1
        _forget(folder, "chats.db")
        shutil.copy(old, path)
        kills = 0
        while run_and_kill(lambda: Store(path).close(), dice.uniform(0.0, whole)) and kills < 5:
            kills += 1
            tally.faults += 1
        tally.worst("kills of one file", kills)
        with Store(path) as store:
            check_sound(path, store, tally)
            with store.database.read() as connection:
                found = connection.execute("SELECT count(*) FROM message").fetchone()[0]
            tally.expect(found == messages, f"{found} of {messages} messages")
            hits = len(search(store, "第7句", limit=messages))
            tally.expect(hits == messages // 40, f"{hits} found by searching")
        leftovers = list((folder / "backups").glob("*.part"))
        tally.expect(not leftovers, f"left over: {leftovers}")
    return tally


def kill_imports(folder: Path, times: int, dice: random.Random, entries: int = 1500) -> Tally:
    """A killed import leaves nothing, or everything if it was through."""
    tally = Tally("kills of an import")
    path, source = folder / "chats.db", folder / "import.json"
    turns = [{"from": "human", "value": "导入的一句 " + "话" * 300}, {"from": "gpt", "value": "x"}]
    source.write_text(json.dumps([{"conversations": turns}] * entries))

    def bring() -> None:
        with Store(path) as store:
            for _ in import_file(store, source, Control()):
                pass

    whole = seconds(bring)
    for _ in range(times):
        tally.tried += 1
        _forget(folder, "chats.db")
        tally.faults += run_and_kill(bring, dice.uniform(0.0, whole))
        with Store(path) as store:
            tally.expect(len(store.list_conversations()) in (0, entries), "a part is shown")
            while not store.tidy(1.0):
                pass
            check_sound(path, store, tally)
            with store.database.read() as connection:
                found = connection.execute("SELECT count(*) FROM message").fetchone()[0]
            tally.expect(found in (0, 2 * entries), f"{found} messages")
            tally.count("all there" if found else "nothing there")
    return tally


def check_sound(path: Path, store: Store, tally: Tally) -> None:
    """SQLite's full check of the file, and of the search index."""
    connection = sqlite3.connect(path)
    found = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    tally.expect(found == [("ok",)], f"integrity: {found}")
    with store.database.read() as own:
        try:
            own.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        except sqlite3.DatabaseError as error:
            tally.expect(False, f"search index: {error}")


def _forget(folder: Path, name: str) -> None:
    for path in folder.glob(f"{name}*"):
        path.unlink()
