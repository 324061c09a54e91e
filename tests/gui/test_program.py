"""The whole program as a process: start, kill, start again, a second start, quitting."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from trymore_desktop.core.chat import Role
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.records import MessageState

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys
from PySide6.QtCore import QTimer
from trymore_desktop import app
from trymore_desktop.ui import program

class Watched(program.Program):
    def _furnished(self):
        super()._furnished()
        print("painted", flush=True)
        self._instance.raised.connect(lambda: print("raised", flush=True))
        QTimer.singleShot(600, self.tell)

    def tell(self):
        print("modules", sorted({"torch", "transformers", "numpy"} & set(sys.modules)), flush=True)
        pane = getattr(self._window, "pane", None)
        print("shown", pane.text().replace("\\n", " ") if pane else "-", flush=True)

program.Program = Watched
sys.exit(app.main(["trymore-desktop"]))
"""


MENDING = """
import sys
from PySide6.QtCore import QTimer
from trymore_desktop import app
from trymore_desktop.ui import program

class Mender(program.Program):
    def _furnished(self):
        super()._furnished()
        if self._store is None:
            self._refusal._mend_it.click()
            self.timer = QTimer(interval=50, timeout=self.go_on)
            self.timer.start()
        else:
            # A moment later, when the event loop answers to signals.
            QTimer.singleShot(500, self.tell)

    def tell(self):
        print("opened", len(self._store.list_conversations()), flush=True)

    def go_on(self):
        if self._refusal._again.isVisible():
            self.timer.stop()
            self._refusal._again.click()

program.Program = Mender
sys.exit(app.main(["trymore-desktop"]))
"""


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    (home / "config").mkdir(parents=True)
    settings = {"setup_done": True, "language": "en"}
    (home / "config" / "settings.json").write_bytes(msgspec.json.encode(settings))
    return {**os.environ, "TRYMORE_HOME": str(home), "PYTHONPATH": str(ROOT)}


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Start]:
    """Starts the program; however the test ends, none is left behind with its engine."""
    started: list[subprocess.Popen[str]] = []

    def begin(script: str = SCRIPT) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", script],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def program(start: Start) -> subprocess.Popen[str]:
    return start()


def read_until(process: subprocess.Popen[str], word: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(word):
            return line.strip()
    raise AssertionError(f"no {word!r}: {process.stderr.read() if process.stderr else ''}")


def test_torch_stays_out_and_quitting_is_clean(program: subprocess.Popen[str], home: Path) -> None:
    read_until(program, "painted")
    assert read_until(program, "modules") == "modules []"
    program.send_signal(signal.SIGTERM)
    _, errors = program.communicate(timeout=90)
    assert program.returncode == 0
    assert errors.replace("This plugin does not support propagateSizeHints()", "").strip() == ""
    saved = msgspec.json.decode((home / "config" / "settings.json").read_bytes())
    assert saved["window_geometry"]


def test_a_second_start_raises_the_first(program: subprocess.Popen[str], start: Start) -> None:
    read_until(program, "shown")
    second = start()
    assert second.wait(timeout=90) == 0
    assert read_until(program, "raised") == "raised"


def test_a_killed_program_shows_what_there_was(start: Start, home: Path) -> None:
    from trymore_desktop.paths import data_dir
    from trymore_desktop.ui.program import STORE_NAME

    with Store(data_dir() / STORE_NAME) as store:
        conversation = store.create_conversation()
        question = store.add_message(conversation.id, None, Role.USER, "are you there?")
        reply = store.add_message(
            conversation.id, question.id, Role.ASSISTANT, "", MessageState.STREAMING
        )
        store.write_reply(reply.id, "half an ans")
    first = start()
    read_until(first, "painted")
    time.sleep(0.2)
    first.kill()
    first.wait()
    second = start()
    shown = read_until(second, "shown")
    second.kill()
    second.wait()
    assert "are you there?" in shown
    assert "half an ans" in shown


def test_a_store_that_is_in_use_is_told(start: Start, home: Path) -> None:
    """Another process holds the chats, but is no window that could be raised."""
    from trymore_desktop.paths import data_dir
    from trymore_desktop.ui.program import STORE_NAME

    with Store(data_dir() / STORE_NAME):
        process = start()
        assert read_until(process, "shown") == "shown -"
        assert process.poll() is None, "it says why and waits"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=90) == 0


def test_damaged_chats_are_mended_at_the_start(start: Start, home: Path) -> None:
    from trymore_desktop.paths import data_dir
    from trymore_desktop.ui.program import STORE_NAME

    path = data_dir() / STORE_NAME
    with Store(path) as store:
        store.create_conversation(title="kept")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET rootpage = 9999 WHERE name = 'message_tree'")
    connection.commit()
    connection.close()
    process = start(MENDING)
    assert read_until(process, "opened") == "opened 1"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=90) == 0
    assert len(list(path.parent.glob("chats-damaged-*.db"))) == 1
