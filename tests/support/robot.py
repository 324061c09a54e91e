"""The real window with hands: does what the standard input says, and says what the window shows.

python -m tests.support.robot [ENGINE COMMAND]: starts the program as `trymore_desktop.app` does.
Each line of the input is a JSON list, a method of Hands and its arguments; each gets one line of
JSON back. In between come lines of what the chat and a merge show, as they show it.
"""

import json
import os
import sys
import threading
from collections.abc import Sequence
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from trymore_desktop import app
from trymore_desktop.core.events import Final, Progress, TextDelta
from trymore_desktop.engine import client
from trymore_desktop.ui import reply as replies
from trymore_desktop.ui.main_window import MainWindow
from trymore_desktop.ui.program import Program
from trymore_desktop.worker import Request

LOOK_INTERVAL = 20
"""Milliseconds between two looks whether the window is complete."""


def say(**facts: Any) -> None:
    """One line; a reader that is gone must not end the window, as it would not end the product."""
    try:
        os.write(1, json.dumps(facts).encode() + b"\n")
    except OSError:
        return


class Watcher(QObject):
    """Says each step of a reply and of a merge when it has reached the window."""

    def follow(self, reply: replies.Reply, request: Request) -> None:
        """A reply begins."""
        say(reply=reply.record.id, length=len(reply.text))
        reply.text_arrived.connect(lambda _text: say(length=len(reply.text), tokens=reply.tokens))
        request.ended.connect(lambda event: say(ended=type(event).__name__))


class Hands(QObject):
    """What a person can do, by the accessible names of the controls."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self._do, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self._read, daemon=True).start()
        self._look = QTimer(self, interval=LOOK_INTERVAL)
        self._look.timeout.connect(self._await_window)
        self._look.start()

    def _read(self) -> None:
        for line in sys.stdin:
            self.asked.emit(line)
        os._exit(1)  # nobody is there any more who could close the window

    @Slot()
    def _await_window(self) -> None:
        found = window()
        if found is not None and found.begun and found.models.path is not None:
            self._look.stop()
            say(complete=True)

    @Slot(str)
    def _do(self, line: str) -> None:
        do, *arguments = json.loads(line)
        try:
            say(value=getattr(self, do)(*arguments))
        except Exception as error:  # noqa: BLE001 - the other side decides
            say(error=f"{type(error).__name__}: {error}")

    def usable(self, name: str) -> bool:
        """Whether a control of this name is shown and enabled."""
        found = named(name)
        return found is not None and found.isEnabled()

    def click(self, name: str) -> None:
        """Press a button."""
        found = named(name)
        assert isinstance(found, QAbstractButton), name
        assert found.isEnabled(), f"{name} is disabled"
        # As the event loop delivers a real click: not from inside this request.
        QTimer.singleShot(0, found, found.click)

    def write(self, name: str, text: str) -> None:
        """Replace the text of a field, and finish it as Enter does where it is one line."""
        found = named(name)
        assert found is not None, name
        if isinstance(found, QLineEdit):
            found.setText(text)
            found.returnPressed.emit()
        else:
            found.setPlainText(text)  # type: ignore[attr-defined]

    def read(self, name: str) -> str:
        """The text of a control."""
        found = named(name)
        assert found is not None, name
        for way in ("toPlainText", "text", "windowTitle"):
            if hasattr(found, way):
                return str(getattr(found, way)())
        return ""

    def choose(self, name: str, data: str) -> None:
        """Choose an entry of a list by what it stands for."""
        found = named(name)
        assert isinstance(found, QComboBox), name
        place = found.findData(data)
        assert place >= 0, [found.itemData(index) for index in range(found.count())]
        found.setCurrentIndex(place)
        found.activated.emit(place)

    def labels(self) -> list[str]:
        """Every text that is shown in a label."""
        widgets = QApplication.allWidgets()
        return [w.text() for w in widgets if isinstance(w, QLabel) and w.isVisible() and w.text()]

    def names(self) -> list[str]:
        """Every named control that is shown."""
        widgets = QApplication.allWidgets()
        return [w.accessibleName() for w in widgets if w.isVisible() and w.accessibleName()]

    def state(self) -> dict[str, Any]:
        """How the model and the chat are."""
        found = window()
        assert found is not None
        path = found.chat.path
        return {
            "model": found.models.state.name,
            "precision": str(found.models.info.precision) if found.models.info else "",
            "generating": found.chat.generating,
            "last": str(path[-1].state.value) if path else "",
            "role": str(path[-1].role.value) if path else "",
            "messages": len(path),
            "engine": found.worker.state.value,
        }

    def act(self, action: str) -> None:
        """What a menu's entry does."""
        found = window()
        assert found is not None
        QTimer.singleShot(0, found.actions_[action], found.actions_[action].trigger)

    def load(self, model: str) -> None:
        """Another model, as the button of the model offers it."""
        found = window()
        assert found is not None
        found.models.load(model)

    def close_window(self) -> None:
        """As its cross does."""
        found = window()
        assert found is not None
        QTimer.singleShot(0, found, found.close)


def window() -> MainWindow | None:
    """The program's window, once it is made."""
    tops = QApplication.topLevelWidgets()
    return next((widget for widget in tops if isinstance(widget, MainWindow)), None)


def named(name: str) -> QWidget | None:
    """The last shown control with an accessible name: the newest, in a list of messages."""
    shown = [
        widget
        for widget in QApplication.allWidgets()
        if widget.accessibleName() == name and widget.isVisible()
    ]
    if len(shown) > 1:
        enabled = [widget for widget in shown if widget.isEnabled()]
        shown = enabled or shown
        shown.sort(key=lambda widget: widget.mapToGlobal(widget.rect().topLeft()).y())
    return shown[-1] if shown else None


def _tell_everything() -> None:
    """Hook the signals where they are made: the worker's requests and the replies."""
    watcher = Watcher()
    follow, take = replies.Reply.follow, Request.take

    def watched(self: replies.Reply, request: Request) -> None:
        follow(self, request)
        watcher.follow(self, request)

    def taken(self: Request, event: Any) -> None:
        take(self, event)
        if isinstance(event, Progress):
            say(stage=event.stage, done=event.done, total=event.total)
        elif isinstance(event, Final) and not isinstance(event, TextDelta):
            say(final=type(event).__name__, code=getattr(event, "code", ""))

    replies.Reply.follow = watched  # type: ignore[method-assign]
    Request.take = taken  # type: ignore[method-assign]


def main(engine: Sequence[str]) -> int:
    """Run the program to its end."""
    if engine:
        client.engine_command = lambda: list(engine)
    _tell_everything()
    app.prepare_environment()
    program = Program(["robot"])
    hands = Hands()
    status = program.run()
    hands.deleteLater()
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
