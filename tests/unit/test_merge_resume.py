"""Stopping, going on, starting over and removing: nothing is lost, nothing foreign is touched."""

import contextlib
import itertools
import os
import threading
import time
from pathlib import Path

import pytest

from tests.support.checkpoints import make_pair
from tests.support.merging import drive, merged, tree
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event, Merged, Progress
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.merge.journal import JOURNAL, LOCK, read_journal
from trymore_desktop.merge.plan import plan_merge
from trymore_desktop.merge.run import merge
from trymore_desktop.merge.writer import discard

pytestmark = pytest.mark.usefixtures("small_pieces")


def run_until(pair, target: Path, done: int, **options) -> list[Event]:
    """Merge until `done` bytes are told, then cancel as a window does."""
    control, events = Control(), []
    running = merge(pair.base, pair.delta, target, MergeOptions(**options), control)
    with contextlib.suppress(Interrupted):
        for event in running:
            events.append(event)
            if isinstance(event, Progress) and event.stage == "merge" and event.done >= done:
                control.cancel()
    assert not isinstance(events[-1], Merged)
    return events


def half_done(pair, target: Path) -> Path:
    """An unfinished merge with at least one finished shard."""
    run_until(pair, target, 150_000)
    folder = target.with_name(f"{target.name}.incomplete")
    while not list(folder.glob("*.safetensors")):
        run_until(pair, target, 300_000)
    return folder


def test_cancelled_merge_goes_on_to_the_same_bytes(pair, undisturbed, tmp_path):
    folder = half_done(pair, tmp_path / "out")
    kept = {path.name: path.stat().st_ino for path in folder.glob("*.safetensors")}
    assert not list(folder.glob("*.part"))
    plan = plan_merge(pair.base, pair.delta, tmp_path / "out", MergeOptions())
    assert 0 < plan.done_bytes < plan.output_bytes
    report = merged(pair, tmp_path / "out")
    assert report.resumed_bytes == plan.done_bytes
    assert tree(tmp_path / "out") == undisturbed
    assert {name: (tmp_path / "out" / name).stat().st_ino for name in kept} == kept


def test_progress_counts_bytes_from_where_it_was(pair, tmp_path):
    half_done(pair, tmp_path / "out")
    events = list(merge(pair.base, pair.delta, tmp_path / "out", MergeOptions(), Control()))
    told = [event for event in events if isinstance(event, Progress) and event.stage == "merge"]
    assert all(first.done <= second.done for first, second in itertools.pairwise(told))
    assert told[-1].done == told[-1].total
    wanted = {"shard", "shards", "memory", "peak_memory", "memory_limit", "free_space"}
    assert wanted <= set(told[-1].numbers)
    assert told[-1].numbers["memory"] > 0
    assert isinstance(events[-1], Merged)


def test_same_command_after_the_end_finds_it_done(pair, undisturbed, tmp_path):
    merged(pair, tmp_path / "out")
    (tmp_path / "out" / JOURNAL).write_text("left by a kill after the renaming")
    report = merged(pair, tmp_path / "out")
    assert report.resumed_bytes == report.size
    assert tree(tmp_path / "out") == undisturbed


def test_damaged_finished_shard_is_made_again(pair, undisturbed, tmp_path):
    folder = half_done(pair, tmp_path / "out")
    shard = next(folder.glob("*.safetensors"))
    data = bytearray(shard.read_bytes())
    data[-1] ^= 1
    shard.write_bytes(data)
    merged(pair, tmp_path / "out")
    assert tree(tmp_path / "out") == undisturbed


def test_lost_finished_shard_is_made_again(pair, undisturbed, tmp_path):
    folder = half_done(pair, tmp_path / "out")
    next(folder.glob("*.safetensors")).unlink()
    merged(pair, tmp_path / "out")
    assert tree(tmp_path / "out") == undisturbed


def test_half_written_journal_is_no_journal(pair, undisturbed, tmp_path):
    folder = tmp_path / "out.incomplete"
    folder.mkdir()
    (folder / f"{JOURNAL}.part").write_text('{"made": "mer')
    (folder / LOCK).touch()
    merged(pair, tmp_path / "out")
    assert tree(tmp_path / "out") == undisturbed


