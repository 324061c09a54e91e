"""A line above the conversation that says what is wrong and offers what mends it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from trymore_desktop.messages import Words, side_by_side
from trymore_desktop.ui.icons import icon
from trymore_desktop.ui.live_frame import LiveFrame
from trymore_desktop.ui.styling import restyle
from trymore_desktop.ui.theme import theme_of

AskWords = Callable[[], Words]
Offer = tuple[str, Callable[[], str], Callable[[], None]]
"""English accessible name, the label in the present language, and what happens."""


class Banner(LiveFrame):
    """Shows one thing at a time; words are asked for again when the language changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._words: AskWords | None = None
        self._offers: list[tuple[QPushButton, Callable[[], str]]] = []
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QToolButton()
        self._close.setAccessibleName("Dismiss")
        self._close.clicked.connect(self.dismiss)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(14, 8, 8, 8)
        self._line.setSpacing(8)
        self._line.addWidget(self.text, 1)
        self._line.addWidget(self._close)
        self._colour()
        self.hide()

    def say(self, words: AskWords, offers: list[Offer], error: bool = True) -> None:
        """Show words with buttons; a button's press also closes the banner."""
        self.dismiss()
        self._words = words
        restyle(self, "kind", "error" if error else "note")
        restyle(self.text, "kind", "error" if error else "note")
        for name, label, action in offers:
            button = QPushButton()
            button.setAccessibleName(name)
            button.clicked.connect(self.dismiss)
            button.clicked.connect(action)
            self._line.insertWidget(self._line.count() - 1, button)
            self._offers.append((button, label))
        self._retranslate()
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.text.text()))

    def dismiss(self) -> None:
        """Close it."""
        self.hide()
        self._words = None
        for button, _ in self._offers:
            self._line.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._offers = []

    def _retranslate(self) -> None:
        self._close.setToolTip(self.tr("Dismiss"))
        if self._words is not None:
            words = self._words()
            self.text.setText(side_by_side((words.what, words.mend)))
            self.text.setToolTip(words.why)
        for button, label in self._offers:
            button.setText(label())

    def _colour(self) -> None:
        self._close.setIcon(icon("close", theme_of(self.palette()).muted))
