"""The window's side of the pipe: sends commands, hands out events, outlives any engine."""

import itertools
import logging
import os
import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial

import msgspec

from trymore_desktop import paths
from trymore_desktop.core.events import (
    AnyEvent,
    Cancelled,
    Failed,
    Final,
    Ready,
    RuntimeInstalled,
    RuntimeRemoved,
)
from trymore_desktop.engine.environment import engine_command, engine_environment
from trymore_desktop.engine.inbox import Inbox
from trymore_desktop.engine.log import EngineLog
from trymore_desktop.engine.process import EngineProcess
from trymore_desktop.engine.protocol import (
    AnyCommand,
    Cancel,
    CommandLine,
    CountTokens,
    EventLine,
)
from trymore_desktop.engine.restarts import Restarts

_log = logging.getLogger(__name__)

MAX_RUBBISH = 1000
"""Lines without sense after which an engine is taken for broken."""
MOURNING = 10.0
"""Seconds for the system to take a killed process down, and its memory back, before the next."""
PARTING = 1.0
"""Seconds at the very end for the same, and for the rest of the log."""


class EngineState(StrEnum):
    """Where the engine is. `lost`: it died too often; the next command tries once more."""

    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    LOST = "lost"
    STOPPED = "stopped"


class Patience(msgspec.Struct, frozen=True):
    """Seconds until an engine that does not do as it was told is killed."""

    start: float = 120.0
    cancel: float = 5.0
    stop: float = 3.0


PATIENCE = Patience()


class _Open(msgspec.Struct):
    """A command without its final event yet."""

    command: AnyCommand
    cancelled: bool = False
    deadline: float = float("inf")


