"""What a folder of weights holds, in a few facts, and the verdict with its mends."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from trymore_desktop.core.checkpoints import CheckpointKind, CheckpointReport
from trymore_desktop.messages import Words
from trymore_desktop.ui.figures import size_text
from trymore_desktop.ui.widgets import Note, Text, card
from trymore_desktop.ui.words import dtype_text


def facts_text(report: CheckpointReport) -> str:
    """7B · Hugging Face, safetensors · fp16 (16 bit) · 2 files · 13.5 GB."""
    formats = {
        "safetensors": QCoreApplication.translate("report", "Hugging Face, safetensors"),
        "bin": QCoreApplication.translate("report", "Hugging Face, .bin"),
        "meta": QCoreApplication.translate("report", "Meta's original files"),
        "gguf": QCoreApplication.translate("report", "GGUF"),
    }
    if report.shards == 1:
        files = QCoreApplication.translate("report", "1 file")
    else:
        files = QCoreApplication.translate("report", "{n} files").format(n=report.shards)
    parts = (
        report.size_class,
        formats.get(report.format, ""),
        dtype_text(report.dtype),
        files if report.shards else "",
        size_text(report.size) if report.size else "",
    )
    return " · ".join(part for part in parts if part)


def kind_text(kind: CheckpointKind) -> str:
    """What the weights are for."""
    return {
        CheckpointKind.MODEL: QCoreApplication.translate("report", "a whole model"),
        CheckpointKind.DELTA: QCoreApplication.translate("report", "a delta"),
        CheckpointKind.ADAPTER: QCoreApplication.translate("report", "a LoRA adapter"),
    }.get(kind, QCoreApplication.translate("report", "weights of an unknown kind"))


class ProblemList(QWidget):
    """All findings, each with its words; buttons that mend sit under the first."""

    def __init__(self, buttons: Sequence[QPushButton] = ()) -> None:
        super().__init__()
        self._notes: list[Note] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._add_note()
        for made in buttons:
            self._notes[0].add_button(made)
        self.hide()

    def _add_note(self) -> None:
        note = Note()
        self._notes.append(note)
        self._column.addWidget(note)

    def texts(self) -> list[str]:
        """What is shown, one text for each finding."""
        return [note.accessibleName() for note in self._notes if not note.isHidden()]

    def show_words(self, entries: Sequence[tuple[str, Words]]) -> None:
        """Show these and no others; each is a kind (good, info, warning, error) with words."""
        while len(self._notes) < len(entries):
            self._add_note()
        for note, (kind, words) in zip(self._notes, entries, strict=False):
            note.say(kind, words)
        for position, note in enumerate(self._notes):
            note.setVisible(position < len(entries))
        self.setVisible(bool(entries))


class ReportView(QWidget):
    """The facts of one checkpoint on a card."""

    def __init__(self) -> None:
        super().__init__()
        frame, column = card(margin=14, spacing=4)
        self._kind = Text(bold=True)
        self._facts = Text(muted=True)
        self._path = Text(0.92, muted=True)
        for part in (self._kind, self._facts, self._path):
            column.addWidget(part)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def show_report(self, report: CheckpointReport) -> None:
        """Show another checkpoint."""
        kind = kind_text(report.kind)
        self._kind.setText(kind[:1].upper() + kind[1:])
        self._facts.setText(facts_text(report))
        self._path.setText(report.path)
