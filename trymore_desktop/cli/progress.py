"""Progress on a terminal: a bar with amounts, rate, time left and the present piece."""

import time
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

from trymore_desktop.cli.terminal import Terminal, size_text
from trymore_desktop.core import events

LINE_INTERVAL = 10.0
"""Seconds between two lines of progress where there is no terminal, as in a log file."""


def stage_text(terminal: Terminal, stage: str) -> str:
    """What a stage is called; an unknown one by its own name."""
    translate = terminal.translate
    return {
        "prepare": translate("cli", "Preparing"),
        "check": translate("cli", "Checking"),
        "merge": translate("cli", "Merging"),
        "subtract": translate("cli", "Subtracting"),
        "resume": translate("cli", "Checking what was written"),
        "verify": translate("cli", "Checking what was written"),
        "finite": translate("cli", "Checking"),
        "fetch": translate("cli", "Downloading"),
        "resolve": translate("cli", "Asking the package index"),
        "install": translate("cli", "Unpacking"),
        "test": translate("cli", "Trying it"),
        "load": translate("cli", "Loading the model"),
        "prefill": translate("cli", "Reading the conversation"),
        "benchmark": translate("cli", "Measuring"),
        "train": translate("cli", "Training"),
        "rows": translate("cli", "Preparing"),
        "finetune": translate("cli", "Training"),
        "examine": translate("cli", "Evaluating"),
        "perplexity": translate("cli", "Evaluating"),
    }.get(stage, stage)


class ProgressView:
    """Shows Progress events while it is entered; on a stream that is no terminal as few lines."""

    def __init__(self, terminal: Terminal, stream: TextIO | None = None) -> None:
        self._terminal = terminal
        self._stream = stream or terminal.stderr
        self._live = self._stream.isatty() and not terminal.json
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._stage = ""
        self._last_line = 0.0

    def __enter__(self) -> "ProgressView":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def show(self, progress: events.Progress) -> None:
        """Show how far it is."""
        if self._live:
            self._draw(progress)
        elif not self._terminal.json:
            self._print(progress)
        self._stage = progress.stage

    def close(self) -> None:
        """Take the bar away, before other text is printed."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _draw(self, progress: events.Progress) -> None:
        if self._bar is None or progress.stage != self._stage:
            self.close()
            self._bar = _bar(self._stream)
            text = stage_text(self._terminal, progress.stage)
            self._task = self._bar.add_task(text, total=progress.total, unit=progress.unit, note="")
            self._bar.start()
        assert self._task is not None
        self._bar.update(
            self._task,
            completed=progress.done,
            total=progress.total,
            note=_piece(progress),
        )

    def _print(self, progress: events.Progress) -> None:
        now = time.monotonic()
        ended = progress.done >= progress.total
        if progress.stage == self._stage and now - self._last_line < LINE_INTERVAL and not ended:
            return
        self._last_line = now
        share = 100 * progress.done // max(1, progress.total)
        text = stage_text(self._terminal, progress.stage)
        line = self._terminal.translate("cli", "{label}: {text}")
        shown = f"{share} % {_piece(progress)}".rstrip()
        self._terminal.note(line.format(label=text, text=shown))


def _piece(progress: events.Progress) -> str:
    shard, shards = progress.numbers.get("shard"), progress.numbers.get("shards")
    counted = f"{shard}/{shards}" if shard and shards else ""
    return " ".join(part for part in (counted, progress.note) if part)


def _bar(stream: TextIO) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.percentage:>3.0f} %"),
        _Amount(),
        _Rate(),
        _TimeLeft(),
        TextColumn("{task.fields[note]}", style="dim"),
        console=Console(file=stream),
        transient=True,
    )


class _Amount(ProgressColumn):
    """7.9 GB/13.5 GB, or 3/12 of what is no bytes."""

    def render(self, task: Task) -> Text:
        done, total = int(task.completed), int(task.total or 0)
        if task.fields["unit"] == "bytes":
            return Text(f"{size_text(done)}/{size_text(total)}")
        return Text(f"{done}/{total}")


class _Rate(ProgressColumn):
    """Bytes, tokens or steps a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        if not speed:
            return Text("")
        return Text(
            f"{size_text(int(speed))}/s" if task.fields["unit"] == "bytes" else f"{speed:.1f}/s"
        )


class _TimeLeft(ProgressColumn):
    """1:05 until the end, once it can be said."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        seconds = task.time_remaining
        if seconds is None:
            return Text("")
        minutes, seconds = divmod(int(seconds), 60)
        return Text(f"-{minutes}:{seconds:02}")
