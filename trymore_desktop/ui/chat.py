"""The open conversation: what the person does to it becomes store and engine calls.

The person's words are on the disk before a reply is asked for. One reply is made at a time; it goes
on, and is kept, when another conversation is opened meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal, Slot

from trymore_desktop.core.chat import Role
from trymore_desktop.core.events import Failed, Final, Finished
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.records import MessageRecord, MessageState
from trymore_desktop.ui.answering import Answering
from trymore_desktop.ui.model_control import ModelControl
from trymore_desktop.ui.open_conversation import OpenConversation
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.prompt import Prompt, build_prompt
from trymore_desktop.worker import EngineWorker


class ChatController(OpenConversation):
    """The open conversation and its reply."""

    added = Signal(object)
    """A message came at the end of the branch."""
    reply_begun = Signal(object)
    text_arrived = Signal(str)
    reply_finished = Signal(object)
    """The reply of the open conversation as it was written."""
    reply_ended = Signal(object, object)
    """Any reply: its last event and its record or None."""
    progressed = Signal(object)
    dropped = Signal(int)
    """How many messages at the beginning of the branch the model no longer sees."""
    generating_changed = Signal(bool)
    queued = Signal(str)
    """The message that waits for the present reply, empty for none."""
    returned = Signal(str)
    """A waiting message goes back to the person."""
    message_deleted = Signal(int)
    model_needed = Signal()

    def __init__(
        self,
        store: Store,
        worker: EngineWorker,
        models: ModelControl,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(store, preferences, parent)
        self._queued = ""
        self.answering = Answering(store, worker, models, preferences, self)
        self.answering.begun.connect(self._begun)
        self.answering.text_arrived.connect(self._text_arrived)
        self.answering.progressed.connect(self.progressed)
        self.answering.not_saved.connect(self.failed)
        self.answering.saved.connect(self.saved)
        self.answering.ended.connect(self._ended)
        self.answering.first_seen.connect(self._first_seen)
        self.answering.model_needed.connect(self.model_needed)
        self.answering.waiting_ended.connect(self._model_came)
        self.answering.busy_changed.connect(self.generating_changed)

    @property
    def generating(self) -> bool:
        """Whether a reply is being made or waits for its model, here or elsewhere."""
        return self.answering.busy

    @property
    def generating_here(self) -> bool:
        """Whether the open conversation's reply is being made or waits for its model."""
        busy = self.answering.conversation
        return busy is not None and self.conversation is not None and busy == self.conversation.id

    def send(self, text: str) -> bool:
        """Write the message down and ask for a reply; False if it could not be taken."""
        if self.generating:
            return self._queue(text)
        with self._telling():
            record = self._existing()
            leaf = self.path[-1].id if self.path else None
            added = self._store.add_message(record.id, leaf, Role.USER, text)
            self.saved.emit()
            self._reload()
            self.added.emit(added)
            self.answering.answer(record.id, self.path)
            return True
        return False

    @Slot()
    def stop(self) -> None:
        """End the reply now, keeping what there is; a waiting message goes back to the person."""
        self.take_back()
        self.answering.stop()

    def take_back(self) -> None:
        """Give the waiting message back to the person."""
        if self._queued:
            waiting, self._queued = self._queued, ""
            self.queued.emit("")
            self.returned.emit(waiting)

    def forget(self) -> None:
        """The open conversation went to the trash: show an empty one."""
        if self.generating_here:
            self.answering.stop()
        self._take(None)
        self.open(None)

    @Slot(int)
    def regenerate(self, message: int) -> None:
        """Another version of a reply, or a reply to a question that has none."""
        with self._free() as free:
            if not free:
                return
            record = self._store.message(message)
            if record.role is Role.ASSISTANT and record.parent is not None:
                self._show_up_to(record.parent)
            elif self.path and self.path[-1].id != message:
                self._show_up_to(message)
            self.answering.answer(record.conversation, self.path)

    def retry_dropping(self) -> None:
        """Ask again for the last reply, this once without the oldest turns."""
        if self.path and not self.generating:
            self.answering.drop_once = True
            self.regenerate(self.path[-1].id)

    @Slot(int)
    def continue_reply(self, message: int) -> None:
        """Go on where a reply was stopped, cut or interrupted."""
        with self._free() as free:
            if not free or not self.path or self.path[-1].id != message:
                return
            if self.path[-1].said_all:
                return
            if not self.path[-1].content:
                self.regenerate(message)
            else:
                self.answering.go_on(self.path[-1].conversation, self.path)

    @Slot(int, str)
    def edit(self, message: int, text: str) -> None:
        """Say it differently: a new branch; for a question with a new reply."""
        with self._free() as free:
            if not free or not text.strip():
                return
            old = self._store.message(message)
            self._store.add_message(
                old.conversation, old.parent, old.role, text.strip(), model=old.model
            )
            self._reload()
            self._show()
            if old.role is Role.USER:
                self.answering.answer(old.conversation, self.path)

    @Slot(int)
    def select_version(self, message: int) -> None:
        """Show the branch through this version."""
        if self.generating_here:
            return
        with self._telling():
            self.path = self._store.select_version(message)
            self._reload()
            self._show()

    @Slot(int)
    def delete(self, message: int) -> None:
        """Hide a message; `restore` undoes it."""
        if self.generating_here:
            return
        with self._telling():
            self._store.delete_message(message)
            self._reload()
            self._show()
            self.message_deleted.emit(message)

    def restore(self, message: int) -> None:
        """Undo `delete`."""
        with self._telling():
            conversation = self._store.message(message).conversation
            self._store.restore_message(message)
            if self.conversation is not None and self.conversation.id == conversation:
                self._reload()
                self._show()

    def keep_exchange(
        self, question: str, answer: str, model: str, finished: Finished | None = None
    ) -> None:
        """Begin a conversation with a question and an answer that were had elsewhere.

        The open one is taken if nothing was said in it; its draft was the question. `finished` is
        how the answer ended, None if it was stopped.
        """
        with self._telling():
            if self.conversation is None or self.path:
                record = self._store.create_conversation(
                    self.system, config=self.config, model=self.model_path
                )
            else:
                record = self._store.update_conversation(self.conversation.id, draft="")
            asked = self._store.add_message(record.id, None, Role.USER, question)
            state = MessageState.COMPLETE if finished else MessageState.STOPPED
            reply = self._store.add_message(
                record.id, asked.id, Role.ASSISTANT, answer, state, model
            )
            if finished:
                self._store.finish_reply(reply.id, answer, state, finished.reason, finished.usage)
            self.open(record.id)
            self.list_changed.emit()

    def _show(self) -> None:
        super()._show()
        reply = self.answering.reply
        if reply is not None and self.generating_here:
            self.reply_begun.emit(reply.record)
            self.text_arrived.emit(reply.text[len(reply.record.content) :])
        self.generating_changed.emit(self.generating)

    def _show_up_to(self, message: int) -> None:
        for position, record in enumerate(self.path):
            if record.id == message:
                self.path = self.path[: position + 1]
                self.shown.emit(self.path)
                return

    def prompt(self, draft: str = "") -> Prompt:
        """What the engine would be given now."""
        return build_prompt(self.system, self.path, draft, self.answering.window)

    def _queue(self, text: str) -> bool:
        if self._queued or not self.generating_here:
            return False
        self._queued = text
        self.queued.emit(text)
        return True

    @Slot(object)
    def _begun(self, record: MessageRecord) -> None:
        if self.generating_here:
            with self._telling():
                self._reload()
            self.reply_begun.emit(record)

    @Slot(int, str)
    def _text_arrived(self, conversation: int, text: str) -> None:
        if self.conversation is not None and self.conversation.id == conversation:
            self.text_arrived.emit(text)

    @Slot(int, object)
    def _first_seen(self, conversation: int, message: int | None) -> None:
        if self.conversation is not None and self.conversation.id == conversation:
            self.dropped.emit(self.position(message))

    @Slot(object, object)
    def _ended(self, event: Final, record: MessageRecord | None) -> None:
        if record and self.conversation and self.conversation.id == record.conversation:
            with self._telling():
                self._reload()
            self.reply_finished.emit(record)
        self.list_changed.emit()
        if isinstance(event, Failed):
            self.failed.emit(event)
        self.reply_ended.emit(event, record)
        self._send_queued(event)

    @Slot()
    def _model_came(self) -> None:
        conversation, self.answering.waiting = self.answering.waiting, None
        if conversation is None:
            return
        with self._telling():
            here = self.conversation is not None and self.conversation.id == conversation
            path = self.path if here else self._store.path(conversation)
            last = path[-1]
            if last.role is Role.ASSISTANT:
                self.answering.go_on(conversation, path)
            else:
                self.answering.answer(conversation, path)

    def _send_queued(self, event: Final) -> None:
        waiting, self._queued = self._queued, ""
        if not waiting:
            return
        self.queued.emit("")
        if not isinstance(event, Finished) or not self.send(waiting):
            self.returned.emit(waiting)

    @contextmanager
    def _free(self) -> Iterator[bool]:
        with self._telling():
            yield not self.generating and self.conversation is not None
