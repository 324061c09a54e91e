"""The error dialog and short questions: opened, never executed, so that no event loop is nested."""

import platform
from collections.abc import Callable, Sequence

import PySide6
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from trymore_desktop import __version__
from trymore_desktop.core.events import Failed
from trymore_desktop.paths import log_dir
from trymore_desktop.ui.widgets import Text, button, row
from trymore_desktop.ui.words import words_for

LOG_TAIL = 6000
"""Bytes of the newest log that are copied with the details; logs never hold chat text."""


def technical_details(failure: Failed) -> str:
    """What a bug report needs: code, parameters, versions, the end of the engine's log."""
    lines = [
        f"TryMoreGPT Desktop {__version__}",
        f"{platform.platform()}, Python {platform.python_version()}, PySide6 {PySide6.__version__}",
        f"code: {failure.code}",
        *(f"{name}: {value}" for name, value in failure.params.items()),
    ]
    if failure.detail:
        lines += ["", failure.detail]
    tail = log_tail()
    if tail:
        lines += ["", "log:", tail]
    return "\n".join(lines)


def log_tail() -> str:
    """The end of the newest log file, or an empty string."""
    try:
        logs = sorted(log_dir().glob("*.log"), key=lambda path: path.stat().st_mtime)
        return logs[-1].read_bytes()[-LOG_TAIL:].decode("utf-8", "replace") if logs else ""
    except OSError:
        return ""


class ErrorDialog(QDialog):
    """What happened, why, what mends it, and Copy details."""

    def __init__(self, parent: QWidget | None, failure: Failed) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._failure = failure
        self._what = Text(1.2, bold=True)
        self._why = Text()
        self._mend = Text()
        self._details = QPlainTextEdit(technical_details(failure))
        self._details.setAccessibleName("Details")
        self._details.setReadOnly(True)
        self._details.setTabChangesFocus(True)
        self._details.hide()
        self._show = button("Show details", "link")
        self._show.clicked.connect(self._toggle)
        self._copy = button("Copy details")
        self._copy.clicked.connect(self._copy_details)
        self._close = button("Close", primary=True)
        self._close.setDefault(True)
        self._close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(10)
        for part in (self._what, self._why, self._mend, self._details):
            column.addWidget(part)
        column.addStretch(1)
        self.line = row(self._show, self._copy)
        self.line.addWidget(self._close)
        column.addLayout(self.line)
        self._close.setFocus()
        self.retranslate()

    def retranslate(self) -> None:
        """Write every text."""
        words = words_for(self._failure.code, self._failure.params)
        self.setWindowTitle(self.tr("TryMoreGPT"))
        self._what.setText(words.what)
        self._why.setText(words.why)
        self._mend.setText(words.mend)
        self._why.setVisible(bool(words.why))
        self._mend.setVisible(bool(words.mend))
        self._show.setText(self.tr("Details"))
        self._copy.setText(self.tr("Copy details"))
        self._close.setText(self.tr("Close"))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough to read."""
        return QSize(520, 240).expandedTo(super().sizeHint())

    def _toggle(self) -> None:
        self._details.setVisible(self._details.isHidden())

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details.toPlainText())
        self._copy.setText(self.tr("Copied"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def show_error(parent: QWidget | None, failure: Failed) -> ErrorDialog:
    """Open the error dialog; returns at once."""
    dialog = ErrorDialog(parent, failure)
    dialog.open()
    return dialog


class Choice:
    """One answer to a question; the first of a question is what Enter takes.

    `name` is the English accessible name, `look` is danger or empty.
    """

    def __init__(
        self, name: str, text: str, act: Callable[[], None] | None = None, look: str = ""
    ) -> None:
        self.name = name
        self.text = text
        self.act = act
        self.look = look


class Question(QDialog):
    """A question with its answers; Escape takes none of them."""

    def __init__(
        self, parent: QWidget | None, what: str, why: str, choices: Sequence[Choice]
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(QCoreApplication.translate("Question", "TryMoreGPT"))
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        head, text = Text(1.2, bold=True), Text(muted=True)
        head.setText(what)
        text.setText(why)
        text.setVisible(bool(why))
        column.addWidget(head)
        column.addWidget(text)
        column.addStretch(1)
        self.buttons: list[QPushButton] = []
        line = row(stretch=True)
        for position, choice in enumerate(choices):
            line.addWidget(self._button(choice, first=position == 0))
        column.addLayout(line)
        self.setAccessibleName(what)
        self.setAccessibleDescription(why)

    def _button(self, choice: Choice, first: bool) -> QPushButton:
        made = button(choice.name, choice.look, primary=first and not choice.look)
        made.setText(choice.text)
        made.setDefault(first)
        made.clicked.connect(self.accept)
        if choice.act:
            made.clicked.connect(choice.act)
        self.buttons.append(made)
        return made

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough to read."""
        return QSize(480, 180).expandedTo(super().sizeHint())


def ask(parent: QWidget | None, what: str, why: str, choices: Sequence[Choice]) -> Question:
    """Open a question; returns at once, the chosen answer's `act` is called later."""
    question = Question(parent, what, why, choices)
    question.open()
    return question
