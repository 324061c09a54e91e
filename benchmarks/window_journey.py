"""Inside the window that `responsiveness.py` measures: the walk through it, and what is told."""

import json
import os
import statistics
import sys
import time

FORBIDDEN = ("torch", "transformers", "numpy")
TICK = 5
"""Milliseconds of the probe's timer."""


class Journey:
    """Merge, load, answer, one after the other, with a probe that measures all the time."""

    def __init__(self, program, base: str, delta: str, target: str) -> None:
        from PySide6.QtCore import Qt, QTimer

        from trymore_desktop.engine.protocol import Merge

        self.program = program
        self.window = program._window
        self.target = target
        self.merge_command = Merge(base, delta, target)
        self.gaps: dict[str, list[float]] = {}
        self.stage = "start"
        self.tokens = 0
        self.work: dict[str, float] = {}
        self.last, self.last_work = time.monotonic(), time.thread_time()
        self.probe = QTimer()
        self.probe.setTimerType(Qt.TimerType.PreciseTimer)
        self.probe.timeout.connect(self.beat)
        self.probe.start(TICK)

    def settle(self) -> None:
        """The window is complete."""
        from PySide6.QtCore import QTimer

        self.stage = "settle"
        QTimer.singleShot(1500, self.idle)

    def beat(self) -> None:
        """Note how long the loop did not come round."""
        now, busy = time.monotonic(), time.thread_time()
        self.gaps.setdefault(self.stage, []).append(now - self.last)
        self.work[self.stage] = max(self.work.get(self.stage, 0.0), busy - self.last_work)
        self.last, self.last_work = now, busy

    def idle(self) -> None:
        """Measure what nothing to do looks like."""
        from PySide6.QtCore import QTimer

        self.stage = "idle"
        QTimer.singleShot(1500, self.merge)

    def merge(self) -> None:
        """Merge the generated pair."""
        self.stage = "merge"
        self.request = self.program._worker.submit(self.merge_command)
        self.request.ended.connect(self.load)

    def load(self, event) -> None:
        """Load what was merged."""
        from trymore_desktop.core.events import Merged

        if not isinstance(event, Merged):
            leave({"failed": repr(event)})
        self.stage = "load"
        self.window.models.changed.connect(self.answer)
        self.window.models.failed.connect(lambda event: leave({"failed": repr(event)}))
        self.window.models.load(self.target)

    def answer(self) -> None:
        """Ask, once the model is ready."""
        if not self.window.models.ready or self.stage != "load":
            return
        self.stage = "generate"
        self.window.chat.text_arrived.connect(lambda *_: self.count())
        self.window.chat.reply_ended.connect(self.end)
        assert self.window.chat.send("Write a long answer. 请写一个长的回答。")

    def count(self) -> None:
        """Count an update of the reply."""
        self.tokens += 1

    def end(self, event, _record) -> None:
        """Tell what was measured."""
        from trymore_desktop.core.events import Finished

        if not isinstance(event, Finished):
            leave({"failed": repr(event)})
        self.probe.stop()
        stages = {
            name: {
                "max": max(found),
                "p99": statistics.quantiles(found, n=100)[98],
                "work": self.work[name],
            }
            for name, found in self.gaps.items()
            if len(found) > 1
        }
        self.program._worker.stop()
        leave(
            {
                "stages": stages,
                "updates": self.tokens,
                "tokens": event.usage.completion_tokens,
                "modules": forbidden_modules(),
            }
        )


def forbidden_modules() -> list[str]:
    """What the window's process must not have imported, and has."""
    return [name for name in FORBIDDEN if name in sys.modules]


def moment() -> dict[str, float]:
    """Now, and the seconds that this process has computed."""
    return {"at": time.monotonic(), "computed": time.process_time()}


def leave(report: dict) -> None:
    """Print the report and end the process at once."""
    print(json.dumps(report), flush=True)
    os._exit(0)
