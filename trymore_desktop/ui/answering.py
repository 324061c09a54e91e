"""Getting replies: waiting for the model, generating, and keeping what came."""

from PySide6.QtCore import QObject, Signal, Slot

from trymore_desktop.core.chat import ContextPolicy, Role
from trymore_desktop.core.events import Final, Finished
from trymore_desktop.engine.protocol import Generate
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.records import MessageRecord, MessageState
from trymore_desktop.ui.model_control import ModelControl
from trymore_desktop.ui.model_state import ModelState
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.prompt import UNKNOWN_WINDOW, Prompt, build_prompt
from trymore_desktop.ui.reply import Reply
from trymore_desktop.worker import EngineWorker


class Answering(QObject):
    """Makes one reply at a time, in whatever conversation; methods raise what the store raises."""

    begun = Signal(object)
    """The record of a reply that is being made from now on."""
    text_arrived = Signal(int, str)
    """Conversation and more text."""
    progressed = Signal(object)
    not_saved = Signal(object)
    saved = Signal()
    ended = Signal(object, object)
    """The last event, and the record as it was written or None."""
    first_seen = Signal(int, object)
    """Conversation, and the id of the oldest message that the model saw (None for all)."""
    model_needed = Signal()
    waiting_ended = Signal()
    """The model that a question waited for is there, or will not come."""
    busy_changed = Signal(bool)

    def __init__(
        self,
        store: Store,
        worker: EngineWorker,
        models: ModelControl,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._worker = worker
        self._models = models
        self._preferences = preferences
        self.reply: Reply | None = None
        self._prompt: Prompt | None = None
        self.drop_once = False
        """Whether the next reply may leave out the oldest turns, whatever the settings say."""
        self.waiting: int | None = None
        """The conversation whose question waits for the model."""
        models.changed.connect(self._model_changed)

    @property
    def conversation(self) -> int | None:
        """Where a reply is being made or waited for."""
        return self.reply.record.conversation if self.reply else self.waiting

    @property
    def busy(self) -> bool:
        """Whether a reply is being made or waits for its model."""
        return self.conversation is not None

    @property
    def window(self) -> int:
        """The model's context in tokens."""
        return self._models.info.context_window if self._models.info else UNKNOWN_WINDOW

    def answer(self, conversation: int, path: list[MessageRecord]) -> None:
        """Reply to the last message of `path`, at once or as soon as the model is there."""
        if not self._models.ready:
            self._wait(conversation)
            return
        record = self._store.conversation(conversation)
        prompt = build_prompt(record.system, path, window=self.window)
        name = self._models.info.name if self._models.info else ""
        reply = self._store.add_message(
            conversation, path[-1].id, Role.ASSISTANT, "", MessageState.STREAMING, name
        )
        self._generate(reply, prompt, resume=False)

    def go_on(self, conversation: int, path: list[MessageRecord]) -> None:
        """Continue the reply at the end of `path`."""
        if not self._models.ready:
            self._wait(conversation)
            return
        record = self._store.conversation(conversation)
        prompt = build_prompt(record.system, path, window=self.window)
        self._generate(self._store.continue_reply(path[-1].id), prompt, resume=True)

    def stop(self) -> None:
        """End the reply now, or wait no longer."""
        if self.reply is not None:
            self.reply.stop()
        elif self.waiting is not None:
            self.waiting = None
            self.busy_changed.emit(False)

    def _wait(self, conversation: int) -> None:
        loading = self._models.state is ModelState.LOADING
        if not loading and not self._models.can_load():
            self.model_needed.emit()
            return
        self.waiting = conversation
        self.busy_changed.emit(True)
        if not loading:
            self._models.load()

    def _generate(self, record: MessageRecord, prompt: Prompt, resume: bool) -> None:
        conversation = self._store.conversation(record.conversation)
        settings = self._preferences.current
        config = conversation.config or settings.generation
        self._prompt = prompt
        self.reply = Reply(self._store, record, self)
        self.reply.text_arrived.connect(self._text_arrived)
        self.reply.progressed.connect(self.progressed)
        self.reply.not_saved.connect(self.not_saved)
        self.reply.saved.connect(self.saved)
        self.reply.ended.connect(self._reply_ended)
        self.begun.emit(record)
        self.busy_changed.emit(True)
        policy = ContextPolicy.DROP_OLDEST if self.drop_once else settings.context_policy
        self.drop_once = False
        command = Generate(prompt.messages, config, policy, resume)
        self.reply.follow(self._worker.submit(command))

    @Slot(str)
    def _text_arrived(self, text: str) -> None:
        if self.reply is not None:
            self.text_arrived.emit(self.reply.record.conversation, text)

    @Slot(object, object)
    def _reply_ended(self, event: Final, record: MessageRecord | None) -> None:
        reply, prompt = self.reply, self._prompt
        self.reply = None
        if reply is None or prompt is None:
            return
        reply.deleteLater()
        if isinstance(event, Finished):
            seen = prompt.first_seen(event.dropped)
            self.first_seen.emit(reply.record.conversation, seen)
        self.busy_changed.emit(False)
        self.ended.emit(event, record)

    @Slot()
    def _model_changed(self) -> None:
        if self.waiting is None or self._models.state is ModelState.LOADING:
            return
        if not self._models.ready:
            self.waiting = None
            self.busy_changed.emit(False)
        else:
            self.waiting_ended.emit()