def test_changed_source_needs_starting_over(pair, tmp_path):
    folder = half_done(pair, tmp_path / "out")
    before = tree(folder)
    source = pair.base / "pytorch_model-00001-of-00003.bin"
    os.utime(source, ns=(0, source.stat().st_mtime_ns + 10**9))
    plan = plan_merge(pair.base, pair.delta, tmp_path / "out", MergeOptions())
    assert [problem.code for problem in plan.problems] == ["sources_changed"]
    with pytest.raises(TryMoreError, match="sources_changed"):
        merged(pair, tmp_path / "out")
    assert tree(folder) == before
    assert merged(pair, tmp_path / "out", restart=True).resumed_bytes == 0


def test_other_options_need_starting_over(pair, tmp_path):
    half_done(pair, tmp_path / "out")
    with pytest.raises(TryMoreError, match="sources_changed"):
        merged(pair, tmp_path / "out", dtype="bf16")


def test_source_that_changes_while_it_is_read_is_not_taken(pair, tmp_path):
    path = pair.delta / "model-00003-of-00003.safetensors"

    def touch() -> None:
        os.utime(path, ns=(0, path.stat().st_mtime_ns + 10**9))

    with pytest.raises(TryMoreError, match="sources_changed"):
        drive(pair, tmp_path / "out", touch)
    assert not (tmp_path / "out").exists()


def test_discard_removes_only_what_the_journal_lists(pair, tmp_path):
    folder = half_done(pair, tmp_path / "out")
    (folder / "notes.txt").write_text("mine")
    (folder / "model-extra.safetensors").write_bytes(b"mine too")
    size = sum(path.stat().st_size for path in folder.glob("model-0*.safetensors"))
    freed = discard(tmp_path / "out")
    assert freed >= size > 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "model-extra.safetensors",
        "notes.txt",
    ]
    with pytest.raises(TryMoreError, match="nothing_to_discard"):
        discard(tmp_path / "out")


def test_discard_removes_an_empty_folder_and_leaves_the_sources(pair, tmp_path):
    before = tree(pair.base), tree(pair.delta)
    folder = half_done(pair, tmp_path / "out")
    discard(tmp_path / "out")
    assert not folder.exists()
    assert (tree(pair.base), tree(pair.delta)) == before


def test_discard_ignores_names_that_lead_elsewhere(pair, tmp_path):
    folder = half_done(pair, tmp_path / "out")
    victim = tmp_path / "victim"
    victim.write_text("mine")
    text = (folder / JOURNAL).read_text()
    (folder / JOURNAL).write_text(text.replace('"config.json"', '"../victim"'))
    assert read_journal(folder)
    discard(tmp_path / "out")
    assert victim.read_text() == "mine"


def test_foreign_file_in_the_unfinished_folder_survives_a_restart(pair, tmp_path):
    folder = half_done(pair, tmp_path / "out")
    (folder / "notes.txt").write_text("mine")
    before = tree(folder)
    with pytest.raises(TryMoreError, match="incomplete_foreign"):
        merged(pair, tmp_path / "out", restart=True)
    assert tree(folder) == before


def test_cancel_is_obeyed_and_leaves_no_thread(tmp_path, pair):
    control = Control()
    events = merge(pair.base, pair.delta, tmp_path / "out", MergeOptions(), control)
    next(events)
    control.cancel()
    started = time.monotonic()
    with pytest.raises(Interrupted):
        list(events)
    assert time.monotonic() - started < 30
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"chunk-reader", "shard-writer"}


def test_giving_up_the_iterator_ends_the_threads_and_the_lock(pair, tmp_path):
    events = merge(pair.base, pair.delta, tmp_path / "out", MergeOptions(), Control())
    next(events)
    events.close()
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"chunk-reader", "shard-writer"}
    merged(pair, tmp_path / "out")


def test_sources_may_be_read_only_and_paths_of_any_script(tmp_path):
    odd = tmp_path / "家 目录" / "李 雷" / "模型 🙂\u3000"
    odd.mkdir(parents=True)
    pair = make_pair(odd)
    for folder in (pair.base, pair.delta):
        for path in folder.iterdir():
            path.chmod(0o444)
        folder.chmod(0o555)
    before = tree(pair.base), tree(pair.delta)
    merged(pair, odd / "合并 ✓")
    assert (tree(pair.base), tree(pair.delta)) == before
    for folder in (pair.base, pair.delta):
        folder.chmod(0o755)


def test_temporary_folder_is_not_used(pair, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "does not exist"))
    merged(pair, tmp_path / "out")


def test_existing_empty_target_is_taken(pair, undisturbed, tmp_path):
    (tmp_path / "out").mkdir()
    merged(pair, tmp_path / "out")
    assert tree(tmp_path / "out") == undisturbed
