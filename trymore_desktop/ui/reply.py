"""One reply while it is made: its text so far, and its journal on the disk."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from trymore_desktop.core.chat import FinishReason, Usage
from trymore_desktop.core.events import Cancelled, Failed, Final, Finished, TextDelta
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.records import MessageRecord, MessageState
from trymore_desktop.ui.reply_cost import ReplyCost
from trymore_desktop.worker import Request

JOURNAL_INTERVAL = 700
"""Milliseconds between two writes: a killed program loses less than a second of a reply.

A reply that ended while the disk refused is tried again as often.
"""

PASSING = frozenset({"store_full", "store_failed", "store_gone"})
"""Refusals that pass when there is space, or the drive is back."""


class Reply(QObject):
    """Takes the events of a Generate request into the store.

    `ended` carries the request's last event and the record as it was written (None if the person
    gave up waiting for a disk that refuses). `not_saved` tells the first refusal of a row, `saved`
    that the disk takes it again.
    """

    text_arrived = Signal(str)
    progressed = Signal(object)
    not_saved = Signal(object)
    saved = Signal()
    ended = Signal(object, object)

    def __init__(self, store: Store, record: MessageRecord, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self.record = record
        self.text = record.content
        self._cost = ReplyCost(record.usage if record.content else None)
        self._request: Request | None = None
        self._last: Final | None = None
        self._refused = False
        self._passing = False
        self._written = len(self.text)
        self._timer = QTimer(self)
        self._timer.setInterval(JOURNAL_INTERVAL)
        self._timer.timeout.connect(self._write)

    @property
    def tokens(self) -> int:
        """Of the part that is being written."""
        return self._cost.tokens

    def follow(self, request: Request) -> None:
        """Take the events of this request."""
        self._request = request
        request.progressed.connect(self._progress)
        request.text_arrived.connect(self._take)
        request.ended.connect(self._end)
        self._timer.start()

    def stop(self) -> None:
        """Ask for the end; it comes as Cancelled. Asked again, no disk is waited for any more."""
        if self._request is not None:
            self._request.cancel()
        elif self._last is not None:
            self._timer.stop()
            self.ended.emit(self._last, None)

    @Slot(object)
    def _progress(self, event: object) -> None:
        self.progressed.emit(event)

    @Slot(object)
    def _take(self, event: TextDelta) -> None:
        self.text += event.text
        self._cost.take(event.tokens)
        self.text_arrived.emit(event.text)

    @Slot()
    def _write(self) -> None:
        if self._last is not None:
            self._finish(self._last)
        elif len(self.text) != self._written:
            with self._telling():
                self._store.write_reply(self.record.id, self.text, self._cost.total())
                self._written = len(self.text)

    @Slot(object)
    def _end(self, event: Final) -> None:
        self._request, self._last = None, event
        self._finish(event)

    def _finish(self, event: Final) -> None:
        state, reason, told = _outcome(event)
        written = None
        with self._telling():
            failure = event if isinstance(event, Failed) else None
            written = self._store.finish_reply(
                self.record.id, self.text, state, reason, self._cost.total(told), failure
            )
        if written is not None or not self._passing:
            self._timer.stop()
            self._last = None
            self.ended.emit(event, written)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except TryMoreError as error:
            if not self._refused:
                self.not_saved.emit(Failed(error.code, error.params, error.detail))
            self._refused, self._passing = True, error.code in PASSING
        else:
            if self._refused:
                self.saved.emit()
            self._refused = False


def _outcome(event: Final) -> tuple[MessageState, FinishReason | None, Usage | None]:
    if isinstance(event, Finished):
        return MessageState.COMPLETE, event.reason, event.usage
    if isinstance(event, Cancelled):
        return MessageState.STOPPED, None, None
    if isinstance(event, Failed) and event.code == "engine_lost":
        return MessageState.INTERRUPTED, None, None
    return MessageState.FAILED, None, None
