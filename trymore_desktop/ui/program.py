"""The life of the window's process: start, faults, quitting."""

import gc
import sys
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from trymore_desktop import __version__, settings
from trymore_desktop.errors import TryMoreError
from trymore_desktop.paths import data_dir, log_dir
from trymore_desktop.ui.icons import app_icon
from trymore_desktop.ui.look import Look
from trymore_desktop.ui.main_window import MainWindow
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.single_instance import SingleInstance

if TYPE_CHECKING:
    import asyncio

    from trymore_desktop.core.events import Failed
    from trymore_desktop.store.conversations import Store
    from trymore_desktop.ui.furnishing import Furnishing
    from trymore_desktop.ui.refusal import RefusalDialog
    from trymore_desktop.worker import EngineWorker

STORE_NAME = "chats.db"
STYLE = ("-style", "fusion")
"""Told to Qt this way, since QApplication.setStyle makes all enums of QStyle for its result."""
PAINT_PATIENCE = 3000
"""Milliseconds."""
WARM_UP_DELAY = 700
"""Milliseconds: the list and the last conversation come first."""
LARGEST_LOG = 1 << 20
"""Bytes; the window's log starts anew beyond."""


class Program(QObject):
    """Makes all parts and runs until the window is closed and the engine is gone."""

    def __init__(self, arguments: list[str]) -> None:
        QApplication.setApplicationName("TryMoreGPT")
        QApplication.setApplicationVersion(__version__)
        QApplication.setDesktopFileName("trymore-desktop")
        self.app = QApplication.instance() or QApplication([*arguments, *STYLE])
        super().__init__()
        assert isinstance(self.app, QApplication)
        self.app.setQuitOnLastWindowClosed(False)
        sys.excepthook = self._unexpected
        self._instance = SingleInstance(self)
        self._window: MainWindow | None = None
        self._refusal: RefusalDialog | None = None
        self._store: Store | None = None
        self._worker: EngineWorker | None = None
        self._furnishing: Furnishing | None = None
        self._quit: asyncio.Future[None] | None = None
        self._told = False
        self._closed = False

    def run(self) -> int:
        """Show the window, or the reason why there is none, and wait for the end."""
        if not self._instance.claim() and self._instance.raise_first():
            return 0
        current, problems = settings.load()
        self._preferences = Preferences(current, self)
        assert isinstance(self.app, QApplication)
        self._look = Look(self.app, self._preferences)
        self._window = MainWindow(self._preferences)
        self._window.closed.connect(self._begin_to_quit)
        self._instance.raised.connect(self._window.come_to_front)
        self._problems = problems
        self._show()
        self._painted()
        return self._loop()

    def _show(self) -> None:
        """Show the window and return after its first paint, before asyncio is even imported."""
        assert self._window is not None
        waiting = QEventLoop()
        FirstPaint(self._window, waiting.quit)
        QTimer.singleShot(PAINT_PATIENCE, waiting.quit)  # a minimized window is never painted
        self._window.show()
        waiting.exec()  # the outermost loop, there is none to nest in yet

    def _painted(self) -> None:
        """The person sees the window: what could wait begins."""
        gc.freeze()  # what is there now stays to the end: never look through it again
        gc.enable()
        assert self._window is not None
        self._window.composer.edit.setFocus()  # one can write from now on
        QApplication.setWindowIcon(app_icon())

    def _loop(self) -> int:
        from trymore_desktop.ui.loop import run_until

        assert isinstance(self.app, QApplication)
        assert self._window is not None
        return run_until(self.app, self._live, self._window.close)

    async def _live(self, quit_future: "asyncio.Future[None]") -> None:
        self._quit = quit_future
        if self._closed:
            quit_future.set_result(None)
        self._furnish()
        await quit_future
        if self._furnishing is not None:
            self._furnishing.stop()
        if self._window is not None:
            self._window.shut_down()
        if self._worker is not None:
            self._worker.stop()
        if self._refusal is not None:
            self._refusal.wait()
        if self._store is not None:
            self._store.close()
        self._instance.close()

    @Slot()
    def _furnish(self) -> None:
        """Add what the first paint did not need, so that typing is never held up for long."""
        from trymore_desktop.ui.furnishing import Furnishing

        self._furnishing = Furnishing(self._steps(), self)
        self._furnishing.done.connect(self._furnished)

    def _steps(self) -> Iterator[None]:
        """The store, the engine's process, the rest of the window; each `yield` ends a turn."""
        from trymore_desktop.ui.furnishing import import_parts

        yield from import_parts()
        from trymore_desktop.core.events import Failed
        from trymore_desktop.store.conversations import Store
        from trymore_desktop.worker import EngineWorker

        assert self._window is not None
        try:
            self._store = Store(data_dir() / STORE_NAME)
        except TryMoreError as error:
            self._refuse(Failed(error.code, error.params, error.detail))
            return
        yield
        self._worker = EngineWorker(self)
        self._worker.start()
        self._instance.listen()
        yield
        yield from self._window.completing(self._store, self._worker)
        self._window.troubles.tell_problems(self._problems)
        yield from self._window.beginning()

    @Slot()
    def _furnished(self) -> None:
        """All is there, or the chats could not be opened."""
        from trymore_desktop.ui.rendering.warming import warm_up

        if self._worker is not None:
            QTimer.singleShot(WARM_UP_DELAY, warm_up)

    @Slot()
    def _begin_to_quit(self) -> None:
        self._closed = True
        if self._quit is not None and not self._quit.done():
            self._quit.set_result(None)

    def _refuse(self, failure: "Failed") -> None:
        """Without the chats there is nothing to show: say why; then mend, try again or end."""
        from trymore_desktop.ui.refusal import RefusalDialog

        if self._window is not None:
            self._window.give_back_early()
        self._refusal = RefusalDialog(self._window, failure, data_dir() / STORE_NAME)
        self._refusal.accepted.connect(self._furnish)
        self._refusal.rejected.connect(self._begin_to_quit)
        self._refusal.open()

    def _unexpected(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Log a fault of the program and say it once, with the details to copy."""
        if issubclass(kind, KeyboardInterrupt):
            self._begin_to_quit()
            return
        import traceback

        details = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(details)
        write_log(details)
        if self._window is not None and not self._told:
            from trymore_desktop.core.events import Failed
            from trymore_desktop.ui.dialogs import show_error

            self._told = True
            failure = Failed("unexpected", {"code": kind.__name__}, details)
            show_error(self._window, failure).finished.connect(self._fault_was_read)

    @Slot()
    def _fault_was_read(self) -> None:
        self._told = False


class FirstPaint(QObject):
    """Calls `then` in the event loop's next turn after a widget was painted for the first time."""

    def __init__(self, window: MainWindow, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Wait for the paint."""
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return super().eventFilter(watched, event)


def write_log(text: str) -> None:
    """Append to the window's log; a disk that refuses must not make a fault worse."""
    path = log_dir() / "window.log"
    try:
        fresh = path.exists() and path.stat().st_size > LARGEST_LOG
        with path.open("w" if fresh else "a", encoding="utf-8") as file:
            file.write(text)
    except OSError:
        sys.stderr.write("the log cannot be written\n")
