"""The real client over the real engine, which notes when each event came."""

import time
from collections.abc import Callable

from benchmarks.lines import INFINITE, Line
from tests.process.conftest import Driver
from trymore_desktop.core.events import AnyEvent, Cancelled, Final, Progress
from trymore_desktop.engine.client import PATIENCE, EngineState
from trymore_desktop.engine.environment import engine_command

TRIES = 50
"""Rounds in a row that may be over before they are cancelled."""


class Clocked(Driver):
    """A client in a thread, everything it said, and the moment of each."""

    def __init__(self) -> None:
        self.moments: list[float] = []
        self.told: list[tuple[float, EngineState]] = []
        super().__init__(list(engine_command()), PATIENCE)

    def _deliver(self, number: int, event: AnyEvent) -> None:
        with self.said:
            self.moments.append(time.monotonic())
            super()._deliver(number, event)

    def _tell(self, state: EngineState) -> None:
        with self.said:
            self.told.append((time.monotonic(), state))
            super()._tell(state)

    def ended_at(self, number: int) -> float:
        """The moment of a command's last event, which is waited for."""
        last = self.final(number)
        return next(m for m, one in zip(self.moments, self.events, strict=True) if one[1] is last)

    def ready_after(self, moment: float) -> float:
        """When an engine was ready first after a moment."""

        def find() -> float | None:
            told = (at for at, state in self.told if state is EngineState.READY and at > moment)
            return next(told, None)

        return self.wait_for(find)

    def reached(self, number: int, stage: str, share: float) -> None:
        """Wait until so much of a stage is done, or all of the command."""

        def find() -> AnyEvent | None:
            return next((e for e in self.of(number) if _is_there(e, stage, share)), None)

        self.wait_for(find)

    def engine(self) -> int:
        """The engine's process number."""
        process = self.client._process
        assert process is not None
        return process.pid


def _is_there(event: AnyEvent, stage: str, share: float) -> bool:
    if isinstance(event, Progress):
        return event.stage == stage and event.done >= share * event.total
    return isinstance(event, Final)


def cancelled(driver: Clocked, number: int, may_end: bool = False) -> float | None:
    """Cancel a command: seconds until it told its end, None if it was done before.

    With `may_end` the end of its work counts as well, which may be nearer than a place to stop.
    """
    began = time.monotonic()
    driver.client.cancel(number)
    ended = driver.ended_at(number)
    done = not isinstance(driver.final(number), Cancelled)
    return None if done and not may_end else ended - began


def lines(name: str, rounds: int, once: Callable[[], float | None], bar: float) -> list[Line]:
    """Median and worst of so many rounds in milliseconds; `bar` (seconds) is for the worst.

    A round that gives None, because there was nothing to cancel any more, is done again.
    """
    found: list[float] = []
    tries = 0
    while len(found) < rounds:
        tries += 1
        if tries > rounds + TRIES:
            raise SystemExit(f"{name}: always over before it could be cancelled")
        seconds = once()
        if seconds is not None:
            found.append(seconds * 1000)
    found.sort()
    middle = found[len(found) // 2]
    return [
        (f"{name}, median ms", middle, INFINITE),
        (f"{'':{len(name)}}  worst ms", found[-1], bar * 1000),
    ]
