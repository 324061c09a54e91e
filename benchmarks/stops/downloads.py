"""Cancel of a download, from a server on this machine that is slow or says nothing more."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.lines import Line
from benchmarks.stops.clock import Clocked, cancelled, lines
from benchmarks.stops.engine import CANCEL_BAR
from tests.support.checkpoints import make_pair
from tests.support.hub_server import HubServer
from tests.support.tensors import Shape
from trymore_desktop.engine.protocol import FetchDelta

REPOSITORY = "TryMore/TryMoreGPT-delta-7b"
SHAPE = Shape(layers=2, hidden=256, vocabulary=2048)
SLOW, SILENT = 0.02, 30.0
"""Seconds before each piece of 32 KiB."""


def downloads(driver: Clocked, folder: Path, rounds: int, dice: random.Random) -> Iterator[Line]:
    """Each begins anew, so that there is something to wait for."""
    published = make_pair(folder / "published", SHAPE, delta_form="safetensors").delta
    target = folder / "fetched"

    with HubServer(published, REPOSITORY) as server:

        def fetch() -> float | None:
            shutil.rmtree(target, ignore_errors=True)
            server.delay = SLOW
            number = driver.client.submit(FetchDelta(REPOSITORY, str(target), server.address))
            driver.reached(number, "fetch", dice.uniform(0, 0.5))
            return cancelled(driver, number)

        def fetch_in_vain() -> float | None:
            shutil.rmtree(target, ignore_errors=True)
            server.delay = SILENT
            number = driver.client.submit(FetchDelta(REPOSITORY, str(target), server.address))
            driver.reached(number, "fetch", 0)
            return cancelled(driver, number)

        yield from lines("cancel of a download", rounds, fetch, CANCEL_BAR)
        yield from lines(
            "cancel of a download that stands still", rounds, fetch_in_vain, CANCEL_BAR
        )
