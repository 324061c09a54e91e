"""What this computer can run: shared by the wizard and the settings."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from trymore_desktop.core.events import Failed, HardwareFound
from trymore_desktop.core.hardware import Attempt, Hardware
from trymore_desktop.engine.protocol import FindHardware
from trymore_desktop.messages import side_by_side
from trymore_desktop.ui.advice import best_gpu
from trymore_desktop.ui.figures import size_text
from trymore_desktop.ui.job import Job
from trymore_desktop.ui.runtime_card import RuntimeCard
from trymore_desktop.ui.widgets import Note, Text, button, card, row
from trymore_desktop.ui.words import failure_words, words_for
from trymore_desktop.worker import EngineWorker


class HardwareView(QWidget):
    """Processor, memory and graphics card as found, what was tried, and Recheck."""

    found = Signal(object)
    """A Hardware, each time it was looked for."""

    def __init__(self, worker: EngineWorker) -> None:
        super().__init__()
        self.hardware: Hardware | None = None
        self._failure: Failed | None = None
        self._job = Job(worker, self)
        self._job.ended.connect(self._ended)
        frame, column = card()
        self._title = Text(bold=True)
        self._facts = Text()
        self._why = Text(muted=True)
        self._tried = Text(muted=True)
        self._tried.hide()
        self.recheck_button = button("Recheck")
        self.recheck_button.clicked.connect(self.recheck)
        self._details = button("What was tried", "link")
        self._details.clicked.connect(self._toggle)
        self._note = Note()
        self._note.hide()
        for part in (self._title, self._facts, self._why):
            column.addWidget(part)
        column.addLayout(row(self.recheck_button, self._details))
        column.addWidget(self._tried)
        column.addWidget(self._note)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 10)
        outer.addWidget(frame)
        self.runtime_card = RuntimeCard(worker)
        self.runtime_card.renewed.connect(self.recheck)
        outer.addWidget(self.runtime_card)
        self.retranslate()

    def recheck(self) -> None:
        """Look again."""
        self._failure = None
        self._job.start(FindHardware())
        self.retranslate()

    def _ended(self, event: object) -> None:
        if isinstance(event, HardwareFound):
            self.hardware = event.hardware
            self.runtime_card.show_for(event.hardware)
        elif isinstance(event, Failed):
            self._failure = event
        self.retranslate()
        if self.hardware:
            self.found.emit(self.hardware)

    def _toggle(self) -> None:
        self._tried.setVisible(self._tried.isHidden())
        self.retranslate()

    def retranslate(self) -> None:
        """Write every text."""
        self._title.setText(self.tr("This computer"))
        self.recheck_button.setText(self.tr("Recheck"))
        self.recheck_button.setEnabled(not self._job.running)
        self._details.setText(
            self.tr("Show what was tried")
            if self._tried.isHidden()
            else self.tr("Hide what was tried")
        )
        hardware = self.hardware
        self._details.setVisible(hardware is not None and bool(hardware.attempts))
        self._facts.setText(self._facts_text(hardware) if hardware else self._waiting_text())
        self._why.setText(self._why_text(hardware) if hardware else "")
        self._why.setVisible(bool(self._why.text()))
        attempts = hardware.attempts if hardware else ()
        self._tried.setText("\n".join(self._attempt_text(attempt) for attempt in attempts))
        self._note.setVisible(self._failure is not None)
        if self._failure:
            self._note.say("error", failure_words(self._failure))

    def _waiting_text(self) -> str:
        return self.tr("Looking at this computer…") if self._job.running else ""

    def _facts_text(self, hardware: Hardware) -> str:
        lines = [
            self.tr("{cpu} · {cores} cores · {free} of {total} memory free").format(
                cpu=hardware.cpu,
                cores=hardware.cores,
                free=size_text(hardware.free_memory),
                total=size_text(hardware.total_memory),
            )
        ]
        lines += [
            self.tr("{name} · {free} of {total} video memory free").format(
                name=device.name or device.kind.upper(),
                free=size_text(device.free_memory),
                total=size_text(device.total_memory),
            )
            for device in hardware.devices
            if device.kind != "cpu"
        ]
        return "\n".join(lines)

    def _why_text(self, hardware: Hardware) -> str:
        if best_gpu(hardware):
            return ""
        reasons = [_attempt_words(attempt) for attempt in hardware.attempts if not attempt.found]
        text = self.tr("No graphics card is used; the processor does the work.")
        return "\n".join([text, *reasons[:1]])

    def _attempt_text(self, attempt: Attempt) -> str:
        mark = "✓" if attempt.found else "·"
        line = f"{mark} {_attempt_words(attempt)}"
        return f"{line} ({attempt.detail})" if attempt.detail else line

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _attempt_words(attempt: Attempt) -> str:
    words = words_for(attempt.code, {"detail": attempt.detail})
    return side_by_side((words.what, words.mend))
