"""Selecting across messages: the ends are kept as places, so that widgets may come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCursor,
)

from trymore_desktop.ui.message_copy import to_clipboard
from trymore_desktop.ui.message_view import MessageView
from trymore_desktop.ui.rendering.markdown import to_html
from trymore_desktop.ui.rendering.plain import plain_text, selection_html

if TYPE_CHECKING:
    from trymore_desktop.ui.conversation_pane import ConversationPane

SCROLL_MS = 40
END = 2**31


class Place(NamedTuple):
    """A row and a position in its text; comparable."""

    row: int
    position: int


class PaneSelection(QObject):
    """Filters the mouse and the copy key of every message's text."""

    def __init__(self, pane: ConversationPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._anchor: Place | None = None
        self._head: Place | None = None
        self._across = False
        self._scroll = QTimer(self)
        self._scroll.setInterval(SCROLL_MS)
        self._scroll.timeout.connect(self._scroll_on)
        self._pointer = QPoint()

    @property
    def across(self) -> bool:
        """Whether more than one message is selected."""
        return self._across

    def watch(self, view: MessageView) -> None:
        """Filter this message's text."""
        view.text.viewport().installEventFilter(self)
        view.text.installEventFilter(self)

    def clear(self) -> None:
        """Select nothing."""
        self._anchor = self._head = None
        self._across = False
        self._scroll.stop()
        for view in self._pane.views.values():
            _select(view, 0, 0)

    def select_all(self) -> None:
        """Every message, from the first to the last letter."""
        self._anchor, self._head = Place(0, 0), Place(len(self._pane.rows) - 1, END)
        self._across = True
        self.apply()

    def apply(self) -> None:
        """Show the selection in the widgets that are there."""
        if not self._across:
            return
        first, last = self._ends()
        for row, view in self._pane.views.items():
            if not first.row <= row <= last.row:
                _select(view, 0, 0)
                continue
            start = first.position if row == first.row else 0
            end = last.position if row == last.row else END
            _select(view, start, end)

    def mime_data(self) -> QMimeData:
        """What is selected, as plain text and with formats."""
        plain, rich = [], []
        first, last = self._ends()
        for row in range(first.row, last.row + 1):
            view = self._pane.views.get(row)
            if view is None:
                plain.append(self._pane.rows[row].content)
                rich.append(to_html(self._pane.rows[row].content))
                continue
            cursor = view.text.textCursor()
            start, end = cursor.selectionStart(), cursor.selectionEnd()
            plain.append(plain_text(view.text.document(), start, end))
            rich.append(selection_html(cursor))
        data = QMimeData()
        data.setText("\n\n".join(plain))
        data.setHtml("\n".join(rich))
        return data

    def _ends(self) -> tuple[Place, Place]:
        nowhere = Place(0, 0)
        places = sorted((self._anchor or nowhere, self._head or nowhere))
        return places[0], places[1]

    # events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """True for what must not reach the message's text."""
        kind = event.type()
        if isinstance(event, QMouseEvent):
            mine = self._mouse(event, kind)
            if mine:
                event.accept()
            return mine
        if isinstance(event, QKeyEvent):
            return self._key(event, kind)
        return super().eventFilter(watched, event)

    def _mouse(self, event: QMouseEvent, kind: QEvent.Type) -> bool:
        where = event.globalPosition().toPoint()
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self.clear()
            self._anchor = self._place_at(where)
            return False
        dragging = bool(event.buttons() & Qt.MouseButton.LeftButton)
        if kind == QEvent.Type.MouseMove and dragging and self._anchor is not None:
            self._pointer = where
            return self._drag(where)
        if kind == QEvent.Type.MouseButtonRelease:
            self._scroll.stop()
            return self._across
        return False

    def _drag(self, where: QPoint) -> bool:
        viewport = self._pane.viewport()
        inside = viewport.rect().contains(viewport.mapFromGlobal(where))
        if inside:
            self._scroll.stop()
        elif not self._scroll.isActive():
            self._scroll.start()
        head = self._place_at(where)
        if head is None or self._anchor is None:
            return self._across
        if head.row == self._anchor.row and not self._across:
            return False
        self._head, self._across = head, True
        self.apply()
        return True

    def _scroll_on(self) -> None:
        """The pointer is held above or below the view: go on that way."""
        viewport = self._pane.viewport()
        y = viewport.mapFromGlobal(self._pointer).y()
        beyond = y if y < 0 else max(0, y - viewport.height())
        bar = self._pane.verticalScrollBar()
        bar.setValue(bar.value() + beyond)
        self._drag(self._pointer)

    def _place_at(self, where: QPoint) -> Place | None:
        y = self._pane.viewport().mapFromGlobal(where).y()
        nearest = min(
            self._pane.views.items(),
            key=lambda item: max(item[1].y() - y, y - item[1].geometry().bottom(), 0),
            default=None,
        )
        if nearest is None:
            return None
        row, view = nearest
        point = view.text.viewport().mapFromGlobal(where)
        return Place(row, view.text.cursorForPosition(point).position())

    def _key(self, event: QKeyEvent, kind: QEvent.Type) -> bool:
        if not self._across:
            return False
        if event.matches(QKeySequence.StandardKey.Copy):
            if kind == QEvent.Type.KeyPress:
                to_clipboard(self.mime_data())
            event.accept()
            return True
        return False


def _select(view: MessageView, start: int, end: int) -> None:
    cursor = view.text.textCursor()
    if start == end and not cursor.hasSelection():
        return
    last = view.text.document().characterCount() - 1
    cursor.setPosition(min(start, last))
    cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
    view.text.setTextCursor(cursor)
