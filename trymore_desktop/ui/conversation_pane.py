"""The conversation as it is read: a branch of messages, a reply that grows, what can be asked."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from trymore_desktop.store.records import MessageRecord
from trymore_desktop.ui.branches import common_start
from trymore_desktop.ui.coalescer import Coalescer
from trymore_desktop.ui.jump_button import JumpButton
from trymore_desktop.ui.message_actions import MessageActions
from trymore_desktop.ui.message_list import MessageList
from trymore_desktop.ui.message_view import MessageView
from trymore_desktop.ui.message_work import work_once
from trymore_desktop.ui.pane_access import announce, set_reading_order, set_tab_order
from trymore_desktop.ui.pane_selection import PaneSelection
from trymore_desktop.ui.rendering.formulas import FormulaDrawer
from trymore_desktop.ui.rendering.style import TextStyle
from trymore_desktop.ui.theme import Theme, theme_of
from trymore_desktop.ui.welcome import Welcome

WORK_SECONDS, WRITE_SECONDS = 0.005, 0.02


class ConversationPane(MessageList):
    """Shows MessageRecords; knows neither the store nor the engine."""

    edit_requested = Signal(int)
    regenerate_requested = Signal(int)
    continue_requested = Signal(int)
    version_requested = Signal(int)
    delete_requested = Signal(int)
    link_requested = Signal(str)
    sample_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(TextStyle(theme_of(QGuiApplication.palette())), parent)
        self.setObjectName("conversation")
        self._actions = MessageActions(self)
        self._dropped = 0
        self._streaming: int | None = None
        self._drawer = FormulaDrawer(self)
        self._drawer.ready.connect(self._wake)
        self._coalescer = Coalescer(self._write, self)
        self.welcome = Welcome(self.viewport())
        self._jump = JumpButton(self.viewport())
        self._order = QTimer(self)
        self._order.setSingleShot(True)
        self._order.timeout.connect(self._set_order)
        self.make = self._make
        self.idle_work = self._work_idle
        self.selection = PaneSelection(self)
        self._connect()
        self._retranslate()
        self._show_welcome()

    def _connect(self) -> None:
        for name in ("edit", "regenerate", "continue", "version", "delete", "link"):
            getattr(self._actions, f"{name}_requested").connect(getattr(self, f"{name}_requested"))
        self.welcome.sample_chosen.connect(self.sample_chosen)
        self._jump.clicked.connect(self.jump_to_end)
        self.at_end_changed.connect(lambda _at_end: self._place_jump())
        self.rows_changed.connect(self._rows_changed)
        self.empty_scrolled.connect(self._place_overlays)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    # what is shown

    @Slot(object)
    def show_branch(self, messages: Sequence[MessageRecord]) -> None:
        """Show these messages, root to leaf.

        Messages at the beginning that were shown before keep their widgets; another conversation
        is shown from its end.
        """
        self._end_streaming()
        shown = self.rows[0].conversation if self.rows else None
        same = bool(messages) and messages[0].conversation == shown
        keep = common_start(self.rows, messages) if same else 0
        for row in range(keep):
            view = self.views.get(row)
            if view is not None and self.rows[row] != messages[row]:
                view.show_record(messages[row])
        if not same:
            self._dropped = 0
            self.selection.clear()
        self.set_rows(messages, keep, follow=not same)
        self._renumber()
        self._show_welcome()

    @Slot(object)
    def add_message(self, record: MessageRecord) -> None:
        """One more message below, brought into view."""
        self.append_row(record)
        self._show_welcome()
        self.follow()
        self._renumber()
        self.refresh()

    @Slot(object)
    def begin_reply(self, record: MessageRecord) -> None:
        """A reply begins with what `record` holds: below the last message, or in its place."""
        self._end_streaming()
        row = self.row_of(record.id)
        if row is None:
            at_end = self.at_end
            self.append_row(record)
            self._show_welcome()
            row = len(self.rows) - 1
            if at_end:
                self.follow()
        self.rows[row] = record
        self._streaming = row
        self.view_of(row).begin(record)
        self._renumber()
        self.refresh()

    @Slot(str)
    def append_text(self, text: str) -> None:
        """More of the reply; written within a few hundredths of a second."""
        if self._streaming is not None:
            self._coalescer.add(text)

    def flush(self) -> None:
        """Write what came, now."""
        self._coalescer.flush()

    @Slot(object)
    def finish_reply(self, record: MessageRecord) -> None:
        """The reply has ended as `record` says."""
        self._end_streaming()
        row = self.row_of(record.id)
        if row is None:
            return
        self.rows[row] = record
        view = self.views.get(row)
        if view is not None:
            view.finish(record)
        self._renumber()
        self.refresh()
        announce(self, partial(self.text_of, row))

    @Slot(int)
    def set_dropped(self, count: int) -> None:
        """The model no longer sees the oldest `count` messages: draw the line below them."""
        self._dropped = count
        self._renumber()
        self.relayout()

    def set_theme(self, theme: Theme) -> None:
        """Other colours, at once."""
        self._restyle(TextStyle(theme, self.text_style.scale))

    def set_font_scale(self, percent: int) -> None:
        """Another size of the text, 80 to 200 percent."""
        self._restyle(TextStyle(self.text_style.theme, percent))

    def text(self) -> str:
        """Everything that is said, from top to bottom; Markdown where there is no widget now."""
        return "\n\n".join(self.text_of(row) for row in range(len(self.rows)))

    def text_of(self, row: int) -> str:
        """What one message says."""
        return self.views[row].shown_text() if row in self.views else self.rows[row].content

    def jump_to_end(self) -> None:
        """Go to the end and follow it."""
        self.follow()
        self.refresh()

    def show_message(self, message: int) -> None:
        """Bring a message into view, as a search does."""
        row = self.row_of(message)
        if row is not None:
            self.show_row(row)

    # inside

    def _make(self, row: int) -> MessageView:
        view = MessageView(self.rows[row], self.text_style, self._actions, self.viewport())
        view.row = row
        self._number(row, view)
        self.selection.watch(view)
        return view

    def _write(self, text: str) -> None:
        if self._streaming is None:
            return
        view = self.view_of(self._streaming)
        view.append(text)
        view.build(WRITE_SECONDS)
        with self._adjust():
            self._measure(self._streaming, view)
        self.refresh(WRITE_SECONDS)

    def _end_streaming(self) -> None:
        self._coalescer.flush()
        self._streaming = None

    def _work_idle(self) -> bool:
        for row, view in list(self.views.items()):
            if work_once(view.text, self.text_style, self._drawer, WORK_SECONDS):
                with self._adjust():
                    self._measure(row, view)
                self.refresh(WORK_SECONDS)
                return True
        return False

    def _renumber(self) -> None:
        for row, view in list(self.views.items()):
            self._number(row, view)

    def _number(self, row: int, view: MessageView) -> None:
        role = self.rows[row].role
        last = row >= len(self.rows) - 2 and all(
            record.role != role for record in self.rows[row + 1 :]
        )
        at_end = row == len(self.rows) - 1
        view.set_place(row + 1, last, at_end, marked=0 < self._dropped == row)

    def _restyle(self, style: TextStyle) -> None:
        self.text_style = style
        self._jump.set_theme(style.theme)
        with self._adjust():
            for view in self.views.values():
                view.set_style(style)
                view.build(60.0)
        self.relayout()

    def _rows_changed(self) -> None:
        self.selection.apply()
        self._place_jump()
        if not self._order.isActive():
            self._order.start(0)

    def _focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.viewport().isAncestorOf(now) and self.rows:
            self.reveal(now)  # the Tab key may lead out of view

    def _set_order(self) -> None:
        views = [self.views[row] for row in sorted(self.views)]
        set_reading_order(views)
        set_tab_order(self, views)
        self._jump.raise_()

    def _show_welcome(self) -> None:
        self.welcome.setVisible(not self.rows)
        self._place_overlays()

    def _place_overlays(self) -> None:
        size = self.viewport().size()
        width = self.column_width
        self.welcome.arrange(width)
        needed = self.welcome.heightForWidth(width)
        if not self.rows:
            self.verticalScrollBar().setPageStep(size.height())
            self.verticalScrollBar().setRange(0, max(0, needed - size.height()))
        top = -self.verticalScrollBar().value() if not self.rows else 0
        height = max(needed, size.height())
        self.welcome.setGeometry((size.width() - width) // 2, top, width, height)
        self._place_jump()

    def _place_jump(self) -> None:
        self._jump.place(bool(self.rows) and not self.at_end, self.viewport().size())

    def _retranslate(self) -> None:
        self.setAccessibleName("Conversation")
        self.setAccessibleDescription(self.tr("Conversation"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep what floats above the messages in its place."""
        super().resizeEvent(event)
        self._place_overlays()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Home and End go to the first and the last message."""
        if event.key() == Qt.Key.Key_Home:
            self.show_row(0)
        elif event.key() == Qt.Key.Key_End:
            self.jump_to_end()
        else:
            super().keyPressEvent(event)
