"""The only bridge between the window and the engine: a thread, and a request for each command."""

import threading
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from trymore_desktop.core.events import AnyEvent, Cancelled, Final, Progress, TextDelta
from trymore_desktop.engine.client import PATIENCE, EngineClient, EngineState, Patience
from trymore_desktop.engine.protocol import AnyCommand


class Request(QObject):
    """A command under way; its signals come in the thread of the window.

    `progressed` carries a Progress, `text_arrived` a TextDelta (several may come as one), `ended`
    exactly once the Final event: the command's own result, Failed or Cancelled.
    """

    progressed = Signal(object)
    text_arrived = Signal(object)
    ended = Signal(object)

    def __init__(self, number: int, command: AnyCommand, cancel: Callable[[int], None]) -> None:
        super().__init__()
        self.id = number
        self.command = command
        self.outcome: Final | None = None
        """The event that `ended` carried, once it did."""
        self._cancel = cancel

    @property
    def running(self) -> bool:
        """Whether `ended` is still to come."""
        return self.outcome is None

    @Slot()
    def cancel(self) -> None:
        """Ask for the end; it comes as Cancelled, or as the result if that was quicker."""
        if self.running:
            self._cancel(self.id)

    def take(self, event: AnyEvent) -> None:
        """Emit the signal for an event of this command."""
        if isinstance(event, Progress):
            self.progressed.emit(event)
        elif isinstance(event, TextDelta):
            self.text_arrived.emit(event)
        elif isinstance(event, Final):
            self.outcome = event
            self.ended.emit(event)


class _Inbox:
    """What arrived and the window has not seen: of a busy engine it keeps only what matters."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._items: list[tuple[int, AnyEvent | EngineState]] = []

    def put(self, number: int, item: AnyEvent | EngineState) -> bool:
        """Add an item, melted into the last one if possible; True if the inbox was empty."""
        with self._lock:
            if self._items and self._items[-1][0] == number:
                melted = _melt(self._items[-1][1], item)
                if melted is not None:
                    self._items[-1] = (number, melted)
                    return False
            self._items.append((number, item))
            return len(self._items) == 1

    def empty(self) -> list[tuple[int, AnyEvent | EngineState]]:
        """Take everything out."""
        with self._lock:
            items, self._items = self._items, []
            return items


def _melt(last: AnyEvent | EngineState, item: AnyEvent | EngineState) -> AnyEvent | None:
    if isinstance(last, TextDelta) and isinstance(item, TextDelta):
        return TextDelta(last.text + item.text, item.tokens)
    if isinstance(last, Progress) and isinstance(item, Progress) and last.stage == item.stage:
        return item
    return None


class EngineWorker(QThread):
    """Runs the engine. Make it, `start()` it, `submit()` commands, `stop()` it before the end.

    Commands may be submitted before the engine is ready; they run first in, first out, but
    CountTokens, which is answered at once. If the engine dies, open requests end in
    Failed("engine_lost") and a new engine starts, without a model. All methods belong to the
    thread that made the worker.
    """

    state_changed = Signal(str)
    """starting, ready, restarting, lost (died too often: the next command tries again), stopped."""
    _arrived = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        command: Sequence[str] | None = None,
        patience: Patience = PATIENCE,
    ) -> None:
        """`command` is the engine's command line if it is not the product's own."""
        super().__init__(parent)
        self.state = EngineState.STARTING
        self._requests: dict[int, Request] = {}
        self._inbox = _Inbox()
        self._stopped = False
        self._client = EngineClient(self._put, self._put_state, command, patience)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def submit(self, command: AnyCommand) -> Request:
        """Queue a command. Connect to the request at once: its events come later."""
        request = Request(self._client.submit(command), command, self._client.cancel)
        self._requests[request.id] = request
        if self._stopped:
            self._put(request.id, Cancelled())
        return request

    def run(self) -> None:
        """Keep the engine running: the work of the thread; called by `start()`."""
        self._client.run()

    def request_stop(self) -> None:
        """Begin to stop without waiting; `finished` comes when the engine is gone."""
        self._stopped = True
        self._client.stop()

    def stop(self) -> None:
        """Stop and wait: open requests end, the engine exits or is killed within seconds."""
        self.request_stop()
        if self.isRunning():
            self.wait()
        self._deliver()

    def _put(self, number: int, event: AnyEvent) -> None:
        if self._inbox.put(number, event):
            self._arrived.emit()

    def _put_state(self, state: EngineState) -> None:
        if self._inbox.put(0, state):
            self._arrived.emit()

    @Slot()
    def _deliver(self) -> None:
        for number, item in self._inbox.empty():
            if isinstance(item, EngineState):
                self.state = item
                self.state_changed.emit(item.value)
                continue
            request = self._requests.get(number)
            if request is None:
                continue
            if isinstance(item, Final):
                del self._requests[number]
            request.take(item)
