"""The engine's log: bounded, and never in the way."""

import os
import sys
import time
from pathlib import Path

import pytest

from trymore_desktop.engine.log import KEPT, MAX_SIZE, TAIL, EngineLog


def test_it_rotates_and_keeps_the_newest(tmp_path: Path) -> None:
    log = EngineLog(tmp_path / "engine.log")
    for number in range(6):
        log.write(str(number).encode() * (MAX_SIZE // 2 + 1))
        log.flush(60)
    assert (tmp_path / "engine.log").read_text()[0] == "5"
    assert (tmp_path / "engine.log.1").read_text()[0] == "4"
    assert (tmp_path / f"engine.log.{KEPT}").read_text()[0] == "2"
    assert len(list(tmp_path.iterdir())) == KEPT + 1


def test_the_tail_holds_the_last_words(tmp_path: Path) -> None:
    log = EngineLog(tmp_path / "engine.log")
    log.write(b"a" * TAIL)
    log.note("the end")
    assert log.tail.endswith("[trymore] the end\n")
    assert len(log.tail) == TAIL


def test_a_place_that_cannot_be_written_silences_it(tmp_path: Path) -> None:
    log = EngineLog(tmp_path / "missing" / "engine.log")
    log.note("said")
    log.close(60)
    assert "said" in log.tail


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_disk_that_does_not_answer_holds_nobody_up(tmp_path: Path) -> None:
    """Opening a pipe that nobody reads waits for ever, as a drive that hangs may."""
    path, pipe = tmp_path / "engine.log", tmp_path / "pipe"
    os.mkfifo(path)
    log = EngineLog(path)
    log.note("first")
    patience = time.monotonic() + 60
    while not log._writing:
        assert time.monotonic() < patience
        time.sleep(0.01)
    log.write(b"x" * 3 * MAX_SIZE)
    log.note("the end")
    log.flush(0.01)
    assert log.tail.endswith("the end\n")
    assert log._writing, "it waits for the drive, and only it"
    path.rename(pipe)
    answer = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    log.close(60)
    os.close(answer)
    assert path.read_bytes().endswith(b"the end\n")
    assert path.stat().st_size <= MAX_SIZE
