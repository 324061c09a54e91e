"""The only bridge between the window and the engine: a thread, and a request for each command."""

import threading
from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from trymore_desktop.core.events import AnyEvent, Cancelled, Final, Progress, TextDelta
from trymore_desktop.engine.client import PATIENCE, EngineClient, EngineState, Patience
from trymore_desktop.engine.protocol import AnyCommand

PORTION = 64
"""Events that the window takes in one turn of its event loop."""
MOST_WAITING = 1024
"""Events that wait for the window; with more, the engine has to wait."""
MOST_TEXT = 1 << 16
"""Characters of text that come as one event."""


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
        self._changed = threading.Condition()
        self._items: deque[tuple[int, AnyEvent | EngineState]] = deque()
        self._open = True

    def __len__(self) -> int:
        return len(self._items)

    def put(self, number: int, item: AnyEvent | EngineState) -> bool:
        """Add an item, melted into the last one if possible; True if the inbox was empty.

        Waits while it is full, so that a flood ends in the engine's pipe and not in the window.
        """
        with self._changed:
            if self._items and self._items[-1][0] == number:
                melted = _melt(self._items[-1][1], item)
                if melted is not None:
                    self._items[-1] = (number, melted)
                    return False
            self._changed.wait_for(lambda: len(self._items) < MOST_WAITING or not self._open)
            self._items.append((number, item))
            return len(self._items) == 1

    def take(self, most: int) -> list[tuple[int, AnyEvent | EngineState]]:
        """Take the first items out."""
        with self._changed:
            items = [self._items.popleft() for _ in range(min(most, len(self._items)))]
            self._changed.notify()
            return items

    def close(self) -> None:
        """Let nobody wait any more: the window is about to wait for the thread that puts."""
        with self._changed:
            self._open = False
            self._changed.notify()


def _melt(last: AnyEvent | EngineState, item: AnyEvent | EngineState) -> AnyEvent | None:
    if isinstance(last, TextDelta) and isinstance(item, TextDelta):
        if len(last.text) >= MOST_TEXT:
            return None
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
        self._arrived.connect(self._wake, Qt.ConnectionType.QueuedConnection)
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._deliver)

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
        self._inbox.close()
        self._client.stop()

    def stop(self) -> None:
        """Stop and wait: open requests end, the engine exits or is killed within seconds."""
        self.request_stop()
        if self.isRunning():
            self.wait()
        while self._inbox:
            self._deliver()

    def _put(self, number: int, event: AnyEvent) -> None:
        if self._inbox.put(number, event):
            self._arrived.emit()

    def _put_state(self, state: EngineState) -> None:
        if self._inbox.put(0, state):
            self._arrived.emit()

    @Slot()
    def _wake(self) -> None:
        # A timer's turn each: events posted by signals alone would follow one another without
        # letting keys and paints through, as long as the engine is quicker than the window.
        if not self._turn.isActive():
            self._turn.start()

    @Slot()
    def _deliver(self) -> None:
        for number, item in self._inbox.take(PORTION):
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
        if not self._inbox:
            self._turn.stop()
