"""One reply while it is made: its text so far, and its journal on the disk."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from trymore_desktop.core.chat import FinishReason, Usage
from trymore_desktop.core.events import Cancelled, Failed, Final, Finished, TextDelta
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.records import MessageRecord, MessageState
from trymore_desktop.worker import Request

JOURNAL_INTERVAL = 700
"""Milliseconds between two writes: a killed program loses less than a second of a reply."""


class Reply(QObject):
    """Takes the events of a Generate request into the store.

    `ended` carries the request's last event and the record as it was written (None when the disk
    refused, which `not_saved` tells).
    """

    text_arrived = Signal(str)
    progressed = Signal(object)
    not_saved = Signal(object)
    ended = Signal(object, object)

    def __init__(self, store: Store, record: MessageRecord, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self.record = record
        self.text = record.content
        self.tokens = 0
        self._request: Request | None = None
        self._written = len(self.text)
        self._timer = QTimer(self)
        self._timer.setInterval(JOURNAL_INTERVAL)
        self._timer.timeout.connect(self._write)

    def follow(self, request: Request) -> None:
        """Take the events of this request."""
        self._request = request
        request.progressed.connect(self._progress)
        request.text_arrived.connect(self._take)
        request.ended.connect(self._end)
        self._timer.start()

    def stop(self) -> None:
        """Ask for the end; it comes as Cancelled."""
        if self._request is not None:
            self._request.cancel()

    @Slot(object)
    def _progress(self, event: object) -> None:
        self.progressed.emit(event)

    @Slot(object)
    def _take(self, event: TextDelta) -> None:
        self.text += event.text
        self.tokens = event.tokens
        self.text_arrived.emit(event.text)

    @Slot()
    def _write(self) -> None:
        if len(self.text) == self._written:
            return
        try:
            self._store.write_reply(self.record.id, self.text)
        except TryMoreError as error:
            self.not_saved.emit(Failed(error.code, error.params, error.detail))
        else:
            self._written = len(self.text)

    @Slot(object)
    def _end(self, event: Final) -> None:
        self._timer.stop()
        self._request = None
        state, reason, usage = _outcome(event)
        try:
            written = self._store.finish_reply(self.record.id, self.text, state, reason, usage)
        except TryMoreError as error:
            self.not_saved.emit(Failed(error.code, error.params, error.detail))
            self.ended.emit(event, None)
        else:
            self.ended.emit(event, written)


def _outcome(event: Final) -> tuple[MessageState, FinishReason | None, Usage | None]:
    if isinstance(event, Finished):
        return MessageState.COMPLETE, event.reason, event.usage
    if isinstance(event, Cancelled):
        return MessageState.STOPPED, None, None
    if isinstance(event, Failed) and event.code == "engine_lost":
        return MessageState.INTERRUPTED, None, None
    return MessageState.FAILED, None, None
