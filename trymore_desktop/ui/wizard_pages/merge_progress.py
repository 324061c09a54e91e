"""How far the merge is: the bar by bytes, the rate, the time left, the present tensor, memory."""

import time

from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from trymore_desktop.core.events import Progress
from trymore_desktop.ui.figures import RateMeter, portion_text, size_text, tensor_place
from trymore_desktop.ui.widgets import Text, card
from trymore_desktop.ui.words import duration_text, tensor_text

MERGE_STAGE = "merge"
"""The stage whose bytes are the bar; what comes before it is told in words."""


class MergeProgress(QWidget):
    """Shows Progress events; `layers` is the model's, for "layer 17 of 32"."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = 0
        self._meter = RateMeter()
        self._progress: Progress | None = None
        self._stage_name = "prepare"
        self._percent = Text(2.2, bold=True)
        self._left = Text(muted=True)
        self.bar = QProgressBar()
        self.bar.setObjectName("wizardProgress")
        self.bar.setAccessibleName("Progress")
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self._amount = Text()
        self._stage = Text(bold=True)
        self._tensor = Text()
        self._raw = Text(0.9, muted=True)
        self._memory = Text(muted=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self._percent, self.bar, self._amount, self._left):
            column.addWidget(part)
        column.addSpacing(8)
        self._facts = self._make_facts()
        column.addWidget(self._facts)

    def show_facts(self, running: bool) -> None:
        """The present tensor is of interest only while there is one."""
        self._facts.setVisible(running)
        self._left.setVisible(running)

    def _make_facts(self) -> QFrame:
        frame, column = card()
        for part in (self._stage, self._tensor, self._raw, self._memory):
            column.addWidget(part)
        return frame

    @property
    def percent(self) -> int:
        """0 to 100."""
        progress = self._progress
        return 100 * progress.done // progress.total if progress and progress.total else 0

    def reset(self, done: int, total: int) -> None:
        """Begin at what is there already."""
        self._meter = RateMeter()
        self._progress = Progress("merge", done, total) if total else None
        self._stage_name = "prepare"
        self.retranslate()

    def show_progress(self, progress: Progress) -> None:
        """Take one event."""
        self._stage_name = progress.stage
        if progress.stage == MERGE_STAGE:
            self._progress = progress
            self._meter.update(progress.done, progress.total, time.monotonic())
        self.retranslate()

    def retranslate(self) -> None:
        """Write every text."""
        progress = self._progress
        self._percent.setText(f"{self.percent} %")
        known = progress is not None and progress.total > 0
        self.bar.setValue(1000 * progress.done // progress.total if progress and known else 0)
        self.bar.setAccessibleDescription(f"{self.percent} %")
        if progress is None:
            for part in (self._amount, self._left, self._tensor, self._raw, self._memory):
                part.setText("")
            self._stage.setText(self._stage_text(self._stage_name))
            return
        self._amount.setText(self._amount_text(progress))
        left = self._meter.seconds_left
        self._left.setText(
            self.tr("{time} left").format(time=duration_text(left)) if left is not None else " "
        )
        self._stage.setText(self._stage_text(self._stage_name))
        tensor = tensor_place(progress.note) if progress.note else None
        self._tensor.setText(tensor_text(tensor, self.layers) if tensor else " ")
        self._raw.setText(self._shard_text(progress))
        self._memory.setText(self._memory_text(progress.numbers))

    def _amount_text(self, progress: Progress) -> str:
        done, total = portion_text(progress.done, progress.total)
        if self._meter.rate < 1:
            return self.tr("{done} of {total}").format(done=done, total=total)
        return self.tr("{done} of {total} · {rate} a second").format(
            done=done, total=total, rate=size_text(int(self._meter.rate))
        )

    def _stage_text(self, stage: str) -> str:
        return {
            "resume": self.tr("Checking what is there already"),
            "merge": self.tr("Reading base and delta, adding, writing"),
        }.get(stage, self.tr("Preparing…"))

    def _shard_text(self, progress: Progress) -> str:
        shard, shards = progress.numbers.get("shard", 0), progress.numbers.get("shards", 0)
        if not shards:
            return progress.note
        text = self.tr("File {shard} of {shards}").format(shard=shard, shards=shards)
        return f"{text} · {progress.note}" if progress.note else text

    def _memory_text(self, numbers: dict[str, int]) -> str:
        parts = []
        if "memory" in numbers:
            parts.append(
                self.tr("Memory: {now}, at most {peak}").format(
                    now=size_text(numbers["memory"]),
                    peak=size_text(numbers.get("peak_memory", numbers["memory"])),
                )
            )
        if "free_space" in numbers:
            parts.append(
                self.tr("{size} free on the drive").format(size=size_text(numbers["free_space"]))
            )
        return " · ".join(parts)
