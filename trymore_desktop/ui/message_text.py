"""The text of one message: as high as its text; nothing is fetched, no link opens by itself."""

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from trymore_desktop.ui.code_bar import CodeBar
from trymore_desktop.ui.message_copy import let_go_at_end
from trymore_desktop.ui.rendering.markdown import safe_link
from trymore_desktop.ui.rendering.plain import plain_text, selection_html
from trymore_desktop.ui.rendering.plain_writer import PlainWriter
from trymore_desktop.ui.rendering.style import TextStyle
from trymore_desktop.ui.rendering.writer import TailWriter

SCROLL_KEYS = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)
KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class MessageText(QTextBrowser):
    """Shows Markdown that grows, or plain text; its owner gives it a width and asks its height."""

    link_clicked = Signal(str)
    focused = Signal(bool)

    def __init__(self, style: TextStyle, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("messageText")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setLineWrapMode(QTextBrowser.LineWrapMode.FixedPixelWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(0)
        self.document().setUndoRedoEnabled(False)
        self.anchorClicked.connect(self._on_anchor)
        self.focus_by_key = False
        self._bars: list[CodeBar] = []
        self._next_bar = 0
        self._style = style
        self._apply_fonts()
        self.writer = TailWriter(self.document(), style)
        self.plain: PlainWriter | None = None

    def _apply_fonts(self) -> None:
        self.document().setDefaultFont(self._style.font)
        self.document().setIndentWidth(1.4 * self._style.em)

    def set_style(self, style: TextStyle) -> None:
        """Other colours or sizes; the text is written again by its owner."""
        self._style = style
        self._clear_bars()
        self.writer.set_style(style)
        self._apply_fonts()

    def set_plain(self, text: str) -> None:
        """Show exactly this text, nothing in it means anything; call `write` afterwards."""
        self.document().clear()
        self.plain = PlainWriter(self.document(), self._style, text)

    def write(self, seconds: float = 60.0) -> bool:
        """Write what was appended for about so many seconds; True when all is written.

        A selection stays where it was, also in a block that is written again.
        """
        place = self._selection()
        writer = self.plain or self.writer
        done = writer.write(seconds)
        self._restore(place)
        return done

    def finish(self) -> None:
        """No more text comes."""
        place = self._selection()
        self.writer.finish()
        self._restore(place)

    def keep_selection(self, change: Callable[[], None]) -> None:
        """Do something to the document, and select the same place afterwards."""
        place = self._selection()
        change()
        self._restore(place)

    def _selection(self) -> tuple[int, int] | None:
        cursor = self.textCursor()
        return (cursor.anchor(), cursor.position()) if cursor.hasSelection() else None

    def _restore(self, place: tuple[int, int] | None) -> None:
        if place is None:
            return
        anchor, position = place
        end = self.document().characterCount() - 1
        cursor = self.textCursor()
        if (cursor.anchor(), cursor.position()) != place:
            cursor.setPosition(min(anchor, end))
            cursor.setPosition(min(position, end), QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)

    def lay_out(self, width: int) -> int:
        """Break lines at `width` pixels; the height they need."""
        if self.lineWrapColumnOrWidth() != width:
            self.setLineWrapColumnOrWidth(width)
        return math.ceil(self.document().size().height())

    def ideal_width(self) -> int:
        """The width that the text would fill if it could."""
        return math.ceil(self.document().idealWidth()) + 1

    def place_bars(self, first: int = 0) -> None:
        """Put the bars of code blocks from index `first` on where their blocks are now.

        Those that were open at the last call are always looked at again.
        """
        codes = self.writer.codes
        start = min(first, self._next_bar, len(self._bars))
        self._next_bar = first
        while len(self._bars) > len(codes):
            self._bars.pop().deleteLater()
        for index in range(min(start, len(self._bars)), len(codes)):
            block = codes[index]
            if index == len(self._bars):
                self._bars.append(CodeBar(self._style.theme, self.viewport()))
            bar = self._bars[index]
            bar.show_code(block.code, block.language)
            box: QRectF = self.document().documentLayout().frameBoundingRect(block.frame)
            form, height = block.frame.frameFormat(), self._style.code_bar_height
            left = round(box.left() + form.leftMargin())
            top = round(box.top() + form.topMargin()) - height
            bar.setGeometry(left, top, self.lineWrapColumnOrWidth() - left, height)
            bar.show()

    def _clear_bars(self) -> None:
        while self._bars:
            self._bars.pop().deleteLater()

    @property
    def bars(self) -> list[CodeBar]:
        """The bars of the code blocks, in order."""
        return self._bars

    def shown_text(self) -> str:
        """The whole text as plain text."""
        return plain_text(self.document())

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        """Plain text with list marks, and HTML without the theme's colours."""
        let_go_at_end()
        cursor = self.textCursor()
        data = QMimeData()
        text = plain_text(self.document(), cursor.selectionStart(), cursor.selectionEnd())
        data.setText(text)
        data.setHtml(selection_html(cursor))
        return data

    def loadResource(self, _kind: int, _name: QUrl | str) -> Any:  # noqa: N802 - Qt's name
        """Nothing: neither files nor addresses are ever read for a message."""
        return None

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """The conversation scrolls, not the message."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Tell the owner, which shows its buttons then."""
        super().focusInEvent(event)
        self.focus_by_key = event.reason() in KEYS
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Tell the owner."""
        super().focusOutEvent(event)
        self.focused.emit(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Keys that scroll are the conversation's."""
        if event.key() in SCROLL_KEYS and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No opinion: the owner decides."""
        return QSize(0, 0)

    def _on_anchor(self, url: QUrl) -> None:
        self.follow(url.toString())

    def follow(self, link: str) -> None:
        """Ask to be led there; only addresses of the web and of mail can be asked for."""
        address = safe_link(link)
        if address:
            self.link_clicked.emit(address)
