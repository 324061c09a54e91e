"""The engine's log: bounded, and never in the way."""

from pathlib import Path

from trymore_desktop.engine.log import KEPT, MAX_SIZE, TAIL, EngineLog


def test_it_rotates_and_keeps_the_newest(tmp_path: Path) -> None:
    log = EngineLog(tmp_path / "engine.log")
    for number in range(6):
        log.write(str(number).encode() * (MAX_SIZE // 2 + 1))
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
    assert "said" in log.tail
