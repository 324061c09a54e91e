"""A merge that stands still wherever a torture wants it, so that its fault strikes on any machine.

The merge is a generator. With buffers of a few kilobytes its threads are never more than two of
them ahead, and with a report for each of them it can be left at any byte: what is done to a file
then happens in the middle of the merge, however fast the machine is.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from unittest import mock

from tests.support.checkpoints import Pair
from tests.support.tensors import Shape
from tests.torture.merge_kills import small_shards
from trymore_desktop.core import control
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Progress
from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge import run, writeback
from trymore_desktop.merge.memory import Budget

SHAPE = Shape(layers=4, hidden=192, vocabulary=3000)
"""A model of 5 MB in some four shards."""

BUFFER = 64 << 10
"""Bytes; two of these are the merge's whole memory."""


@contextlib.contextmanager
def small_steps() -> Iterator[None]:
    """Merge in small shards and steps, each of them told."""
    budget = Budget(2, BUFFER, 1 << 30)
    with (
        small_shards(),
        mock.patch.object(run, "choose_budget", return_value=budget),
        mock.patch.object(control, "REPORT_INTERVAL", 0.0),
        mock.patch.object(writeback, "WINDOW", 4 * BUFFER),
    ):
        yield


Act = tuple[float, Callable[[], None]]
"""What is to be done when this fraction of a stage is told."""


def merge_and_act(
    pair: Pair, target: Path, acts: Sequence[Act], stage: str = "merge", verify: bool = True
) -> tuple[str, int]:
    """Merge and do all this on the way. Gives the error's code, and how many acts were done.

    An error without a code is what the person would see as a fault of the program: it comes out.
    """
    done, options = 0, MergeOptions(verify=verify)
    try:
        for event in run.merge(pair.base, pair.delta, target, options, Control()):
            there = isinstance(event, Progress) and event.stage == stage
            while there and done < len(acts) and event.done >= acts[done][0] * event.total:
                acts[done][1]()
                done += 1
    except TryMoreError as error:
        return error.code, done
    return "", done
