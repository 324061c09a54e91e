"""One message: who speaks, the text, how it ended, and what can be done with it."""

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from trymore_desktop.core.chat import Role
from trymore_desktop.store.records import MessageRecord
from trymore_desktop.ui.message_actions import MessageActions
from trymore_desktop.ui.message_copy import copy_formatted
from trymore_desktop.ui.message_end import MessageEnd, show_end
from trymore_desktop.ui.message_footer import MessageFooter
from trymore_desktop.ui.message_label import show_words
from trymore_desktop.ui.message_layout import NAME_EM, PAD, Parts, lay_out
from trymore_desktop.ui.message_menu import build_menu
from trymore_desktop.ui.message_notes import can_go_on, end_text
from trymore_desktop.ui.message_paint import (
    paint_bubble,
    paint_focus,
    paint_marker,
    paint_name,
)
from trymore_desktop.ui.message_text import MessageText
from trymore_desktop.ui.model_state import model_name
from trymore_desktop.ui.rendering.markdown import normalize
from trymore_desktop.ui.rendering.style import TextStyle


class MessageView(QWidget):
    """A row of the conversation; the pane gives it a width and a place, and asks its height."""

    height_changed = Signal()

    def __init__(
        self, record: MessageRecord, style: TextStyle, actions: MessageActions, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.record = record
        self._style = style
        self._actions = actions
        self.row = 0
        self._number = 0
        self._last = False
        self._at_end = False
        self._streaming = False
        self._details = False
        self._marked = False
        self._hovered = False
        self._width = 0
        self._bubble = QRectF()
        self._footer: MessageFooter | None = None
        self._end: MessageEnd | None = None
        self._marker: QLabel | None = None
        self.text = MessageText(style, self)
        self.text.link_clicked.connect(actions.link_requested)
        self.text.focused.connect(self._on_focus)
        self.text.customContextMenuRequested.connect(self._show_menu)
        self._fill()

    # content

    @property
    def is_user(self) -> bool:
        """Whether the person said it."""
        return self.record.role != Role.ASSISTANT

    def _fill(self) -> None:
        if self.is_user:
            self.text.set_plain(self.record.content)
        else:
            self.text.writer.set_text(self.record.content)

    @property
    def built(self) -> bool:
        """Whether the text is complete as far as it is known."""
        if self.text.plain is not None:
            return self.text.plain.written
        writer = self.text.writer
        return writer.written and (writer.finished or self._streaming)

    def build(self, seconds: float) -> bool:
        """Write for about so long; True when the text is complete."""
        if self.built:
            return True
        if not self.text.write(seconds):
            return False
        if not self._streaming and self.text.plain is None:
            self.text.finish()
        return True

    def begin(self, record: MessageRecord) -> None:
        """A reply begins here, or goes on."""
        self.record = record
        self._streaming = True
        self._fill()
        self._update_notes()

    def append(self, text: str) -> None:
        """More of the reply; `build` writes it."""
        self.text.writer.append(text)

    def finish(self, record: MessageRecord) -> None:
        """The reply has ended; what is shown becomes exactly what the record holds."""
        self._streaming = False
        self.record = record
        content, shown = normalize(record.content), self.text.writer.text_so_far
        if content.startswith(shown):
            self.text.writer.append(content[len(shown) :])
        else:
            self.text.writer.set_text(content)
        self._update_notes()

    def show_record(self, record: MessageRecord) -> None:
        """The same message, changed."""
        if record.content != self.record.content:
            self.record = record
            self._fill()
        self.record = record
        self._update_notes()

    def set_style(self, style: TextStyle) -> None:
        """Other colours or sizes."""
        self._style = style
        self.text.set_style(style)
        if self.is_user:
            self.text.set_plain(self.record.content)
        if self._footer is not None:
            self._footer.deleteLater()
            self._footer = None
        self._update_notes()

    def set_place(self, number: int, last: bool, at_end: bool, marked: bool) -> None:
        """Number in the conversation from 1; last of its role; the very last; below the line."""
        place = (number, last, at_end, marked)
        if place == (self._number, self._last, self._at_end, self._marked):
            return
        self._number, self._last, self._at_end, self._marked = place
        self._retranslate()
        self._update_notes()

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is somewhere in this message."""
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus) and focus.hasFocus()

    @property
    def streaming(self) -> bool:
        """Whether a reply is growing here."""
        return self._streaming

    def focus_chain(self) -> list[QWidget]:
        """What the Tab key visits, in order."""
        chain: list[QWidget] = [self.text]
        chain += [bar.button for bar in self.text.bars]
        if self._end is not None:
            chain.append(self._end.button)
        if self._footer is not None:
            chain += self._footer.buttons
        return chain

    def lay_out(self, width: int) -> int:
        """Place everything for a width in pixels; the height it takes."""
        self._width = width
        parts = Parts(self.text, self.is_user, self._streaming, self._marker, self._end)
        height, self._bubble = lay_out(parts, self._footer, self._style, width)
        return height

    # notes, marker, footer

    def _update_notes(self) -> None:
        self._show_marker()
        self._show_end()
        if self._wants_footer():
            self._show_footer()
        elif self._footer is not None:
            self._footer.hide()
        self.update()
        self.height_changed.emit()

    def _show_end(self) -> None:
        text, kind = end_text(self.record, self._streaming, self._details)
        offer = self._at_end and not self._streaming and can_go_on(self.record)
        self._end = show_end(self._end, self, (text, kind), self._go_on if offer else None)

    def _go_on(self) -> None:
        self._actions.continue_requested.emit(self.record.id)

    def _show_marker(self) -> None:
        words = self.tr("The model no longer sees what is above") if self._marked else ""
        self._marker = show_words(self._marker, self, words, "droppedMarker")
        if self._marker is not None:
            self._marker.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _wants_footer(self) -> bool:
        if self._streaming:
            return False
        return self._last or self._hovered or self.has_focus

    def _show_footer(self) -> None:
        if self._footer is None:
            self._footer = MessageFooter(self._actions, self._style.theme, self)
            self._footer.copy_clicked.connect(self.copy)
            self._footer.more_clicked.connect(self._show_more)
            self._footer.focus_moved.connect(self._on_focus)
            if self._width:
                self.lay_out(self._width)
        self._footer.show_record(self.record, self._at_end)
        self._footer.show()

    def _on_focus(self, _focused: bool = False) -> None:
        self._toggle_footer()
        self.update()

    def _toggle_footer(self) -> None:
        wanted = self._wants_footer()
        if wanted and (self._footer is None or self._footer.isHidden()):
            self._show_footer()
            self.height_changed.emit()
        elif not wanted and self._footer is not None:
            self._footer.hide()

    # copying

    def copy(self) -> None:
        """Both as plain text and with formats."""
        copy_formatted(self.record, self.shown_text())

    def shown_text(self) -> str:
        """All that is said here, as plain text."""
        self.build(60.0)
        return self.text.shown_text()

    def toggle_details(self) -> None:
        """Show or hide what the reply cost and why it ended."""
        self._details = not self._details
        self._update_notes()

    def _show_more(self, button: QWidget) -> None:
        self.make_menu().popup(button.mapToGlobal(QPoint(0, button.height())))

    def _show_menu(self, at: QPoint) -> None:
        self.make_menu(self.text.anchorAt(at)).popup(self.text.viewport().mapToGlobal(at))

    def make_menu(self, link: str = "") -> QMenu:
        """What can be done with the text; it deletes itself when it closes."""
        return build_menu(self, link)

    @property
    def details_shown(self) -> bool:
        """Whether the cost of the reply is shown."""
        return self._details

    # Qt

    def _retranslate(self) -> None:
        name = self.tr("Your message {n}") if self.is_user else self.tr("Assistant message {n}")
        self.text.setAccessibleName(name.format(n=self._number))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._update_notes()
        super().changeEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Show the buttons under the pointer."""
        self._hovered = True
        self._toggle_footer()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Hide them again."""
        self._hovered = False
        self._toggle_footer()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The bubble of the person, or the name of the model; a line at the focused message."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._style.theme
        if self.is_user:
            paint_bubble(painter, self._bubble, theme)
        else:
            top = self.text.y() - NAME_EM * self._style.em
            waiting = self._streaming and not self.text.writer.text_so_far
            note = self.tr("writing…") if waiting else model_name(self.record.model)
            box = QRectF(PAD, top, self._width, 1.4 * self._style.em)
            paint_name(painter, box, note, self._style)
        if self._marker is not None:
            paint_marker(painter, self._marker, PAD, PAD + self._width, theme)
        if self.text.hasFocus() and self.text.focus_by_key:
            around = QRectF(self.text.geometry()).adjusted(-10, -4, 10, 4)
            paint_focus(painter, self._bubble if self.is_user else around, theme)
