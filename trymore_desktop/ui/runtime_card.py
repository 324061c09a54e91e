"""Offers the build of PyTorch for NVIDIA cards where a card is that the present one ignores."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from trymore_desktop.core.events import Failed, Progress, RuntimeFound, RuntimeInstalled
from trymore_desktop.core.hardware import Hardware
from trymore_desktop.core.runtime import RuntimeState
from trymore_desktop.engine.protocol import FetchRuntime, FindRuntime
from trymore_desktop.ui.figures import portion_text, size_text
from trymore_desktop.ui.job import Job
from trymore_desktop.ui.widgets import Note, Text, button, card, row
from trymore_desktop.ui.words import failure_words
from trymore_desktop.worker import EngineWorker


def lacks_cuda(hardware: Hardware) -> bool:
    """Whether an NVIDIA driver is here and torch is a build that cannot use it."""
    tried = {attempt.code: attempt.found for attempt in hardware.attempts}
    return "cuda_not_built" in tried and tried.get("driver_found", False)


class RuntimeCard(QWidget):
    """What would be fetched, how much, from where and to where; the button; how far it is."""

    renewed = Signal()
    """The engine runs anew, with the fetched build."""

    def __init__(self, worker: EngineWorker) -> None:
        super().__init__()
        self._state: RuntimeState | None = None
        self._progress: Progress | None = None
        self._failure: Failed | None = None
        self._installed: RuntimeInstalled | None = None
        self._job = Job(worker, self)
        self._job.progressed.connect(self._progressed)
        self._job.ended.connect(self._ended)
        worker.state_changed.connect(self._engine_changed)
        self._title = Text(bold=True)
        self._text = Text(muted=True)
        self.fetch_button = button("Fetch the GPU build")
        self.fetch_button.clicked.connect(self._fetch)
        self.cancel_button = button("Cancel the GPU build")
        self.cancel_button.clicked.connect(self._job.cancel)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("GPU build progress")
        self.bar.setTextVisible(False)
        self._stage = Text(muted=True)
        self._note = Note()
        frame, column = card()
        for part in (self._title, self._text, self.bar, self._stage):
            column.addWidget(part)
        column.addLayout(row(self.fetch_button, self.cancel_button))
        column.addWidget(self._note)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.hide()
        self.retranslate()

    def show_for(self, hardware: Hardware) -> None:
        """Come up if the hardware wants it, after asking where the build would come from."""
        if self._job.running:
            return
        if lacks_cuda(hardware):
            self._job.start(FindRuntime())
        elif self._installed is None:
            self.hide()

    def _fetch(self) -> None:
        self._failure = None
        self._progress = Progress("resolve", 0, 1, "steps")
        self._job.start(FetchRuntime())
        self.retranslate()

    def _progressed(self, event: Progress) -> None:
        self._progress = event
        self.retranslate()

    def _ended(self, event: object) -> None:
        self._progress = None
        if isinstance(event, RuntimeFound):
            self._state = event.state
            self.setVisible(not event.state.refused)
        elif isinstance(event, RuntimeInstalled):
            self._installed = event
        elif isinstance(event, Failed):
            self._failure = event
        self.retranslate()

    def _engine_changed(self, state: str) -> None:
        if state == "ready" and self._installed is not None:
            self.renewed.emit()

    def retranslate(self) -> None:
        """Write every text."""
        fetching = self._progress is not None
        self._title.setText(self.tr("Use the NVIDIA graphics card"))
        self._text.setText(self._state_text())
        self.fetch_button.setText(self.tr("Fetch the GPU build…"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.fetch_button.setVisible(not fetching and self._installed is None)
        for part in (self.cancel_button, self.bar, self._stage):
            part.setVisible(fetching)
        if self._progress:
            self._show_progress(self._progress)
        self._note.setVisible(self._failure is not None)
        if self._failure:
            self._note.say("error", failure_words(self._failure))

    def _state_text(self) -> str:
        if self._installed:
            text = self.tr("PyTorch {version} with CUDA {cuda} is installed and in use.")
            return text.format(version=self._installed.version, cuda=self._installed.cuda)
        state = self._state
        if state is None:
            return ""
        return self.tr(
            "PyTorch came as the smaller build for the processor. The GPU build is about "
            "{download} to download, from {source}. It goes to {folder} and takes about "
            "{installed} there. Nothing is fetched until you press the button; what has arrived "
            "is kept if it is interrupted."
        ).format(
            download=size_text(state.download),
            source=state.index or self.tr("pip's default package index"),
            folder=state.folder,
            installed=size_text(state.installed),
        )

    def _show_progress(self, progress: Progress) -> None:
        counted = progress.unit == "bytes" and progress.total > 0
        self.bar.setRange(0, 1000 if counted else 0)
        if counted:
            self.bar.setValue(1000 * progress.done // progress.total)
        stage = {
            "fetch": self.tr("Downloading"),
            "install": self.tr("Unpacking"),
            "test": self.tr("Trying it"),
        }.get(progress.stage, self.tr("Asking the package index"))
        if not counted:
            self._stage.setText(stage)
            return
        done, total = portion_text(progress.done, progress.total)
        text = self.tr("{stage}: {done} of {total}")
        self._stage.setText(text.format(stage=stage, done=done, total=total))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
