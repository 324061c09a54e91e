"""Below a reply: how it ended, what it cost, and a button that goes on where it was cut."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from trymore_desktop.ui.icons import icon
from trymore_desktop.ui.styling import restyle
from trymore_desktop.ui.theme import theme_of

GAP = 8


class MessageEnd(QWidget):
    """Words over the whole width, or beside the button that `say` offers."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = QLabel(self)
        self._label.setObjectName("messageNote")
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(self)
        self.button.setObjectName("goOn")
        self.button.setAccessibleName("Continue reply")
        self.button.setAutoDefault(False)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._clicked)
        self.go_on: Callable[[], None] | None = None
        self._colour()
        self._retranslate()

    def say(self, text: str, kind: str, offer: bool) -> None:
        """Show `text` in the look of its `kind`, and the button if going on is possible."""
        restyle(self._label, "kind", kind)
        self._label.setText(text)
        self.button.setVisible(offer)
        self._place()
        self.show()

    def go(self) -> None:
        """There is nothing to say any more."""
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def _colour(self) -> None:
        self.button.setIcon(icon("continue", theme_of(self.palette()).text))

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Of the words, or of the button if that is higher."""
        button = 0 if self.button.isHidden() else self.button.sizeHint().height()
        return max(button, self._label.heightForWidth(self._room(width)))

    def _clicked(self) -> None:
        if self.go_on is not None:
            self.go_on()

    def _room(self, width: int) -> int:
        """For the words beside the button."""
        if self.button.isHidden():
            return width
        return max(width // 2, width - self.button.sizeHint().width() - GAP)

    def _place(self) -> None:
        size, wanted = self.size(), self.button.sizeHint()
        offered = not self.button.isHidden()
        metrics, margin = self._label.fontMetrics(), 2 * self._label.margin() + 4
        lines = self._label.text().splitlines()
        words = max(map(metrics.horizontalAdvance, lines), default=0) + margin
        across = self._room(size.width())
        if offered and self._label.property("kind") == "quiet":
            across = min(across, words)  # the button follows the words
        down = min(size.height(), self._label.heightForWidth(across))
        self._label.setGeometry(0, (size.height() - down) // 2, across, down)
        top = (size.height() - wanted.height()) // 2
        self.button.setGeometry(QRect(across + GAP, top, wanted.width(), wanted.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Place both."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow language and theme; the words are said again by the message."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._colour()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.button.setText(self.tr("Continue"))
        self.button.setToolTip(self.tr("Go on where the reply ended"))
        self.button.setAccessibleDescription(self.button.toolTip())


def show_end(
    end: MessageEnd | None,
    parent: QWidget,
    words: tuple[str, str],
    go_on: Callable[[], None] | None,
) -> MessageEnd | None:
    """Show a text and its kind in `end`, made if need be; without a text it goes.

    With `go_on` the button is there, and calls it.
    """
    text, kind = words
    if not text:
        if end is not None:
            end.go()
        return None
    if end is None:
        end = MessageEnd(parent)
    end.go_on = go_on
    end.say(text, kind, go_on is not None)
    return end
