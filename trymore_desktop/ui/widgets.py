"""Small pieces that the wizard, the models page and the dialogs share."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from trymore_desktop.core.checkpoints import Severity
from trymore_desktop.messages import Words
from trymore_desktop.ui.styling import restyle as restyle

SYMBOLS = {"good": "✓", "info": "•", "warning": "!", "error": "✕"}
KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}


class Text(QLabel):
    """A paragraph that wraps; `scale` is relative to the window's font and follows it."""

    def __init__(self, scale: float = 1.0, muted: bool = False, bold: bool = False) -> None:
        super().__init__()
        self._scale = scale
        self._bold = bold
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("muted", muted)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._apply_font()

    def _apply_font(self) -> None:
        font = QFont(QApplication.font())
        font.setPointSizeF(font.pointSizeF() * self._scale)
        if self._bold:
            font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the window's font; under a style sheet its change comes as a new style."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.ApplicationFontChange, QEvent.Type.StyleChange):
            self._apply_font()


def card(accent: bool = False, margin: int = 18, spacing: int = 8) -> tuple[QFrame, QVBoxLayout]:
    """A rounded frame and its column."""
    frame = QFrame()
    frame.setProperty("card", "accent" if accent else "true")
    column = QVBoxLayout(frame)
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(spacing)
    return frame, column


def row(*widgets: QWidget, stretch: bool = True, spacing: int = 8) -> QHBoxLayout:
    """Widgets side by side, from the left."""
    line = QHBoxLayout()
    line.setSpacing(spacing)
    for widget in widgets:
        line.addWidget(widget)
    if stretch:
        line.addStretch(1)
    return line


def button(name: str, look: str = "", primary: bool = False) -> QPushButton:
    """A button with its fixed English accessible name; `look` is link, danger, choice or empty."""
    made = QPushButton()
    made.setAccessibleName(name)
    made.setAutoDefault(False)
    if primary:
        made.setProperty("primary", True)
    if look:
        made.setProperty(look, True)
    return made


class Note(QFrame):
    """A coloured line with a mark, what it is, why, and what mends it, and room for buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Text()
        self.title.setProperty("title", True)
        self.body = Text()
        self.mend = Text(bold=False)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        for part in (self.title, self.body, self.mend):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(part)
        column.addLayout(self._buttons)
        self.setProperty("note", "info")

    def say(self, kind: str, words: Words) -> None:
        """Show words as good, info, warning or error."""
        self.title.setText(f"{SYMBOLS[kind]}  {words.what}")
        self.body.setText(words.why)
        self.mend.setText(words.mend)
        self.body.setVisible(bool(words.why))
        self.mend.setVisible(bool(words.mend))
        self.setAccessibleName(str(words))
        if self.property("note") != kind:
            restyle(self, "note", kind)
            restyle(self.title, "title", True)
            self.title.style().unpolish(self.title)
            self.title.style().polish(self.title)

    def add_button(self, made: QPushButton) -> None:
        """Offer a mend."""
        self._buttons.insertWidget(self._buttons.count() - 1, made)
