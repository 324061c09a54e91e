"""The row of buttons below a message: versions, Copy, Regenerate, Continue, Edit, Delete, more."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from trymore_desktop.core.chat import Role
from trymore_desktop.store.records import MessageRecord
from trymore_desktop.ui.icons import icon
from trymore_desktop.ui.message_actions import MessageActions
from trymore_desktop.ui.theme import Theme


class MessageFooter(QWidget):
    """Real buttons with names; which of them are there depends on the message."""

    copy_clicked = Signal()
    more_clicked = Signal(QWidget)
    focus_moved = Signal()

    def __init__(self, actions: MessageActions, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self._theme = theme
        self._record: MessageRecord | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self._previous = self._button("previous", lambda: self._show_version(-1))
        self._count = QLabel(self)
        self._count.setProperty("muted", True)
        self._next = self._button("next", lambda: self._show_version(1))
        versions = QHBoxLayout()  # ‹ 2/3 › also where the row runs from the right
        versions.setSpacing(2)
        for widget in (self._previous, self._count, self._next):
            versions.addWidget(widget)
        self._row.addLayout(versions)
        self._copy = self._button("copy", self.copy_clicked.emit)
        self._regenerate = self._button(
            "regenerate", lambda: self._emit(actions.regenerate_requested.emit)
        )
        self._continue = self._button(
            "continue", lambda: self._emit(actions.continue_requested.emit)
        )
        self._edit = self._button("edit", lambda: self._emit(actions.edit_requested.emit))
        self._delete = self._button("trash", lambda: self._emit(actions.delete_requested.emit))
        self._more = self._button("more", lambda: self.more_clicked.emit(self._more))
        self._row.addStretch()
        self._retranslate()

    def _button(self, name: str, clicked: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("quiet")
        button.setIcon(icon(name, self._theme.muted, self._theme.border))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: clicked())
        button.installEventFilter(self)
        self._row.addWidget(button)
        return button

    @property
    def buttons(self) -> list[QToolButton]:
        """The buttons in the order of the Tab key."""
        first = [self._previous, self._next, self._copy, self._regenerate]
        return [*first, self._continue, self._edit, self._delete, self._more]

    def show_record(self, record: MessageRecord, at_end: bool) -> None:
        """Offer what can be done with this message; only the one at the end can be continued."""
        self._record = record
        reply = record.role == Role.ASSISTANT
        several = len(record.versions) > 1 and record.id in record.versions
        for widget in (self._previous, self._count, self._next):
            widget.setVisible(several)
        if several:
            place = record.versions.index(record.id)
            self._count.setText(f"{place + 1}/{len(record.versions)}")
            self._previous.setEnabled(place > 0)
            self._next.setEnabled(place < len(record.versions) - 1)
        self._regenerate.setVisible(reply)
        self._continue.setVisible(reply and at_end)
        self._continue.setEnabled(not record.said_all)
        self._edit.setVisible(record.role == Role.USER)
        self._row.setDirection(
            QHBoxLayout.Direction.LeftToRight if reply else QHBoxLayout.Direction.RightToLeft
        )
        self._retranslate()

    def _emit(self, emit: Callable[[int], None]) -> None:
        if self._record is not None:
            emit(self._record.id)

    def _show_version(self, step: int) -> None:
        if self._record is not None:
            place = self._record.versions.index(self._record.id)
            self._actions.version_requested.emit(self._record.versions[place + step])

    def _retranslate(self) -> None:
        for button, name, label, tip in (
            (self._previous, "Previous version", self.tr("Previous version"), ""),
            (self._next, "Next version", self.tr("Next version"), ""),
            (self._copy, "Copy", self.tr("Copy"), self.tr("Copy this message")),
            (
                self._regenerate,
                "Regenerate",
                self.tr("Regenerate"),
                self.tr("Answer again; this one is kept"),
            ),
            (
                self._continue,
                "Continue",
                self.tr("Continue"),
                self.tr("Go on where the reply ended"),
            ),
            (
                self._edit,
                "Edit",
                self.tr("Edit"),
                self.tr("Change and send again; this one is kept"),
            ),
            (self._delete, "Delete", self.tr("Delete"), self.tr("Delete this message")),
            (self._more, "More", self.tr("More"), self.tr("Other ways to copy, and details")),
        ):
            button.setAccessibleName(name)
            button.setAccessibleDescription(f"{label}. {tip}".strip(" ."))
            button.setToolTip(tip or label)
        if self._record is not None and self._record.said_all:
            self._continue.setToolTip(self.tr("The reply is complete"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]  # noqa: N802
        """Notice the focus entering or leaving a button."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focus_moved.emit()
        return super().eventFilter(watched, event)
