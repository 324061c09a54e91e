"""Tokens arrive one by one; the text is written in turns that leave the window time to breathe."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

SHORTEST_MS = 33
REST = 3
"""A turn that took t is followed by a rest of at least 3 t: at most a quarter of the time."""


class Coalescer(QObject):
    """Collects text and hands it to `write` from a timer, never from within `add`."""

    def __init__(self, write: Callable[[str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._write = write
        self._parts: list[str] = []
        self._cost_ms = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.flush)

    def add(self, text: str) -> None:
        """Take more text."""
        self._parts.append(text)
        if not self._timer.isActive():
            self._timer.start(max(SHORTEST_MS, round(REST * self._cost_ms)))

    def flush(self) -> None:
        """Hand over what there is, now."""
        self._timer.stop()
        if not self._parts:
            return
        text = "".join(self._parts)
        self._parts.clear()
        begin = time.perf_counter()
        self._write(text)
        self._cost_ms = (time.perf_counter() - begin) * 1000
