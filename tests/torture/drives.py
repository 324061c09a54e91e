"""Real drives that are pulled, taken away or begin to fail in the middle of a merge."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.checkpoints import Pair, make_pair
from tests.support.drives import Drive, drive, thin_place
from tests.torture.merge_kills import fill, finished_shards, identity, run_merge, weights
from tests.torture.stepping import SHAPE, Act, merge_and_act, small_steps
from tests.torture.tally import Tally
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.merge import outputs
from trymore_desktop.merge.plan import plan_merge

SIZE = 64 << 20
"""Bytes of a drive."""

LATEST = 0.75
"""Of a stage: after this comes another shard, so that the fault must be noticed."""

Fault = Callable[[Drive], None]


@dataclass(frozen=True)
class Case:
    """A fault of the drive with the sources or the target, and the codes that may tell it."""

    name: str
    of_target: bool
    strike: Fault
    mend: Fault
    codes: frozenset[str]


def _put_back(drive: Drive) -> None:
    drive.unplug()
    drive.plug()


def _spoil(drive: Drive) -> None:
    drive.spoil(1 << 20)


CASES = (
    Case("target pulled", True, Drive.pull, _put_back, frozenset({"write_failed"})),
    Case("target unmounted", True, Drive.detach, Drive.plug, frozenset({"write_failed"})),
    Case("source pulled", False, Drive.pull, _put_back, frozenset({"read_failed", "source_lost"})),
    Case("source unmounted", False, Drive.detach, Drive.plug, frozenset({"source_lost"})),
    Case("bad sectors under a source", False, _spoil, Drive.mend, frozenset({"read_failed"})),
)


def lose_drives_in_merges(folder: Path, times: int, dice: random.Random) -> Iterator[Tally]:
    """Told in words, nothing published; with the drive back it goes on to the same hashes.

    Raises:
        NoDriveError: no drive can be made here.
    """
    tallies = [Tally(case.name) for case in CASES]
    with (
        small_steps(),
        drive(folder / "sources", folder / "sources.ext4", SIZE) as sources,
        drive(folder / "target", folder / "target.ext4", SIZE) as place,
    ):
        pair = make_pair(sources.folder, SHAPE)
        run_merge(pair, folder / "undisturbed")
        expected = weights(folder / "undisturbed")
        for number in range(times):
            index = number % len(CASES)
            _try(CASES[index], tallies[index], sources, place, pair, expected, dice)
    yield from (tally for tally in tallies if tally.tried)


def _try(
    case: Case,
    tally: Tally,
    sources: Drive,
    place: Drive,
    pair: Pair,
    expected: dict[str, str],
    dice: random.Random,
) -> None:
    tally.tried += 1
    target = place.folder / "模型"
    struck = place if case.of_target else sources
    _put_back(sources)  # nothing of the files is in memory any more
    stage = dice.choice(["merge", "merge", "merge", "verify"]) if case.of_target else "merge"
    fraction = dice.uniform(0, LATEST)
    code, struck_times = merge_and_act(
        pair, target, [(fraction, lambda: case.strike(struck))], stage
    )
    tally.faults += struck_times
    tally.count(code or "not told")
    tally.expect(code in case.codes, f"{case.name} at {fraction:.2f} of {stage} is told as {code}")
    if not case.of_target:
        tally.expect(not target.exists(), f"published after {code}")
        plan = plan_merge(pair.base, pair.delta, target, MergeOptions())
        tally.expect(case.strike is not Drive.detach or not plan.can_merge, "planned without it")
    case.mend(struck)
    tally.expect(not target.exists(), f"half a model has the target's name after {code}")
    before = finished_shards(outputs.incomplete_folder(target))
    tally.worst("most shards kept", len(before))
    run_merge(pair, target)
    tally.expect(weights(target) == expected, "other hashes than undisturbed")
    kept = {name: identity(target / name) for name in before}
    tally.expect(kept == before, "a finished shard was written again")
    shutil.rmtree(target)


def starve_drives_in_merges(folder: Path, times: int, dice: random.Random) -> Tally:
    """The drive loses writes for a while: no shard with a hole is ever called done.

    The drive's image lies on a disk that is full. What the system writes late is lost there, and
    it tells so once, to whoever syncs first. There is no reading again in these merges.

    Raises:
        NoDriveError: no drive can be made here.
    """
    tally = Tally("drive that loses writes")
    with small_steps():
        pair = make_pair(folder / "pair", SHAPE)
        run_merge(pair, folder / "undisturbed")
        expected = weights(folder / "undisturbed")
        place = folder / "place"
        for _ in range(times):
            with thin_place(folder / "thin", SIZE) as thin:
                with drive(place, thin / "image", SIZE) as disk:
                    _starve(disk, thin / "ballast", pair, expected, dice, tally)
                place.rmdir()
            (folder / "thin").rmdir()
    return tally


def _starve(
    disk: Drive,
    ballast: Path,
    pair: Pair,
    expected: dict[str, str],
    dice: random.Random,
    tally: Tally,
) -> None:
    tally.tried += 1
    target = disk.folder / "模型"
    full, room = sorted((dice.uniform(0, LATEST), dice.random()))
    # Not a byte is left: the loop device takes a write of which some bytes fail for a whole one.
    acts: list[Act] = [(full, lambda: fill(ballast, 0)), (room, ballast.unlink)]
    code, _ = merge_and_act(pair, target, acts, verify=False)
    ballast.unlink(missing_ok=True)
    tally.faults += bool(code)
    tally.count(code or "had room in time")
    tally.expect(code in ("", "disk_full", "write_failed"), f"told as {code}")
    disk.unplug()
    disk.plug()  # only what is really on the drive is there now
    work = target if target.exists() else outputs.incomplete_folder(target)
    for name in finished_shards(work) if work != target else weights(target):
        tally.expect(weights(work).get(name) == expected[name], f"{name} is done and has a hole")
    run_merge(pair, target)
    tally.expect(weights(target) == expected, "other hashes than undisturbed")
