"""Saying something in the main window, and waiting for what comes of it."""

import msgspec
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from trymore_desktop.ui.main_window import MainWindow

WAIT = 60_000
"""Milliseconds for the engine's process with a tiny model."""


def set_length(window: MainWindow, tokens: int) -> None:
    """How long replies may become."""
    config = window.preferences.current.generation
    # Greedy: a random model then goes round in circles and does not end by chance.
    longer = msgspec.structs.replace(config, max_new_tokens=tokens, temperature=0.0)
    window.preferences.update(generation=longer)


def say(qtbot: QtBot, window: MainWindow, text: str) -> None:
    """Write and press Enter."""
    window.composer.set_text(text)
    qtbot.keyClick(window.composer.edit, Qt.Key.Key_Return)


def wait_for_reply(qtbot: QtBot, window: MainWindow) -> None:
    """Until no reply is being written."""
    qtbot.waitUntil(lambda: not window.chat.generating, timeout=WAIT)


def wait_for_text(qtbot: QtBot, window: MainWindow) -> None:
    """Until some of the reply is there."""

    def some() -> bool:
        reply = window.chat.answering.reply
        return reply is not None and len(reply.text) > 3

    qtbot.waitUntil(some, timeout=WAIT)
