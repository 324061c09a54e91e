"""The field in which a message is written: Enter, input methods, paste, drop, recall."""

from pathlib import Path

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QMimeData, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QSizePolicy, QWidget

from trymore_desktop.errors import TryMoreError
from trymore_desktop.ui.styling import set_by_name

MOST_LINES = 8
MARGIN = 4


class MessageEdit(QPlainTextEdit):
    """Grows with its text to some lines, then scrolls.

    An input method's composition is never sent: while one is open, Return belongs to it, and the
    first Return after it sends again. `file_refused` carries a TryMoreError.
    """

    submitted = Signal()
    file_refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Message")
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.document().setDocumentMargin(MARGIN)
        self.enter_sends = True
        self._preedit = ""
        self._hint = ""
        self._sent: list[str] = []
        self._recalled: int | None = None
        self.textChanged.connect(self._fit)
        self._fit()

    @property
    def composing(self) -> bool:
        """Whether an input method has an unfinished word here."""
        return bool(self._preedit)

    def commit_composition(self) -> None:
        """Take an unfinished word of an input method into the text, as the person sees it."""
        if not self.composing:
            return
        QGuiApplication.inputMethod().commit()
        if self.composing:  # an input context that knows no commit
            event = QInputMethodEvent()
            event.setCommitString(self._preedit)
            QApplication.sendEvent(self, event)
            QGuiApplication.inputMethod().reset()

    def set_sent(self, texts: list[str]) -> None:
        """What was sent before in this conversation, the oldest first, for Up."""
        self._sent = texts
        self._recalled = None

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        """Remember whether a composition is open."""
        self._preedit = event.preeditString()
        self._show_hint()
        super().inputMethodEvent(event)
        self._fit()

    def setPlaceholderText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """What an empty field says; Qt would write it below an unfinished word too."""
        self._hint = text
        self._show_hint()

    def _show_hint(self) -> None:
        shown = "" if self.composing else self._hint
        if shown != self.placeholderText():
            super().setPlaceholderText(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Send, break the line, recall, or type."""
        keys = QtCore.Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter) and not self.composing:
            self._return_pressed(event.modifiers())
        elif event.key() in (keys.Key_Up, keys.Key_Down) and self._recall(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _return_pressed(self, modifiers: "QtCore.Qt.KeyboardModifier") -> None:
        shift = bool(modifiers & QtCore.Qt.KeyboardModifier.ShiftModifier)
        control = bool(modifiers & QtCore.Qt.KeyboardModifier.ControlModifier)
        if control or shift != self.enter_sends:
            self.submitted.emit()
        else:
            self.textCursor().insertText("\n")
            self.ensureCursorVisible()

    def _recall(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~QtCore.Qt.KeyboardModifier.KeypadModifier or self.composing:
            return False
        untouched = self._recalled is not None and self.toPlainText() == self._sent[self._recalled]
        if not self._sent or not (untouched or not self.toPlainText()):
            return False
        if event.key() == QtCore.Qt.Key.Key_Up:
            position = len(self._sent) if not untouched else self._recalled or 0
            self._show_recalled(max(0, position - 1))
            return True
        if untouched and self._recalled is not None:
            self._show_recalled(self._recalled + 1)
            return True
        return False

    def _show_recalled(self, position: int) -> None:
        if position >= len(self._sent):
            self._recalled = None
            self.clear()
            return
        self._recalled = position
        self.setPlainText(self._sent[position])
        self.moveCursor(QTextCursor.MoveOperation.End)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802 - Qt's name
        """Text and files."""
        return source.hasText() or source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's name
        """Insert text without its dress, and files by their content."""
        files = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        if files:
            self.insert_files(files)
        elif source.hasText():
            self.insertPlainText(source.text())
        self.setFocus()

    def insert_files(self, files: list[Path]) -> None:
        """Insert the content of text files, each with its name above it."""
        from trymore_desktop.ui.text_files import fenced, read_text_file

        for path in files:
            try:
                text = fenced(path.name, read_text_file(path))
            except TryMoreError as error:
                self.file_refused.emit(error)
                continue
            lead = "" if self.textCursor().atBlockStart() else "\n"
            self.insertPlainText(f"{lead}{text}\n")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Lines have another height."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Lines wrap anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = min(MOST_LINES, max(1, round(self.document().size().height())))
        height = lines * self.fontMetrics().lineSpacing() + 2 * MARGIN + 2
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)
        full = lines == MOST_LINES and self.document().size().height() > MOST_LINES
        policy = "ScrollBarAsNeeded" if full else "ScrollBarAlwaysOff"
        set_by_name(self, "verticalScrollBarPolicy", policy)
