"""What a person or a script at the terminal sees: words, tables, events as JSON lines."""

import contextlib
import io
import sys
from collections.abc import Iterable
from typing import TextIO

import msgspec

from trymore_desktop.cli.exits import CANCELLED, DONE, FAILED
from trymore_desktop.core.checkpoints import Place, Problem, Severity
from trymore_desktop.core.events import Cancelled, Event, Failed, Final
from trymore_desktop.messages import Words, explain
from trymore_desktop.translation import Translator

PASSING = frozenset({"disk_full", "write_failed", "source_lost", "read_failed", "verify_failed"})
"""Failures in the middle of work that goes on when the drive is back or has room."""
DETAILED = frozenset(
    {
        "unexpected",
        "training_failed",
        "evaluation_failed",
        "model_unreadable",
        "data_unreadable",
        "data_unwritable",
        "report_unwritable",
    }
)
"""Failures that mean little without what the system or a library said."""


class Terminal:
    """The three streams, the language, and whether a script listens (`json`).

    Results go to stdout, all else to stderr; with `json` stdout holds events only, one a line.
    """

    def __init__(
        self,
        translator: Translator,
        json: bool = False,
        streams: tuple[TextIO, TextIO, TextIO] | None = None,
    ) -> None:
        self.json = json
        self.translator = translator
        self.stdin, self.stdout, self.stderr = streams or (sys.stdin, sys.stdout, sys.stderr)
        for stream in (self.stdin, self.stdout, self.stderr):
            _speak_utf8(stream)

    def translate(self, context: str, source: str) -> str:
        """The text in the person's language."""
        return self.translator.translate(context, source)

    def say(self, text: str = "", end: str = "\n") -> None:
        """Print a result for a person."""
        if not self.json:
            print(text, end=end, file=self.stdout, flush=True)

    def note(self, text: str) -> None:
        """Print what is no result: what goes on, what to do next."""
        print(text, file=self.stderr, flush=True)

    def emit(self, event: Event) -> None:
        """Print an event for a script."""
        if self.json:
            print(msgspec.json.encode(event).decode(), file=self.stdout, flush=True)

    def table(self, rows: Iterable[tuple[str, str]]) -> None:
        """Print names and values, the values below each other."""
        from rich.cells import cell_len

        shown = [(name, value) for name, value in rows if value]
        width = max((cell_len(name) for name, _ in shown), default=0)
        for name, value in shown:
            self.say(f"{name}{' ' * (width - cell_len(name))}  {value}")

    def problems(self, problems: Iterable[Problem]) -> bool:
        """Tell findings, errors first; whether one of them is an error."""
        order = list(Severity)
        found = sorted(problems, key=lambda problem: order.index(problem.severity))
        for problem in found:
            self.note(
                self._labelled(problem, explain(problem.code, problem.params, self.translate))
            )
        return any(problem.severity is Severity.ERROR for problem in found)

    def finish(self, event: Final, resume: str = "") -> int:
        """Tell a bad end (`resume`: how to go on after it) and give the exit status."""
        if isinstance(event, Failed):
            self.note(str(explain(event.code, event.params, self.translate)))
            if resume and event.code in PASSING:
                self.note(resume)
            if event.code in DETAILED and event.detail:
                self.note(event.detail)
            return FAILED
        if isinstance(event, Cancelled):
            self.note(self.translate("cli", "Cancelled."))
            if resume:
                self.note(resume)
            return CANCELLED
        return DONE

    def _labelled(self, problem: Problem, words: Words) -> str:
        label = {
            Severity.ERROR: self.translate("cli", "Error"),
            Severity.WARNING: self.translate("cli", "Warning"),
            Severity.INFO: self.translate("cli", "Note"),
        }[problem.severity]
        places = {
            Place.BASE: self.translate("cli", "base"),
            Place.DELTA: self.translate("cli", "delta"),
            Place.TARGET: self.translate("cli", "target"),
        }
        if not problem.place:
            return self.translate("cli", "{label}: {text}").format(label=label, text=words)
        text = self.translate("cli", "{label} ({place}): {text}")
        return text.format(label=label, place=places[problem.place], text=words)


def _speak_utf8(stream: TextIO) -> None:
    """Whatever the locale says: no text may end the program, and a pipe carries UTF-8."""
    if isinstance(stream, io.TextIOWrapper):
        with contextlib.suppress(OSError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")


def size_text(size: int) -> str:
    """13476831232 -> "13.5 GB" (powers of ten, as drives are sold)."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} B"
