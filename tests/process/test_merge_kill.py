"""A merge survives being killed, a full drive and a second process."""

import fcntl
import random
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.checkpoints import make_pair
from tests.support.merge_child import REFUSED, measure, run_merge, spawner, torture
from tests.support.merging import assert_equal, load_shards, tree
from tests.support.tensors import Shape
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.merge.journal import LOCK
from trymore_desktop.merge.plan import plan_merge

SHARD_SIZE = 4_000_000
SHAPE = Shape(layers=4, hidden=512, vocabulary=4096)


@pytest.fixture(scope="module")
def context():
    return spawner()


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return make_pair(tmp_path_factory.mktemp("pair"), SHAPE)


@pytest.fixture(scope="module")
def undisturbed(context, pair, tmp_path_factory):
    target = tmp_path_factory.mktemp("whole") / "out"
    measure(context, (pair.base, pair.delta), target, SHARD_SIZE)
    seconds = measure(context, (pair.base, pair.delta), target.with_name("again"), SHARD_SIZE)
    return seconds, tree(target)


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_random_points_it_ends_with_the_same_bytes(
    context, pair, undisturbed, tmp_path, seed
):
    seconds, expected = undisturbed
    rng = random.Random(seed)
    attempt = kills = 0
    while attempt < 3 or not kills:
        target = tmp_path / f"out{attempt}"
        ordeal = torture(context, (pair.base, pair.delta), target, SHARD_SIZE, seconds, rng)
        attempt, kills = attempt + 1, kills + ordeal.kills
        seconds *= 1.0 if ordeal.kills else 0.5  # the machine had been slower before
        assert ordeal.redone == 0
        assert tree(target) == expected
        assert not target.with_name(f"{target.name}.incomplete").exists()
    assert_equal(load_shards(target), pair.expected)


def test_file_size_limit_is_a_full_drive_and_the_rest_goes_on(context, pair, undisturbed, tmp_path):
    target = tmp_path / "out"
    child = context.Process(
        target=run_merge, args=(pair.base, pair.delta, target, SHARD_SIZE, 1_000_000)
    )
    child.start()
    child.join()
    assert child.exitcode == REFUSED
    assert not list(target.with_name("out.incomplete").glob("*.part"))
    measure(context, (pair.base, pair.delta), target, SHARD_SIZE)
    assert tree(target) == undisturbed[1]


def test_second_process_is_refused_while_the_first_runs(context, pair, tmp_path, undisturbed):
    target = tmp_path / "out"
    folder = target.with_name("out.incomplete")
    folder.mkdir()
    with (folder / LOCK).open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        child = context.Process(target=run_merge, args=(pair.base, pair.delta, target, SHARD_SIZE))
        child.start()
        child.join()
        assert child.exitcode == REFUSED
    measure(context, (pair.base, pair.delta), target, SHARD_SIZE)
    assert tree(target) == undisturbed[1]


@pytest.fixture
def small_drive(tmp_path):
    place = tmp_path / "drive"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no permission to mount a small drive")
    yield place
    for _ in range(20):
        if not subprocess.run(["umount", str(place)], capture_output=True, check=False).returncode:
            return
        time.sleep(0.1)


def test_drive_that_fills_up_while_merging(context, pair, undisturbed, small_drive, tmp_path):
    target = small_drive / "out"
    plan = plan_merge(pair.base, pair.delta, target, MergeOptions())
    assert plan.can_merge
    ballast, gate = small_drive / "ballast", tmp_path / "gate"
    gate.touch()
    child = context.Process(
        target=run_merge, args=(pair.base, pair.delta, target, SHARD_SIZE, 0, gate)
    )
    child.start()
    work = target.with_name("out.incomplete")
    while not list(work.glob("*.safetensors*")):
        assert child.is_alive()
        time.sleep(0.001)
    fill(ballast)
    gate.unlink()
    child.join()
    assert child.exitcode == REFUSED
    again = plan_merge(pair.base, pair.delta, target, MergeOptions())
    assert "no_space" in {problem.code for problem in again.problems}
    ballast.unlink()
    measure(context, (pair.base, pair.delta), target, SHARD_SIZE)
    assert tree(target) == undisturbed[1]


def fill(ballast: Path) -> None:
    """Take all space that is left."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError:
            return
