"""What other threads want done in the one thread that owns the state."""

import contextlib
import queue
from collections import deque
from collections.abc import Callable, Iterator

Call = Callable[[], None]

CAPACITY = 256
"""Arrivals that wait; an engine that says more has to wait itself."""


class Inbox:
    """Two ways in: `call` never blocks, `arrive` blocks while too much waits. One way out."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque()
        self._arrivals: queue.Queue[Call | None] = queue.Queue(CAPACITY)
        self._closed = False

    def call(self, call: Call) -> None:
        """Leave something to do; returns at once."""
        self._calls.append(call)
        with contextlib.suppress(queue.Full):  # full of what wakes `take` as well
            self._arrivals.put_nowait(None)

    def arrive(self, call: Call) -> None:
        """Leave something to do; waits while the inbox is full, until it is closed."""
        while not self._closed:
            with contextlib.suppress(queue.Full):
                self._arrivals.put(call, timeout=1.0)
                break

    def take(self, seconds: float | None) -> Iterator[Call]:
        """All calls and at most one arrival; waits up to `seconds` for the first, None for ever."""
        try:
            arrival = self._arrivals.get(timeout=seconds)
        except queue.Empty:
            arrival = None
        while self._calls:
            yield self._calls.popleft()
        if arrival is not None:
            yield arrival

    def close(self) -> None:
        """Let nobody wait any more."""
        self._closed = True
