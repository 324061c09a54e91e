"""Many spoiled inputs in a child with little memory: a crash, a hang or a wrong error is a loss."""

import collections
import json
import mmap
import os
import random
import resource
import signal
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.torture.tally import Tally
from trymore_desktop.errors import TryMoreError

MEMORY = 1 << 30
"""Bytes that a child may take beyond what it has at its start."""

HANG = 20
"""Seconds that one case may take."""

MOST_FAILURES = 20

Check = Callable[[random.Random], str | None]
Target = Callable[[Path], Check]
"""Prepares a folder; the check spoils something in it and says how it ended."""


def fuzz(name: str, target: Target, folder: Path, cases: int, seed: int) -> Tally:
    """Try cases 0..n-1, each of which `seed`, `name` and its number make again."""
    tally = Tally(f"fuzzing {name}")
    place = mmap.mmap(-1, 8)
    report = folder / "report.jsonl"
    start = 0
    while start < cases and len(tally.failures) < MOST_FAILURES:
        child = os.fork()
        if child == 0:
            _be_child(name, target, folder, range(start, cases), seed, place, report)
        _, status = os.waitpid(child, 0)
        reached = int.from_bytes(place[:8], "little")
        if status:
            how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"status {status}"
            tally.failures.append(f"{name} seed {seed} case {reached}: died, {how}")
        tally.tried += reached + 1 - start
        start = reached + 1
    tally.faults = tally.tried
    for line in report.read_text().splitlines() if report.exists() else []:
        kind, text, count = json.loads(line)
        if kind == "failure":
            tally.failures.append(text)
        else:
            tally.notes[text] = tally.notes.get(text, 0) + count
    return tally


def _be_child(
    name: str,
    target: Target,
    folder: Path,
    cases: range,
    seed: int,
    place: mmap.mmap,
    report: Path,
) -> None:
    status = 1
    try:
        outcomes: collections.Counter[str] = collections.Counter()
        check = target(folder)
        _limit_memory()
        failures = 0
        with report.open("a") as file:
            for number in cases:
                place[:8] = number.to_bytes(8, "little")
                signal.setitimer(signal.ITIMER_REAL, HANG)
                try:
                    outcomes[_outcome(check, random.Random(f"{name}/{seed}/{number}"))] += 1
                except Exception:  # noqa: BLE001 - any other error is what we look for
                    failures += 1
                    text = f"{name} seed {seed} case {number}: {traceback.format_exc(limit=-6)}"
                    file.write(json.dumps(["failure", text, 1]) + "\n")
                    file.flush()
                    if failures >= MOST_FAILURES:
                        break
            signal.setitimer(signal.ITIMER_REAL, 0)
            for text, count in outcomes.items():
                file.write(json.dumps(["outcome", text, count]) + "\n")
        status = 0
    except BaseException:  # noqa: BLE001 - a process boundary
        traceback.print_exc()
    finally:
        os._exit(status)


def _outcome(check: Check, dice: random.Random) -> str:
    try:
        return check(dice) or "accepted"
    except TryMoreError as error:
        return error.code


def _limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
