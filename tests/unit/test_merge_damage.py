"""Whatever stands in a file, looking at it gives a report and never a crash or foreign code."""

import random

import pytest
import torch

from tests.support.checkpoints import FORMATS, write_checkpoint
from tests.support.tensors import Shape, random_tensors
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.merge.inspect import inspect_checkpoint
from trymore_desktop.merge.plan import plan_merge
from trymore_desktop.messages import TABLE

SHAPE = Shape(layers=1, hidden=16, vocabulary=32, heads=2, kv_heads=2)
TRIES = 120


def spoil(data: bytearray, rng: random.Random) -> bytearray:
    """Flip, cut, repeat or overwrite, mostly near the tables at the beginning and the end."""
    size = len(data)
    for _ in range(rng.randint(1, 6)):
        reach = rng.choice([64, 600, size])
        place = min(size - 1, rng.randrange(reach))
        place = place if rng.random() < 0.6 else size - 1 - place
        data[place] = rng.choice([0, 255, 128, data[place] ^ (1 << rng.randrange(8))])
    if rng.random() < 0.3:
        return data[: rng.randrange(size)]
    return data


@pytest.mark.parametrize("form", [*FORMATS, "legacy"])
def test_damaged_files_never_crash_the_inspection(tmp_path, form):
    torch.set_num_threads(1)
    rng = random.Random(form)
    tensors = random_tensors(SHAPE)
    folder = write_checkpoint(
        tmp_path / "model", tensors, SHAPE, "bin" if form == "legacy" else form, 2, tokenizer=False
    )
    if form == "legacy":
        path = folder / "pytorch_model.bin"
        torch.save(tensors, path, _use_new_zipfile_serialization=False)
    files = sorted(folder.iterdir())
    found: set[str] = set()
    for _ in range(TRIES):
        path = rng.choice(files)
        before = path.read_bytes()
        path.write_bytes(spoil(bytearray(before), rng))
        report = inspect_checkpoint(folder)
        plan = plan_merge(folder, folder, tmp_path / "out", MergeOptions())
        assert not plan.can_merge
        found |= {problem.code for problem in report.problems}
        path.write_bytes(before)
    assert found <= set(TABLE)
    assert found
    assert not inspect_checkpoint(folder).problems
