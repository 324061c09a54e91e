"""A command run to its end in this process, with progress, and Ctrl-C as its cancel."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from trymore_desktop.cli.progress import ProgressView
from trymore_desktop.cli.terminal import Terminal
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Cancelled, Event, Failed, Final, Progress
from trymore_desktop.engine.failures import failure
from trymore_desktop.engine.protocol import Command
from trymore_desktop.engine.service import Service
from trymore_desktop.errors import Interrupted

Work = Callable[[Control], Iterator[Event]]


@contextmanager
def interruptible() -> Iterator[Control]:
    """A Control that Ctrl-C cancels; a second Ctrl-C ends the program at once."""
    control = Control()

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        if control.cancelled:
            raise KeyboardInterrupt
        control.cancel()

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield control
    finally:
        signal.signal(signal.SIGINT, before)


def follow(
    work: Work,
    terminal: Terminal,
    tell: Callable[[Event], None] = lambda event: None,
    worth_showing: Callable[[Progress], bool] = lambda progress: True,
) -> Final:
    """Run work to its Final event; `tell` gets every event that is no Progress.

    Whatever goes wrong comes back as Failed or Cancelled, as from an engine process.
    """
    with interruptible() as control, ProgressView(terminal) as view:
        final: Final = Failed("unexpected", {"error": "no final event"})
        try:
            for event in work(control):
                terminal.emit(event)
                if isinstance(event, Progress):
                    if worth_showing(event):
                        view.show(event)
                    continue
                view.close()
                tell(event)
                if isinstance(event, Final):
                    return event
        except Interrupted:
            final = Cancelled()
        except Exception as error:  # noqa: BLE001 - the boundary of the process
            final = failure(error)
        terminal.emit(final)
        return final


def run_command(
    engine: Service,
    command: Command,
    terminal: Terminal,
    tell: Callable[[Event], None] = lambda event: None,
    worth_showing: Callable[[Progress], bool] = lambda progress: True,
) -> Final:
    """Run one command of the engine to its Final event; see `follow`."""
    return follow(lambda control: engine.handle(command, control), terminal, tell, worth_showing)
