"""What the person does with the open conversation: write, send, edit, copy, throw away."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from trymore_desktop.core.chat import Role
from trymore_desktop.store.records import ConversationRecord, MessageRecord, SearchHit

if TYPE_CHECKING:
    from trymore_desktop.ui.main_window import MainWindow

DRAFT_DELAY = 400
"""Milliseconds of quiet before a draft is written down."""
NEED_CONVERSATION = ("export", "rename", "pin", "folder", "duplicate", "move_to_trash")


class Desk(QObject):
    """Acts on the conversation of one main window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._editing: int | None = None
        self._draft = QTimer(self, singleShot=True, interval=DRAFT_DELAY)
        self._draft.timeout.connect(self.keep_draft)
        self._connect_actions()
        self._connect_parts()
        self._mark(None)

    def _connect_actions(self) -> None:
        handlers: dict[str, Callable[[], object]] = {
            "new_chat": self.new_chat,
            "rename": self._rename,
            "pin": self._pin,
            "duplicate": lambda: self._with_current(self._window.history.duplicate),
            "move_to_trash": lambda: self._with_current(self._window.history.trash),
            "stop": self._window.chat.stop,
            "regenerate": lambda: self._with_last(Role.ASSISTANT, self._window.chat.regenerate),
            "continue": lambda: self._with_last(Role.ASSISTANT, self._go_on),
            "edit": lambda: self._with_last(Role.USER, self.edit),
            "copy": lambda: self._with_last(Role.ASSISTANT, self._copy),
            "search": self._go_to_search,
            "message": self._window.composer.edit.setFocus,
            "previous": lambda: self._step(-1),
            "next": lambda: self._step(1),
        }
        for name, handler in handlers.items():
            self._window.actions_[name].triggered.connect(without_argument(handler))

    def _connect_parts(self) -> None:
        window, chat = self._window, self._window.chat
        window.sidebar.new_chat.connect(self.new_chat)
        window.sidebar.list.chosen.connect(self.open)
        window.sidebar.results.chosen.connect(self._open_hit)
        window.composer.send_requested.connect(self._send)
        window.composer.edited.connect(self._draft.start)
        window.strip.cancelled.connect(self._give_up)
        window.pane.edit_requested.connect(self.edit)
        window.pane.sample_chosen.connect(self._send)
        window.folder_menu.aboutToShow.connect(self._fill_folders)
        chat.opened.connect(self._show_conversation)
        chat.shown.connect(self._show_sent)
        chat.added.connect(self._show_sent)
        chat.returned.connect(self._give_back)
        chat.message_deleted.connect(self._offer_message)
        window.history.changed.connect(self._record_changed)
        window.history.trashed.connect(self._trashed)
        window.history.opened.connect(self.open)

    @Slot()
    def new_chat(self) -> None:
        """An empty conversation, with the person's own role."""
        self.keep_draft()
        self._window.chat.open(None)
        self._window.composer.edit.setFocus()

    @Slot(int)
    def open(self, conversation: int) -> None:
        """Show a conversation."""
        current = self._window.chat.conversation
        if current is None or current.id != conversation:
            self.keep_draft()
            self._window.chat.open(conversation)

    @Slot()
    def keep_draft(self) -> None:
        """Write down what is written and not sent."""
        self._draft.stop()
        if self._editing is None:
            self._window.chat.save_draft(self._window.composer.text)
            self._show_sent()

    @Slot(int)
    def edit(self, message: int) -> None:
        """Take an earlier message into the composer; sending it makes a new branch."""
        window = self._window
        text = next((r.content for r in window.chat.path if r.id == message), None)
        if text is None or window.chat.generating_here:
            return
        self.keep_draft()
        self._editing = message
        window.strip.show_editing(True)
        window.composer.set_text(text)
        window.composer.edit.setFocus()

    @Slot(str)
    def _send(self, text: str) -> None:
        window = self._window
        if not window.begun:
            return  # the window keeps it until the conversation is open
        if self._editing is not None:
            message = self._editing
            self._leave_editing()
            window.chat.edit(message, text)
        elif window.chat.send(text):
            window.composer.clear()
        elif window.chat.generating:
            window.toast.say(self.tr("A reply is being written; send this when it is done."))
        self._draft.stop()
        window.composer.edit.setFocus()

    def send_early(self, text: str) -> None:
        """Send what the person wrote before all was there; the field may hold the next already."""
        if not self._window.chat.send(text):
            self._give_back(text)

    @Slot()
    def _give_up(self) -> None:
        if self._editing is not None:
            self._leave_editing()
        else:
            self._window.chat.take_back()

    def _leave_editing(self) -> None:
        if self._editing is not None:
            self._editing = None
            self._window.strip.show_editing(False)
            record = self._window.chat.conversation
            self._window.composer.set_text(record.draft if record else "")

    @Slot(str)
    def _give_back(self, text: str) -> None:
        composer = self._window.composer
        composer.set_text(f"{text}\n{composer.text}".strip())

    @Slot(object)
    def _show_conversation(self, record: ConversationRecord | None) -> None:
        window = self._window
        self._editing = None
        window.strip.show_editing(False)
        window.composer.set_text(record.draft if record else "")
        self._draft.stop()
        self._mark(record)

    def _mark(self, record: ConversationRecord | None) -> None:
        window = self._window
        window.history.current = record.id if record else None
        window.sidebar.list.mark(window.history.current)
        window.actions_["pin"].setChecked(bool(record and record.pinned))
        for name in NEED_CONVERSATION:
            action = window.folder_menu.menuAction() if name == "folder" else None
            (action or window.actions_[name]).setEnabled(record is not None)

    @Slot()
    def _show_sent(self) -> None:
        window = self._window
        sent = [record.content for record in window.chat.path if record.role is Role.USER]
        window.composer.edit.set_sent(sent)
        current = window.chat.conversation
        if (current.id if current else None) != window.history.current:
            self._mark(current)
            window.history.refresh()

    @Slot(object)
    def _open_hit(self, hit: SearchHit) -> None:
        self.open(hit.conversation)
        if hit.message is not None:
            self._window.pane.show_message(hit.message)

    @Slot(int)
    def _offer_message(self, message: int) -> None:
        self._window.troubles.offer_undo(
            self.tr("Message deleted"), lambda: self._window.chat.restore(message)
        )

    @Slot(int, str)
    def _trashed(self, conversation: int, title: str) -> None:
        window = self._window
        if window.history.current == conversation:
            window.chat.forget()
        shown = title or self.tr("New chat")
        window.troubles.offer_undo(
            self.tr("“{title}” is in the trash").format(title=shown[:60]),
            lambda: self._restore(conversation),
        )

    def _restore(self, conversation: int) -> None:
        self._window.history.restore(conversation)
        self.open(conversation)

    @Slot(int)
    def _record_changed(self, conversation: int) -> None:
        if self._window.history.current == conversation:
            self._window.chat.refresh()
            self._mark(self._window.chat.conversation)

    @Slot()
    def _fill_folders(self) -> None:
        menu = self._window.folder_menu
        self._with_current(lambda current: self._window.history.fill_folder_menu(menu, current))

    def _with_current(self, act: Callable[[int], object]) -> None:
        if self._window.history.current is not None:
            act(self._window.history.current)

    def _with_last(self, role: Role, act: Callable[[int], object]) -> None:
        record = self._last(role)
        if record is not None:
            act(record.id)

    def _last(self, role: Role) -> MessageRecord | None:
        path = self._window.chat.path
        return next((record for record in reversed(path) if record.role is role), None)

    def _go_on(self, message: int) -> None:
        record = self._last(Role.ASSISTANT)
        if record is not None and record.said_all:
            self._window.toast.say(
                QCoreApplication.translate("MessageFooter", "The reply is complete")
            )
        else:
            self._window.chat.continue_reply(message)

    def _copy(self, message: int) -> None:
        record = self._last(Role.ASSISTANT)
        if record is not None and record.id == message:
            QGuiApplication.clipboard().setText(record.content)
            self._window.toast.say(self.tr("Copied"))

    def _rename(self) -> None:
        self._window.sidebar.search.clear()
        self._window.sidebar.stack.setCurrentWidget(self._window.sidebar.list)
        self._with_current(self._window.sidebar.list.rename)

    def _pin(self) -> None:
        pinned = self._window.actions_["pin"].isChecked()
        self._with_current(lambda current: self._window.history.pin(current, pinned))

    def _go_to_search(self) -> None:
        self._window.sidebar.setVisible(True)
        self._window.sidebar.search.setFocus()
        self._window.sidebar.search.selectAll()

    def _step(self, step: int) -> None:
        neighbour = self._window.history.neighbour(step)
        if neighbour is not None:
            self.open(neighbour)


def without_argument(handler: Callable[[], object]) -> Callable[[], None]:
    """A slot for QAction.triggered, whose `checked` the handler does not want."""

    def call() -> None:
        handler()

    return call
