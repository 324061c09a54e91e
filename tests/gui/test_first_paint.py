"""What is there at the first paint and what is not yet; nothing here measures time."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from trymore_desktop.store.conversations import Store

ROOT = Path(__file__).parents[2]
SCRIPT = """
import builtins, gc, json, sys
from trymore_desktop import app

def place(window):
    from PySide6.QtCore import QPoint
    field = window.composer
    return [field.mapTo(window.chat_page, QPoint(0, field.height())).y(), field.width()]

def probe(prepare=app.prepare_environment):
    prepare()
    from trymore_desktop.ui import program

    class Probed(program.Program):
        def _painted(self):
            import PySide6.QtCore, PySide6.QtWidgets
            from PySide6.QtWidgets import QApplication
            facts = {
                "modules": sorted(sys.modules),
                "QtCore": sorted(vars(PySide6.QtCore)),
                "QtWidgets": sorted(vars(PySide6.QtWidgets)),
                "plain": builtins.__import__ is builtins.__orig_import__,
                "collects": gc.isenabled(),
                "names": [w.accessibleName() for w in QApplication.allWidgets() if w.isVisible()],
                "menus": [action.text() for action in self._window.menuBar().actions()],
                "field": place(self._window),
                "model": self._window.status_line.model_button.text(),
            }
            super()._painted()
            self._window.focusWidget().insertPlainText("typed early")
            print(json.dumps(facts | {"collects after": gc.isenabled()}), flush=True)

        def _furnished(self):
            super()._furnished()
            facts = {"text": self._window.composer.text}
            facts["field at last"] = place(self._window)
            facts["keyboard"] = self._window.focusWidget().property("language")
            print(json.dumps(facts), flush=True)
            self._window.close()

    program.Program = Probed

app.prepare_environment = probe
sys.exit(app.main(["trymore-desktop"]))
"""


def run(home: Path, **settings: object) -> dict[str, Any]:
    """Start the program in a home with these settings, and end it when it is complete."""
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.json").write_bytes(msgspec.json.encode(settings))
    with Store(home / "data" / "chats.db") as store:
        store.update_conversation(store.create_conversation().id, draft="a draft")
    environment = {**os.environ, "TRYMORE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    at_paint, complete = map(json.loads, done.stdout.splitlines())
    return at_paint | complete


def test_the_first_paint(home: Path) -> None:
    model = str(home / "models" / "TryMoreGPT-7B")
    facts = run(home, setup_done=True, language="en", model_path=model)
    assert {"Conversations", "Message", "Send", "New chat", "Search", "Settings", "Model"} <= set(
        facts["names"]
    )
    assert facts["menus"] == ["&File", "&Chat", "&View", "M&odels", "&Help"]
    late = {"asyncio", "qasync", "markdown_it", "pygments", "sqlite3", "PySide6.QtNetwork"}
    assert not late & set(facts["modules"])
    assert "Qt" not in facts["QtCore"], "its 93 enums take longer than the paint"
    assert not {"QStyle", "QListWidget"} & set(facts["QtWidgets"])
    assert facts["plain"], "PySide6's import reads the source of every module"
    assert not facts["collects"]
    assert facts["collects after"]
    assert facts["text"] == "a draft\ntyped early"
    assert facts["field"] == facts["field at last"], "nothing jumps"
    assert facts["model"] == "TryMoreGPT-7B", "it is not there yet, but it is not none"


def test_the_wizard_of_a_new_home_begins_at_the_chosen_language(home: Path) -> None:
    assert run(home, language="zh_CN")["keyboard"] == "zh_CN"
