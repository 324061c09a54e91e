"""How soon Stop, Cancel and quitting are obeyed, by the real engine and in the real window.

    python benchmarks/cancelling.py [--rounds 5] [--size small|large] [--megabytes 600]
                                    [--only reply,load,merge,download,hung,window] [--folder DIR]

Each case is cancelled at a random moment of its work, so many times; median and worst are printed,
and the bar is for the worst. Seconds go from the request to the command's last event at the
client, in the window from the press of Stop until the next message can be sent. The hung engine is
one that SIGSTOP stopped. The models are random ones, small of 85 million parameters, large of a
billion; a reply of theirs never ends by itself.
Exit status 1 if a bar is missed.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.lines import Line, report  # noqa: E402
from benchmarks.stops import engine  # noqa: E402
from benchmarks.stops.clock import Clocked  # noqa: E402
from benchmarks.stops.downloads import downloads  # noqa: E402
from benchmarks.stops.window import window  # noqa: E402

SEED = 20230517
SIZES = {"small": (12, 768, 12, 12), "large": (22, 2048, 32, 4)}
"""Layers, hidden size, heads, heads of keys."""
PARTS = ("reply", "load", "merge", "download", "hung", "window")


def make_model(folder: Path, size: str) -> Path:
    """A model whose replies go on for ever; one that is there is used again."""
    from tests.support.checkpoints import write_model
    from tests.support.tensors import Shape

    place = folder / f"model-{size}"
    if not place.is_dir():
        layers, hidden, heads, kv_heads = SIZES[size]
        part = folder / "model.part"
        write_model(part, Shape(layers, hidden, 512, heads, kv_heads, 256), endless=True)
        part.rename(place)
    return place


def measure(options: argparse.Namespace, folder: Path) -> Iterator[Line]:
    """All parts that are wanted, one after the other."""
    wanted, dice = options.only.split(","), random.Random(SEED)
    model = make_model(folder, options.size)
    driver = Clocked()
    try:
        if "reply" in wanted:
            yield from engine.replies(driver, model, options.rounds, dice)
        if "load" in wanted:
            yield from engine.loads(driver, model, options.rounds, dice)
        if "merge" in wanted:
            from benchmarks.merge_sources import make_pair, shape_of

            sources = make_pair(folder / "pair", shape_of(options.megabytes))
            yield from engine.merges(driver, sources, options.rounds, dice)
        if "download" in wanted:
            yield from downloads(driver, folder, options.rounds, dice)
    finally:
        driver.stop()
    if "hung" in wanted:
        yield from engine.hung(model, options.rounds)
    if "window" in wanted:
        yield from window(folder / "home", model, options.rounds, dice)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", choices=SIZES, default="large")
    parser.add_argument("--megabytes", type=int, default=600)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = options.folder or Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["TRYMORE_HOME"] = str(folder / "home")
        return 1 if report(measure(options, folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
