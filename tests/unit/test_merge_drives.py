"""A drive that goes away in a merge and comes back; real drives are in `tests.torture drives`."""

import contextlib
import os

import pytest

from tests.support.merging import drive, merged, tree
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.control import Control
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.merge.plan import plan_merge
from trymore_desktop.merge.run import merge
from trymore_desktop.merge.writeback import WINDOW, WriteBack

pytestmark = pytest.mark.usefixtures("small_pieces")


def test_pulled_source_comes_back(pair, undisturbed, tmp_path):
    away = tmp_path / "unplugged"

    def pull() -> None:
        if pair.base.exists():
            pair.base.rename(away)

    with pytest.raises(TryMoreError) as caught:
        drive(pair, tmp_path / "out", pull)
    assert caught.value.code == "source_lost"
    plan = plan_merge(pair.base, pair.delta, tmp_path / "out", MergeOptions())
    assert "folder_missing" in {problem.code for problem in plan.problems}
    away.rename(pair.base)
    merged(pair, tmp_path / "out")
    assert tree(tmp_path / "out") == undisturbed


@pytest.mark.parametrize("stage", ["merge", "verify"])
def test_pulled_target_comes_back(pair, undisturbed, tmp_path, stage):
    """Real drives are pulled in `python -m tests.torture drives`."""
    drive_folder, away = tmp_path / "drive", tmp_path / "unplugged"
    drive_folder.mkdir()

    def pull() -> None:
        if not away.exists():
            drive_folder.rename(away)

    with pytest.raises(TryMoreError) as caught:
        drive(pair, drive_folder / "out", pull, stage)
    assert caught.value.code == "write_failed"
    assert not drive_folder.exists()
    away.rename(drive_folder)
    merged(pair, drive_folder / "out")
    assert tree(drive_folder / "out") == undisturbed


def test_going_on_never_begins_afresh_on_another_drive(pair, undisturbed, tmp_path):
    """Where a drive was mounted there may be an empty folder of the system's own drive."""
    place, away = tmp_path / "drive", tmp_path / "unplugged"
    control, unfinished = Control(), place / "out.incomplete"
    with contextlib.suppress(Interrupted):
        for _ in merge(pair.base, pair.delta, place / "out", MergeOptions(), control):
            if list(unfinished.glob("*.safetensors")):
                control.cancel()
    assert unfinished.is_dir()
    place.rename(away)
    place.mkdir()
    plan = plan_merge(pair.base, pair.delta, place / "out", MergeOptions(going_on=True))
    assert [problem.code for problem in plan.problems] == ["started_missing"]
    with pytest.raises(TryMoreError, match="started_missing"):
        merged(pair, place / "out", going_on=True)
    assert not list(place.iterdir())
    place.rmdir()
    away.rename(place)
    merged(pair, place / "out", going_on=True)
    assert tree(place / "out") == undisturbed
    merged(pair, place / "out", going_on=True)
    merged(pair, tmp_path / "new", going_on=True, restart=True)


@pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="only Linux writes back early")
def test_a_failed_early_write_is_told_at_once(tmp_path):
    """The system tells such an error once: the fsync at the end would be told nothing."""
    with (tmp_path / "shard").open("wb", buffering=0) as file:
        descriptor = file.fileno()
        early = WriteBack(descriptor)
        early.advance(WINDOW - 1)
    with pytest.raises(OSError, match="Bad file descriptor"):
        early.advance(WINDOW)
