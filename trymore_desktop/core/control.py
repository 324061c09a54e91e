"""Progress and cancellation, which are one call so that neither can be forgotten."""

import ctypes
import threading
import time
from collections.abc import Iterator

from trymore_desktop.core.events import Progress
from trymore_desktop.errors import Interrupted

REPORT_INTERVAL = 0.1
"""Seconds between two progress events: people see ten a second as smooth."""


class Control:
    """A flag that another thread raises to stop the work.

    `raised` is 1 from then on, at a place in memory that compiled code can look at.
    """

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self.raised = ctypes.c_int32(0)

    def cancel(self) -> None:
        """Ask the work to stop at its next check."""
        self.raised.value = 1
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether the work was asked to stop."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise Interrupted if the work was asked to stop."""
        if self._cancelled.is_set():
            raise Interrupted


class Reporter:
    """Tells how far one stage is and stops it on request: `yield from report(done)`."""

    def __init__(self, control: Control, stage: str, total: int, unit: str = "bytes") -> None:
        self._control = control
        self._stage = stage
        self._total = total
        self._unit = unit
        self._last = 0.0

    def __call__(
        self, done: int, note: str = "", numbers: dict[str, int] | None = None
    ) -> Iterator[Progress]:
        """Yield a Progress if the last one is old enough or all is done.

        Raises:
            Interrupted: the person cancelled.
        """
        self._control.check()
        now = time.monotonic()
        if done >= self._total or now - self._last >= REPORT_INTERVAL:
            self._last = now
            yield Progress(self._stage, done, self._total, self._unit, note, numbers or {})
