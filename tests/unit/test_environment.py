"""How an engine is started, from source and from a frozen build."""

import sys
from pathlib import Path

import pytest

from trymore_desktop.engine.environment import engine_command, engine_environment


def test_from_source_it_is_a_module_that_can_be_imported_anywhere() -> None:
    assert engine_command() == [sys.executable, "-m", "trymore_desktop.engine.host"]
    root = str(Path(__file__).parents[2])
    assert engine_environment({})["PYTHONPATH"] == root
    assert engine_environment({"PYTHONPATH": "/other"})["PYTHONPATH"].startswith(root)


@pytest.mark.parametrize("suffix", ["", ".exe"])
def test_frozen_it_is_the_console_program_beside_the_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    window, console = tmp_path / f"trymore-desktop{suffix}", tmp_path / f"trymore{suffix}"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(window))
    assert engine_command() == [str(window), "--engine"]
    console.touch()
    assert engine_command() == [str(console), "--engine"]
    assert "PYTHONPATH" not in engine_environment({})
