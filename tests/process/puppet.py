"""An engine that does what the test says, behind the real host: run as a module by the tests.

The path of an Inspect is the script: `act` or `act:argument`.
"""

import contextlib
import ctypes
import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from typing import BinaryIO

from trymore_desktop.core.chat import Message, Role
from trymore_desktop.core.checkpoints import CheckpointReport
from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Event, Inspected, Progress, TextDelta, TokensCounted
from trymore_desktop.engine.containment import contain, take_streams
from trymore_desktop.engine.host import serve
from trymore_desktop.engine.protocol import Command, CountTokens, Inspect
from trymore_desktop.errors import TryMoreError

COMMAND = [sys.executable, "-m", "tests.process.puppet"]
SECRET = "what was said in a chat"


class Puppet:
    def __init__(self, events: BinaryIO) -> None:
        self._events = events

    def warm_up(self) -> None:
        pass

    def handle(self, command: Command, control: Control) -> Iterator[Event]:
        if isinstance(command, CountTokens):
            yield TokensCounted(total=len(command.messages), window=2048, reserve=0)
            return
        assert isinstance(command, Inspect)
        act, _, argument = command.path.partition(":")
        yield from getattr(self, f"do_{act}")(argument, control)
        yield Inspected(CheckpointReport(command.path, "none"))

    def do_answer(self, _argument: str, _control: Control) -> Iterator[Event]:
        yield from ()

    def do_pid(self, _argument: str, _control: Control) -> Iterator[Event]:
        yield Progress("pid", os.getpid(), os.getpid())

    def do_steps(self, argument: str, control: Control) -> Iterator[Event]:
        total = int(argument)
        report = Reporter(control, "steps", total, "steps")
        for step in range(1, total + 1):
            time.sleep(0.02)
            yield from report(step)

    def do_text(self, argument: str, _control: Control) -> Iterator[Event]:
        for number in range(int(argument)):
            yield TextDelta(f"{number} ", number + 1)

    def do_flood(self, argument: str, _control: Control) -> Iterator[Event]:
        for done in range(int(argument)):
            yield Progress("flood", done, int(argument))

    def do_babble(self, argument: str, _control: Control) -> Iterator[Event]:
        """Events of which none makes the one before superfluous."""
        for done in range(int(argument)):
            yield Progress(f"babble {done % 2}", done, int(argument))

    def do_fail(self, argument: str, _control: Control) -> Iterator[Event]:
        yield Progress("before", 1, 2)
        raise TryMoreError("no_space", detail="technical", missing=7, name=argument)

    def do_stumble(self, _argument: str, _control: Control) -> Iterator[Event]:
        yield Progress("before", 1, 2)
        raise ValueError(SECRET)

    def do_memory(self, _argument: str, _control: Control) -> Iterator[Event]:
        yield Progress("before", 1, 2)
        raise MemoryError

    def do_card(self, _argument: str, _control: Control) -> Iterator[Event]:
        yield Progress("before", 1, 2)
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    def do_silent_end(self, _argument: str, _control: Control) -> Iterator[Event]:
        yield Progress("before", 1, 2)
        self.handle = lambda command, control: iter(())  # type: ignore[method-assign]

    def do_crash(self, argument: str, _control: Control) -> Iterator[Event]:
        yield Progress("before", 1, 2)
        os.kill(os.getpid(), getattr(signal, argument))
        time.sleep(60)

    def do_hang(self, _argument: str, _control: Control) -> Iterator[Event]:
        yield Progress("before", 1, 2)
        while True:
            time.sleep(1)

    def do_stuck(self, _argument: str, _control: Control) -> Iterator[Event]:
        """Hang as a driver does: no other thread of the process runs any more."""
        yield Progress("before", 1, 2)
        re.match("(a+)+$", "a" * 60 + "b")

    def do_print(self, _argument: str, _control: Control) -> Iterator[Event]:
        print("from Python")  # noqa: T201
        os.write(1, b"from fd 1\n")
        libc = ctypes.CDLL(None)
        libc.puts(b"from C")
        libc.fflush(None)
        yield TextDelta(sys.stdin.read() + "stdin is empty", 1)

    def do_chatter(self, argument: str, _control: Control) -> Iterator[Event]:
        for _ in range(int(argument)):
            os.write(2, b"w" * 65536)
        yield from ()

    def do_rubbish(self, argument: str, _control: Control) -> Iterator[Event]:
        lines = [b"\xff\xfe{", b"{}", b"[" * 5000, b'{"id":1}', b"null", SECRET.encode()]
        for number in range(int(argument)):
            self._events.write(lines[number % len(lines)] + b"\n")
        yield Progress("after", 1, 1)

    def do_foreign(self, _argument: str, _control: Control) -> Iterator[Event]:
        self._events.write(b'{"id":999999,"event":{"event":"cancelled"}}\n')
        yield Progress("after", 1, 1)

    def do_endless(self, argument: str, _control: Control) -> Iterator[Event]:
        for _ in range(int(argument)):
            self._events.write(b"x" * (1 << 20))
        self._events.write(b"\n")
        yield Progress("after", 1, 1)

    def do_half(self, _argument: str, _control: Control) -> Iterator[Event]:
        self._events.write(b'{"id":1,"event":{"event":"insp')
        os._exit(3)
        yield


def messages(count: int) -> tuple[Message, ...]:
    return (Message(Role.USER, "你好"),) * count


def main() -> None:
    if "--mute" in sys.argv:
        time.sleep(600)
    if "--dead" in sys.argv:
        sys.exit(7)
    commands, events = take_streams()
    contain()
    with contextlib.suppress(BrokenPipeError):
        serve(Puppet(events), commands, events)
    os._exit(0)


if __name__ == "__main__":
    main()
