"""One command of a page at a time."""

from PySide6.QtCore import QObject, Signal

from trymore_desktop.engine.protocol import AnyCommand
from trymore_desktop.worker import EngineWorker, Request


class Job(QObject):
    """Runs a command; a newer one replaces the older, whose events are dropped from then on."""

    progressed = Signal(object)
    text_arrived = Signal(object)
    ended = Signal(object)

    def __init__(self, worker: EngineWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._request: Request | None = None

    @property
    def running(self) -> bool:
        """Whether an end is still to come."""
        return self._request is not None

    def start(self, command: AnyCommand) -> None:
        """Send a command in place of the present one."""
        self.drop()
        request = self._worker.submit(command)
        request.progressed.connect(self._pass_progress)
        request.text_arrived.connect(self._pass_text)
        request.ended.connect(self._pass_end)
        self._request = request

    def cancel(self) -> None:
        """Ask to stop; the end still arrives."""
        if self._request:
            self._request.cancel()

    def drop(self) -> None:
        """Ask to stop and hear no more of it."""
        request, self._request = self._request, None
        if request:
            request.progressed.disconnect(self._pass_progress)
            request.text_arrived.disconnect(self._pass_text)
            request.ended.disconnect(self._pass_end)
            request.cancel()

    def _pass_progress(self, event: object) -> None:
        self.progressed.emit(event)

    def _pass_text(self, event: object) -> None:
        self.text_arrived.emit(event)

    def _pass_end(self, event: object) -> None:
        self._request = None
        self.ended.emit(event)
