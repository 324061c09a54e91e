"""The field of the search: a magnifying glass as sharp as the screen, and a button that empties it.

The pictures of QLineEdit's own actions are 16 pixels, whatever the size of the text.
"""

from PySide6 import QtCore
from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton

from trymore_desktop.ui.icons import icon, pixmap
from trymore_desktop.ui.styling import set_by_name

SIGN = 8 / 7
"""Size of the magnifying glass, in sizes of the font: 16 pixels at the normal one."""
LEFT = 9
"""Pixels before it."""
GAP = 6
"""Pixels between it and the text, besides the padding of the style sheet."""


class SearchField(QLineEdit):
    """Escape empties it, Down goes to what was found."""

    left_downwards = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Search")
        self.setAcceptDrops(False)  # a file is for the list below
        self._colour = "#000000"
        self._words = ""
        self._clear: QToolButton | None = None
        self.textChanged.connect(self._offer_to_clear)
        self._make_room()

    @property
    def sign_size(self) -> int:
        """Of the magnifying glass, in logical pixels."""
        return round(self.fontInfo().pixelSize() * SIGN)

    def set_words(self, label: str, clear: str) -> None:
        """Name the field where it is empty, and the button."""
        self.setPlaceholderText(label)
        self._words = clear
        if self._clear is not None:
            self._clear.setToolTip(clear)
            self._clear.setAccessibleDescription(clear)

    def set_colour(self, colour: str) -> None:
        """Paint the pictures in it."""
        self._colour = colour
        if self._clear is not None:
            self._clear.setIcon(icon("close", colour))
        self.update()

    def _make_room(self) -> None:
        right = self._clear.sizeHint().width() - GAP if self._clear is not None else 0
        self.setTextMargins(self.sign_size + GAP, 0, max(0, right), 0)

    @Slot()
    def _offer_to_clear(self) -> None:
        if self._clear is None:  # not before the first paint
            self._clear = QToolButton(self)
            self._clear.setObjectName("quiet")
            self._clear.setAccessibleName("Clear search")
            set_by_name(self._clear, "focusPolicy", "NoFocus")  # Escape does it
            self._clear.setCursor(QtCore.Qt.CursorShape.ArrowCursor)
            self._clear.clicked.connect(self.clear)
            self.set_words(self.placeholderText(), self._words)
            self.set_colour(self._colour)
        self._clear.setVisible(bool(self.text()))
        self._place()

    def _place(self) -> None:
        self._make_room()
        if self._clear is not None:
            size = self._clear.sizeHint()
            top = (self.height() - size.height()) // 2
            self._clear.setGeometry(self.width() - size.width() - 3, top, *size.toTuple())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The field, and the magnifying glass drawn for the pixels of this screen."""
        super().paintEvent(event)
        size = self.sign_size
        picture = pixmap("search", self._colour, size, self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(LEFT, (self.height() - size) // 2, picture)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the button at the end."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Another size of the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape and Down."""
        if event.key() == QtCore.Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (QtCore.Qt.Key.Key_Down, QtCore.Qt.Key.Key_Return):
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)
