"""A scrolling column of messages of which only those near the view have widgets.

Heights of the others are guessed. The view holds on to the message at its top, or to the end, so
that a better guess moves nothing that is being read.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from trymore_desktop.store.records import MessageRecord
from trymore_desktop.ui.height_guess import guess_height
from trymore_desktop.ui.height_index import HeightIndex
from trymore_desktop.ui.message_layout import PAD
from trymore_desktop.ui.message_view import MessageView
from trymore_desktop.ui.rendering.style import TextStyle

SIDE = 28
TURN_SECONDS = 0.008
"""What making widgets may take in one turn of the event loop while scrolling."""
BUILD_SECONDS = 0.006
DROPPED_AT_ONCE = 3  # each takes a millisecond, and a jump leaves many behind
NEAR_END = 4


class MessageList(QAbstractScrollArea):
    """Rows are MessageRecords; `make(row)` makes the widget of one."""

    rows_changed = Signal()
    """Other widgets than before are there."""
    at_end_changed = Signal(bool)
    empty_scrolled = Signal()

    def __init__(self, style: TextStyle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.make: Callable[[int], MessageView]
        self.text_style = style
        self.rows: list[MessageRecord] = []
        self.views: dict[int, MessageView] = {}
        self._heights = HeightIndex()
        self._anchor = (0, 0)
        self._follow = True
        self._adjusting = 0
        self._pump = QTimer(self)
        self._pump.setSingleShot(True)
        self._pump.timeout.connect(self._work)
        self.idle_work: Callable[[], bool] = lambda: False

    # rows

    def set_rows(self, rows: Sequence[MessageRecord], keep: int, follow: bool) -> None:
        """Show other rows; the first `keep` are the same messages and keep their widgets."""
        with self._adjust():
            for row in [row for row in self.views if row >= keep]:
                self._drop(row)
        kept = [self._heights[row] for row in range(keep)]
        self.rows = list(rows)
        width, style = self.column_width, self.text_style
        guesses = [guess_height(record, width, style.em) for record in self.rows[keep:]]
        self._heights = HeightIndex(kept + guesses)
        if follow or self._anchor[0] >= len(self.rows):
            self.follow()
        self.refresh()

    def row_of(self, message: int) -> int | None:
        """Where a message is, None if it is not shown."""
        for row in range(len(self.rows) - 1, -1, -1):
            if self.rows[row].id == message:
                return row
        return None

    def append_row(self, record: MessageRecord) -> None:
        """One more message at the end."""
        self.rows.append(record)
        self._heights.append(guess_height(record, self.column_width, self.text_style.em))

    def view_of(self, row: int) -> MessageView:
        """The widget of a row, made if need be."""
        view = self.views.get(row)
        if view is None:
            view = self.views[row] = self.make(row)
            view.height_changed.connect(lambda: self._remeasure(view))
            view.setGeometry(self._view_left, -10_000, self.column_width + 2 * PAD, 10)
            view.build(BUILD_SECONDS)
            self._measure(row, view)
            view.show()
        return view

    def _drop(self, row: int) -> None:
        view = self.views.pop(row)
        view.hide()
        view.setParent(None)
        view.deleteLater()

    # geometry

    @property
    def column_width(self) -> int:
        """Of the text, in pixels."""
        room = self.viewport().width() - 2 * SIDE
        return max(120, min(self.text_style.column, room))

    @property
    def column_left(self) -> int:
        """Where the column begins, in the viewport."""
        return max(0, (self.viewport().width() - self.column_width) // 2)

    @property
    def _view_left(self) -> int:
        return self.column_left - PAD

    @property
    def _above(self) -> int:
        return round(0.8 * self.text_style.em)

    def _top(self, row: int) -> int:
        return self._above + self._heights.top(row)

    def _measure(self, row: int, view: MessageView) -> bool:
        height = view.lay_out(self.column_width)
        if not self._follow and not view.built:
            height = max(height, self._heights[row])
        view.resize(self.column_width + 2 * PAD, height)
        changed = height != self._heights[row]
        self._heights[row] = height
        return changed

    def _remeasure(self, view: MessageView) -> None:
        if self._adjusting or view.row >= len(self.rows) or self.views.get(view.row) is not view:
            return
        self._measure(view.row, view)
        self.refresh()

    # what is in view

    @property
    def at_end(self) -> bool:
        """Whether the view follows the end."""
        return self._follow

    def follow(self) -> None:
        """Go to the end and stay there."""
        if not self._follow:
            self._follow = True
            self.at_end_changed.emit(True)

    def show_row(self, row: int) -> None:
        """Bring a message to the top of the view."""
        self._anchor = (max(0, min(row, len(self.rows) - 1)), -self._above)
        self._set_follow(False)
        self.refresh()

    def _set_follow(self, follow: bool) -> None:
        if follow != self._follow:
            self._follow = follow
            self.at_end_changed.emit(follow)

    def refresh(self, seconds: float = 60.0) -> None:
        """Make, place and drop widgets for the present place; goes on later when time is over."""
        with self._adjust():
            if not self.rows:
                self.verticalScrollBar().setRange(0, 0)
                return
            deadline = time.perf_counter() + seconds
            while self._fill(deadline):
                pass
            self._place()
            self._drop_far()
        self._wake()

    def _rows_in_view(self) -> range:
        value, height = self.verticalScrollBar().value(), self.viewport().height()
        first = self._heights.row_at(max(0, value - self._above))
        return range(first, self._heights.row_at(max(0, value + height - self._above)) + 1)

    def _rows_near(self) -> range:
        """Those in view and one more at both ends, which scrolling and the Tab key reach next."""
        if not self.rows:
            return range(0)
        rows = self._rows_in_view()
        return range(max(0, rows.start - 1), min(len(self.rows), rows.stop + 1))

    def reveal(self, widget: QWidget) -> None:
        """Scroll until a widget inside a message is in view."""
        top = widget.mapTo(self.viewport(), QPoint(0, 0)).y()
        bottom, height = top + widget.height(), self.viewport().height()
        bar, margin = self.verticalScrollBar(), round(self.text_style.em)
        if bottom <= 0:
            bar.setValue(bar.value() + max(top, bottom - height) - margin)
        elif top >= height:
            bar.setValue(bar.value() + min(top, bottom - height) + margin)

    def _fill(self, deadline: float) -> bool:
        """Make one missing widget in view; False if none is missing or time is over."""
        self._set_range()
        rows = self._rows_in_view()
        if self._follow:
            rows = rows[::-1]
        missing = next((row for row in rows if row not in self.views), None)
        if missing is None:
            return False
        if time.perf_counter() >= deadline:
            self._pump.start(0)
            return False
        self.view_of(missing)
        return True

    def _set_range(self) -> None:
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        total = self._above + self._heights.total + round(1.2 * self.text_style.em)
        bar.setPageStep(height)
        bar.setSingleStep(round(2 * self.text_style.em))
        bar.setRange(0, max(0, total - height))
        row, offset = self._anchor
        value = bar.maximum() if self._follow else self._top(min(row, len(self.rows) - 1)) + offset
        bar.setValue(value)

    def _place(self) -> None:
        value, left = self.verticalScrollBar().value(), self._view_left
        for row, view in self.views.items():
            view.move(left, self._top(row) - value)

    def _drop_far(self) -> bool:
        """Drop some widgets that are out of reach; False if there were none."""
        value, height = self.verticalScrollBar().value(), self.viewport().height()
        first = self._heights.row_at(max(0, value - self._above - height)) - 2
        last = self._heights.row_at(max(0, value + 2 * height - self._above)) + 2
        far = [
            row
            for row, view in self.views.items()
            if not first <= row <= last and not view.streaming and not view.has_focus
        ]
        for row in far[:DROPPED_AT_ONCE]:
            self._drop(row)
        self.rows_changed.emit()
        return bool(far)

    @contextmanager
    def _adjust(self) -> Iterator[None]:
        self._adjusting += 1
        try:
            yield
        finally:
            self._adjusting -= 1

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:  # noqa: N802 - Qt's name
        """The person scrolled: hold on to what is at the top now."""
        if self._adjusting:
            return
        if not self.rows:
            self.empty_scrolled.emit()
            return
        bar = self.verticalScrollBar()
        row = self._heights.row_at(max(0, bar.value() - self._above))
        self._anchor = (row, bar.value() - self._top(row))
        self._set_follow(bar.value() >= bar.maximum() - NEAR_END)
        self.refresh(TURN_SECONDS)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Break all lines in view anew."""
        super().resizeEvent(event)
        self.relayout()

    def relayout(self) -> None:
        """Measure all widgets again."""
        with self._adjust():
            for row, view in self.views.items():
                self._measure(row, view)
        self.refresh()

    # work between events

    def _wake(self) -> None:
        if not self._pump.isActive():
            self._pump.start(0)

    def _work(self) -> None:
        """One slice: a widget that is missing, a text that is not complete, or what else waits."""
        for row, view in self.views.items():
            if not view.built:
                view.build(BUILD_SECONDS)
                with self._adjust():
                    self._measure(row, view)
                self.refresh(0.0)
                return
        missing = next((row for row in self._rows_near() if row not in self.views), None)
        if missing is not None:
            with self._adjust():
                self.view_of(missing)
            self.refresh(0.0)
            return
        if self._drop_far() or self.idle_work():
            self._wake()