class EngineClient:
    """Supervises one engine after another.

    `run` does all the work in the thread that calls it and holds all the state; `submit`, `cancel`
    and `stop` may be called from any thread and return at once. Every submitted command gets
    exactly one Final event through `deliver(id, event)`; `tell(state)` says how the engine is.
    Both are called in the thread of `run`. After a restart no model is loaded.
    """

    def __init__(
        self,
        deliver: Callable[[int, AnyEvent], None],
        tell: Callable[[EngineState], None],
        command: Sequence[str] | None = None,
        patience: Patience = PATIENCE,
    ) -> None:
        self._deliver = deliver
        self._tell = tell
        self._command = list(command) if command else engine_command()
        self._patience = patience
        self._log = EngineLog(paths.log_dir() / "engine.log")
        self._ids = itertools.count(1)
        self._inbox = Inbox()
        self._open: dict[int, _Open] = {}
        self._process: EngineProcess | None = None
        self._generation = 0
        self._state = EngineState.STARTING
        self._deadline = float("inf")
        self._restarts = Restarts()
        self._rubbish = 0
        self._renewing = False
        self._stopping = False
        self._done = False

    def submit(self, command: AnyCommand) -> int:
        """Queue a command; its id comes with every event of it."""
        number = next(self._ids)
        self._inbox.call(partial(self._submit, number, command))
        return number

    def cancel(self, number: int) -> None:
        """Stop a command; if the engine does not obey in time, it is killed and started anew."""
        self._inbox.call(partial(self._cancel, number))

    def stop(self) -> None:
        """End the engine in good order, by force after a while; `run` returns then."""
        self._inbox.call(self._stop)

    def run(self) -> None:
        """Keep an engine running until `stop`."""
        self._start(EngineState.STARTING)
        while not self._done:
            for call in self._inbox.take(self._until_deadline()):
                call()
            self._enforce_deadlines()
        self._inbox.close()
        self._log.close(PARTING)

    # What other threads asked for

    def _submit(self, number: int, command: AnyCommand) -> None:
        if self._state is EngineState.LOST and not isinstance(command, CountTokens):
            self._restarts.forgive()
            self._start(EngineState.RESTARTING)
        self._open[number] = _Open(command)
        if self._process is None:
            self._finish(number, Failed("engine_lost", detail=self._log.tail))
        else:
            self._process.send(CommandLine(number, command))

    def _cancel(self, number: int) -> None:
        waiting = self._open.get(number)
        if waiting is None or waiting.cancelled or self._process is None:
            return
        waiting.cancelled = True
        waiting.deadline = time.monotonic() + self._patience.cancel
        self._process.send(CommandLine(number, Cancel(number)))

    def _stop(self) -> None:
        if self._stopping:
            return
        self._stopping = True
        if self._process is None:
            self._end()
        else:
            self._process.close()
            self._deadline = time.monotonic() + self._patience.stop

    # What the engine did

    def _receive(self, generation: int, line: EventLine | None) -> None:
        if generation != self._generation or self._process is None:
            return
        if line is None:
            self._count_rubbish()
        elif isinstance(line.event, Ready):
            self._deadline = self._deadline if self._stopping else float("inf")
            self._set_state(EngineState.READY)
        elif line.id not in self._open:
            self._count_rubbish()
        elif isinstance(line.event, Final):
            self._restarts.ended(self._open[line.id].command, line.event)
            self._renewing |= isinstance(line.event, RuntimeInstalled | RuntimeRemoved)
            self._finish(line.id, line.event)
        else:
            self._deliver(line.id, line.event)

    def _count_rubbish(self) -> None:
        self._rubbish += 1
        if self._rubbish.bit_count() == 1:
            _log.warning("%d lines of the engine made no sense", self._rubbish)
        if self._rubbish >= MAX_RUBBISH:
            self._log.note("killed: too many lines without sense")
            self._lose()

    def _finish(self, number: int, event: AnyEvent) -> None:
        del self._open[number]
        self._deliver(number, event)

    # Life and death

    def _start(self, state: EngineState) -> None:
        self._set_state(state)
        self._rubbish = 0
        self._deadline = time.monotonic() + self._patience.start
        self._generation += 1
        generation = self._generation
        try:
            self._process = EngineProcess(
                self._command,
                engine_environment(os.environ),
                self._log,
                receive=lambda line: self._inbox.arrive(partial(self._receive, generation, line)),
                gone=lambda: self._inbox.arrive(partial(self._gone, generation)),
            )
        except OSError as error:
            self._log.note(f"cannot start: {error.strerror}")
            self._deadline = float("inf")
            self._set_state(EngineState.LOST)
            return
        self._log.note(f"started as process {self._process.pid}")

    def _gone(self, generation: int) -> None:
        if generation == self._generation:
            self._lose()

    def _lose(self, deliberate: bool = False) -> None:
        """The process ended or must: end its commands and start another one."""
        process = self._process
        if process is None:
            return
        status = process.wait(0.2)
        if status is None:
            process.kill()
            status = process.wait(PARTING if self._stopping else MOURNING)
        self._process = None
        self._log.note(f"ended with status {status}")
        if self._stopping:
            self._end()
            return
        running = next((waiting.command for waiting in self._open.values()), None)
        self._fail_open(status or 0)
        if self._renewing:
            self._renewing = False
            self._start(EngineState.STARTING)
        elif deliberate or self._restarts.died(running):
            self._start(EngineState.RESTARTING)
        else:
            self._deadline = float("inf")
            self._set_state(EngineState.LOST)

    def _fail_open(self, status: int) -> None:
        lost = Failed("engine_lost", {"status": status}, self._log.tail)
        for number, waiting in list(self._open.items()):
            self._finish(number, Cancelled() if waiting.cancelled else lost)

    def _end(self) -> None:
        for number in list(self._open):
            self._finish(number, Cancelled())
        self._done = True
        self._set_state(EngineState.STOPPED)

    def _set_state(self, state: EngineState) -> None:
        self._state = state
        self._tell(state)

    # Deadlines

    def _until_deadline(self) -> float | None:
        first = min([self._deadline, *(waiting.deadline for waiting in self._open.values())])
        return None if first == float("inf") else max(0.0, first - time.monotonic())

    def _enforce_deadlines(self) -> None:
        now = time.monotonic()
        if now >= self._deadline:
            self._log.note("killed: did not start or stop in time")
            self._kill_and_lose(deliberate=False)
        elif any(now >= waiting.deadline for waiting in self._open.values()):
            self._log.note("killed: did not stop a command in time")
            for number in [number for number, one in self._open.items() if one.cancelled]:
                self._finish(number, Cancelled())  # who stopped it need not see it die
            self._kill_and_lose(deliberate=True)

    def _kill_and_lose(self, deliberate: bool) -> None:
        if self._process is not None:
            self._process.kill()
        self._lose(deliberate)
