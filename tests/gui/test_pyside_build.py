"""PySide6 6.12.0 loses references to None and True on Python 3.11 and then aborts the process."""

import sys

import PySide6
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from trymore_desktop.app import unsuitable_qt

ROUNDS = 1000
SLACK = ROUNDS // 10


class Speaker(QObject):
    spoken = Signal(int)


class Painted(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are immortal from 3.12 on")
def test_references_to_none_and_true_are_kept(qapp: object) -> None:
    speaker, widget = Speaker(), Painted()
    heard: list[int] = []
    speaker.spoken.connect(heard.append)
    widget.resize(20, 20)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for number in range(ROUNDS):
        speaker.spoken.emit(number)
        widget.grab()
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert len(heard) == ROUNDS
    assert after[0] > before[0] - SLACK
    assert after[1] > before[1] - SLACK


@pytest.mark.parametrize(
    ("qt", "python", "refused"),
    [
        ("6.12.0", (3, 11), True),
        ("6.12.1", (3, 11), True),
        ("6.11.3", (3, 11), False),
        ("6.12.0", (3, 12), False),
        ("6.12.0", (3, 13), False),
    ],
)
def test_refuses_the_pair_that_aborts(
    qt: str, python: tuple[int, int], refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Version(tuple[int, ...]):
        major, minor = python

    monkeypatch.setattr(PySide6, "__version__", qt)
    monkeypatch.setattr(sys, "version_info", Version((*python, 7)))
    words = unsuitable_qt()
    assert bool(words) == refused
    assert not refused or (qt in words and "6.11.3" in words)
