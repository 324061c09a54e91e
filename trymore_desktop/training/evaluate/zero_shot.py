"""Zero-shot classification in the manner of the model's own test code: ag_news and imdb."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from trymore_desktop.core.chat import GenerationConfig, Message, Role
from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Progress
from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.evaluate.answering import Answerer

SYSTEM = (
    "A chat between a curious user and an artificial intelligence assistant. "
    "The assistant gives correctly answers to the user's questions."
)
"""The system text of the model's own test code, its grammar included: other words, other scores."""
CONFIG = GenerationConfig(max_new_tokens=16, temperature=0.0)


class Task(msgspec.Struct, frozen=True):
    """A classification task: `question` follows the article at once, as the test code has it.

    `classes` are the spellings that count for each label, in the labels' order.
    """

    name: str
    question: str
    classes: tuple[tuple[str, ...], ...]


TASKS = {
    "ag_news": Task(
        "ag_news",
        "What is the topic of the article above? Choose from World, Sports, Business, Sci/Tech.",
        (
            ("world", "politics", "international"),
            ("sports", "sport"),
            ("business", "economy", "finance"),
            ("sci/tech", "science", "technology", "tech", "sci"),
        ),
    ),
    "imdb": Task(
        "imdb",
        "Is the sentiment of the review above positive or negtive?",
        (("negative", "negtive"), ("positive",)),
    ),
}


class Row(msgspec.Struct, frozen=True):
    """An article and the number of its class."""

    text: str
    label: int


def prompt(task: Task, text: str) -> list[Message]:
    """System text and question; nothing stands between the article and the question."""
    return [Message(Role.SYSTEM, SYSTEM), Message(Role.USER, f"{text}{task.question}")]


def label_of(task: Task, answer: str) -> int | None:
    """The class that is named first in an answer, or None if none is."""
    text = answer.lower()
    found = [
        (match.start(), label)
        for label, names in enumerate(task.classes)
        for name in names
        if (match := re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", text))
    ]
    return min(found)[1] if found else None


def read_rows(path: Path, task: Task) -> tuple[list[Row], int]:
    """Rows of JSONL ({"text", "label"}), or of ag_news' csv (class from 1, title, description).

    Returns them and how many others there are, which cannot be used.

    Raises:
        TryMoreError: `data_unreadable`; `evaluation_data`, no row is usable.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        found = list(_csv_rows(text) if path.suffix == ".csv" else _json_rows(text))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TryMoreError("data_unreadable", str(error), path=str(path)) from error
    rows = [row for row in found if row and 0 <= row.label < len(task.classes) and row.text.strip()]
    if not rows:
        raise TryMoreError("evaluation_data", task=task.name, path=str(path))
    return rows, len(found) - len(rows)


def _json_rows(text: str) -> Iterator[Row | None]:
    # Not splitlines(), which also cuts at characters that JSON leaves in its strings
    for line in text.split("\n"):
        if line.strip():
            yield _json_row(line)


def _json_row(line: str) -> Row | None:
    try:
        entry: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict):
        return None
    text, label = entry.get("text"), entry.get("label")
    return Row(text, label) if isinstance(text, str) and isinstance(label, int) else None


def _csv_rows(text: str) -> Iterator[Row | None]:
    for cells in csv.reader(io.StringIO(text, newline="")):
        if len(cells) >= 3 and cells[0].isdecimal():
            yield Row(f"{cells[1]} {cells[2]}", int(cells[0]) - 1)
        elif any(cells):
            yield None


class Tally(msgspec.Struct):
    """Answers counted: right ones, and such as name no class at all (which count as wrong)."""

    asked: int = 0
    right: int = 0
    unclear: int = 0

    @property
    def accuracy(self) -> float:
        """The share of right answers."""
        return self.right / self.asked if self.asked else 0.0


def classify(
    answerer: Answerer, task: Task, rows: Sequence[Row], control: Control, tally: Tally
) -> Iterator[Progress]:
    """Ask for the class of every row, greedily, and count into `tally`.

    Raises:
        TryMoreError: a code of inference.
        Interrupted: the person cancelled.
    """
    report = Reporter(control, task.name, len(rows), "items")
    for place, row in enumerate(rows):
        label = label_of(task, answerer.answer(prompt(task, row.text), CONFIG, control).text)
        tally.asked += 1
        tally.right += label == row.label
        tally.unclear += label is None
        yield from report(place + 1)
