"""The open conversation: its record, its branch, its draft, its role and parameters."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal

from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.core.events import Failed
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.records import ConversationRecord, MessageRecord
from trymore_desktop.ui.preferences import Preferences


class OpenConversation(QObject):
    """What is open, as the store has it; none is a new one, made with its first word."""

    opened = Signal(object)
    """Another conversation is open: its record, or None for a new one."""
    shown = Signal(object)
    """The branch to show, as a list of MessageRecords."""
    config_changed = Signal()
    """Role or sampling parameters of the open conversation are others."""
    list_changed = Signal()
    failed = Signal(object)
    saved = Signal()
    """What the person wrote is on the disk."""

    def __init__(self, store: Store, preferences: Preferences, parent: QObject | None) -> None:
        super().__init__(parent)
        self._store = store
        self._preferences = preferences
        self.model_path = ""
        """The model that a new conversation is held with."""
        self.conversation: ConversationRecord | None = None
        self.path: list[MessageRecord] = []
        self.system = preferences.current.system_prompt
        self.config: GenerationConfig | None = None
        self._drafted: set[int] = set()
        """Conversations made for a draft that never had a message."""

    def open(self, conversation: int | None) -> None:
        """Show a conversation, or an empty one."""
        with self._telling():
            self._drop_if_empty(conversation)
            record = None if conversation is None else self._store.conversation(conversation)
            self._take(record)
            if record is None:
                self.system, self.config = self._preferences.current.system_prompt, None
                self.path = []
            else:
                self.system, self.config = record.system, record.config
                self.path = self._store.path(record.id)
            self.opened.emit(record)
            self._show()

    def save_draft(self, text: str) -> None:
        """Keep what is written and not sent; a new conversation exists from its first word on."""
        if self.conversation is None and not text.strip():
            return
        with self._telling():
            record = self._existing()
            if record.draft != text:
                self._take(self._store.update_conversation(record.id, draft=text))
                self.saved.emit()

    def set_role(self, system: str) -> None:
        """Give the conversation a system prompt; a new one keeps it until its first word."""
        self.system = system
        self._change(system=system)
        self.config_changed.emit()

    def set_config(self, config: GenerationConfig | None) -> None:
        """Give the conversation its own sampling parameters, or None for the settings'."""
        self.config = config
        self._change(config=config)
        self.config_changed.emit()

    def refresh(self) -> None:
        """Read the open conversation's record again: its title, folder or pin changed."""
        if self.conversation is not None:
            with self._telling():
                self._take(self._store.conversation(self.conversation.id))

    def position(self, message: int | None) -> int:
        """How many messages of the branch come before this one; 0 for none."""
        ids = [record.id for record in self.path]
        return ids.index(message) if message in ids else 0

    @property
    def generation_config(self) -> GenerationConfig:
        """The parameters in force for the open conversation."""
        return self.config or self._preferences.current.generation

    def _show(self) -> None:
        self.shown.emit(self.path)

    def _change(self, **changes: object) -> None:
        if self.conversation is not None:
            with self._telling():
                self._take(self._store.update_conversation(self.conversation.id, **changes))

    def _existing(self) -> ConversationRecord:
        if self.conversation is None:
            self._take(
                self._store.create_conversation(
                    self.system, config=self.config, model=self.model_path
                )
            )
            if self.conversation is not None:
                self._drafted.add(self.conversation.id)
            self.list_changed.emit()
        assert self.conversation is not None
        return self.conversation

    def _take(self, record: ConversationRecord | None) -> None:
        self.conversation = record

    def _drop_if_empty(self, other: int | None) -> None:
        record = self.conversation
        if record is None or record.id == other or record.id not in self._drafted:
            return
        if not self.path and not record.draft.strip():
            self._store.purge(record.id)
            self.list_changed.emit()

    def _reload(self) -> None:
        if self.conversation is not None:
            self._take(self._store.conversation(self.conversation.id))
            self.path = self._store.path(self.conversation.id)
            if self.path:
                self._drafted.discard(self.conversation.id)
            self.list_changed.emit()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except TryMoreError as error:
            self.failed.emit(Failed(error.code, error.params, error.detail))
