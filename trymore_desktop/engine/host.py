"""The engine process: reads commands, runs them one after the other, prints events."""

import contextlib
import os
import sys
import threading
import traceback
from collections import OrderedDict
from typing import BinaryIO, cast

import msgspec

from trymore_desktop import __version__
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import (
    AnyEvent,
    Cancelled,
    Failed,
    Final,
    ModelLoaded,
    Ready,
    RuntimeInstalled,
    RuntimeRemoved,
)
from trymore_desktop.engine.containment import contain, take_streams
from trymore_desktop.engine.failures import GPU_FAILED, failure
from trymore_desktop.engine.lines import MAX_COMMAND_LINE, read_lines
from trymore_desktop.engine.protocol import (
    AnyCommand,
    Cancel,
    CommandLine,
    CountTokens,
    EventLine,
    decode_command,
    encode,
)
from trymore_desktop.engine.service import Engine, Service
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.runtime.activate import activate

PAUSE = 0.3
"""Seconds after a load without a command, after which the model is warmed up."""
GRACE = 2.0
"""Seconds that running work has to end in good order once the parent is gone."""


class _Job(msgspec.Struct):
    id: int
    command: AnyCommand
    control: Control


class Host:
    """Serves one engine over two streams: commands in, events out, until the commands end.

    Commands run first in, first out in the thread that calls `serve`. Cancel and CountTokens are
    answered at once by the thread that reads, so they work while a command runs.
    """

    def __init__(self, engine: Service, commands: BinaryIO, events: BinaryIO) -> None:
        self._engine = engine
        self._commands = commands
        self._events = events
        self._writing = threading.Lock()
        self._changed = threading.Condition()
        self._waiting: OrderedDict[int, _Job] = OrderedDict()
        self._running: _Job | None = None
        self._ended = False
        self._fresh = False

    def serve(self) -> None:
        """Run commands until their stream ends or the process can run no more, then return."""
        self._say(0, Ready(__version__, os.getpid()))
        threading.Thread(target=self._read, daemon=True, name="commands").start()
        self._engine.warm_up()
        while (job := self._next_job()) is not None:
            ended = self._run(job)
            self._fresh = isinstance(ended, ModelLoaded)
            self._say(job.id, ended)
            if _needs_another_process(ended):
                return

    def _next_job(self) -> _Job | None:
        with self._changed:
            self._running = None
            if self._fresh and not self._changed.wait_for(self._called, PAUSE):
                self._idle()
            self._changed.wait_for(self._called)
            if self._ended:
                return None
            _, self._running = self._waiting.popitem(last=False)
            return self._running

    def _called(self) -> bool:
        return bool(self._waiting) or self._ended

    def _idle(self) -> None:
        """Use a pause; the lock is let go meanwhile, so that commands can come in."""
        self._changed.release()
        try:
            self._engine.idle()
        except Exception:  # noqa: BLE001 - nobody asked for it, and the next command tells
            traceback.print_exc()
        finally:
            self._changed.acquire()

    def _run(self, job: _Job) -> AnyEvent:
        """Do the job and tell how it goes; its last event is left to the caller."""
        try:
            for event in self._engine.handle(job.command, job.control):
                if isinstance(event, Final):
                    return cast(AnyEvent, event)
                self._say(job.id, cast(AnyEvent, event))
        except Interrupted:
            return Cancelled()
        except Exception as error:  # noqa: BLE001 - the boundary of the process
            return failure(error)
        return Failed("unexpected", {"error": "no final event"}, type(job.command).__name__)

    def _read(self) -> None:
        for line in read_lines(self._commands.read, MAX_COMMAND_LINE):
            self._take(line)
        with self._changed:
            self._ended = True
            for job in (*self._waiting.values(), self._running):
                if job is not None:
                    job.control.cancel()
            self._changed.notify()
        # The parent is gone: whatever still runs then is stuck, and nobody waits for it.
        threading.Timer(GRACE, os._exit, [0]).start()

    def _take(self, line: bytes | None) -> None:
        try:
            if line is None:
                raise TryMoreError("protocol_error", detail="the line is too long")
            received = decode_command(line)
        except TryMoreError as error:
            return self._say(0, failure(error))
        match received.command:
            case Cancel(target):
                self._cancel(target)
            case CountTokens():
                job = _Job(received.id, received.command, Control())
                self._say(job.id, self._run(job))
            case _:
                self._enqueue(received)
        return None

    def _enqueue(self, received: CommandLine) -> None:
        with self._changed:
            self._waiting[received.id] = _Job(received.id, received.command, Control())
            self._changed.notify()

    def _cancel(self, target: int) -> None:
        with self._changed:
            waiting = self._waiting.pop(target, None)
            if waiting is None and self._running is not None and self._running.id == target:
                self._running.control.cancel()
        if waiting is not None:
            self._say(target, Cancelled())

    def _say(self, number: int, event: AnyEvent) -> None:
        view = memoryview(encode(EventLine(number, event)))
        with self._writing:
            while view:
                view = view[self._events.write(view) or 0 :]


def _needs_another_process(ended: AnyEvent) -> bool:
    """After it CUDA refuses everything here, or another torch is to be imported."""
    if isinstance(ended, RuntimeInstalled | RuntimeRemoved):
        return True
    return isinstance(ended, Failed) and ended.code == GPU_FAILED


def serve(engine: Service, commands: BinaryIO, events: BinaryIO) -> None:
    """Serve `engine` until `commands` ends; see Host."""
    Host(engine, commands, events).serve()


def main() -> int:
    """Be the engine of the product, on the standard streams."""
    commands, events = take_streams()
    contain()
    activate()
    with contextlib.suppress(BrokenPipeError):  # nobody listens any more
        serve(Engine(), commands, events)
    sys.stderr.flush()
    os._exit(0)  # threads of libraries may not hold it back


if __name__ == "__main__":
    main()
