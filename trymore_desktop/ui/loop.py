"""Qt's event loop as asyncio's, until a future says that it is enough."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Awaitable, Callable

import qasync
from PySide6.QtWidgets import QApplication

Life = Callable[["asyncio.Future[None]"], Awaitable[None]]


def run_until(app: QApplication, life: Life, ask_to_quit: Callable[[], object]) -> int:
    """Run `life(quit_future)` until it returns; signals of the system call `ask_to_quit`."""
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(_report)

    async def live() -> None:
        quit_future: asyncio.Future[None] = loop.create_future()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, ask_to_quit)
        await life(quit_future)

    with loop:
        loop.run_until_complete(live())
    return 0


def _report(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """A task's fault goes the way of every other."""
    error = context.get("exception")
    if isinstance(error, BaseException):
        sys.excepthook(type(error), error, error.__traceback__)
    else:
        sys.stderr.write(f"{context.get('message')}\n")
