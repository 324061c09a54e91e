"""Weights that are read before torch is there: the same model, or nothing."""

import errno
import os
import subprocess
import sys

import pytest
import torch

from tests.support.checkpoints import write_checkpoint
from tests.support.sessions import ask, loaded, make_model, run
from tests.support.tensors import Shape, random_tensors
from trymore_desktop.core.control import Control
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.inference import image as images
from trymore_desktop.inference import limits, reading
from trymore_desktop.inference.config import read_config
from trymore_desktop.inference.early import EarlyRead, read_early
from trymore_desktop.inference.image import Image, Piece
from trymore_desktop.inference.kernels import library
from trymore_desktop.inference.layout import dense_layout, packed_layout
from trymore_desktop.inference.memory import memory_guard
from trymore_desktop.inference.session import Session

WIDE = Shape(layers=2, hidden=128, heads=4, kv_heads=2, multiple_of=64)
own = pytest.mark.skipif(library() is None, reason="no kernels for this processor")


@pytest.fixture
def model(tmp_path):
    torch.set_num_threads(1)
    return make_model(tmp_path / "model", WIDE, dtype=torch.bfloat16)


def taken(monkeypatch):
    """What was taken of early readings, as it happens."""
    found, take = [], EarlyRead.take

    def note(self, pieces):
        found.append(take(self, pieces))
        return found[-1]

    monkeypatch.setattr(EarlyRead, "take", note)
    return found


def load_early(folder, precision, early):
    session = Session()
    list(session.load(str(folder), "cpu", precision, early=early))
    return session


@own
@pytest.mark.parametrize("precision", ["int4", "int8", "bf16"])
def test_what_was_read_early_is_the_same_model(precision, model, monkeypatch):
    wanted = run(loaded(model, precision), ask("Hello")).text
    found = taken(monkeypatch)
    session = load_early(model, precision, read_early(str(model), "cpu", precision, gpu=True))
    assert found[0] is not None
    assert run(session, ask("Hello")).text == wanted


@own
def test_a_wrong_guess_is_dropped_and_changes_nothing(model, monkeypatch):
    for precision in ("int8", "int4"):
        wanted = run(loaded(model, precision), ask("Hello")).text
    found = taken(monkeypatch)
    session = load_early(model, "int4", read_early(str(model), "cpu", "int8", gpu=False))
    assert found[0] is None
    assert run(session, ask("Hello")).text == wanted


@own
def test_a_file_that_changes_after_the_guess_is_read_again(model, tmp_path):
    loaded(model, "int8")
    early = read_early(str(model), "cpu", "int8", gpu=False)
    write_checkpoint(model, random_tensors(WIDE, 5, torch.bfloat16), WIDE)
    text = run(load_early(model, "int8", early), ask("Hello")).text
    assert text == run(loaded(model, "int8"), ask("Hello")).text


def test_nothing_is_guessed_where_a_card_may_be_preferred(model, tmp_path):
    assert read_early(str(model), "auto", "bf16", gpu=True).held == 0
    assert read_early(str(model), "cuda", "bf16", gpu=True).take(()) is None
    assert read_early(str(tmp_path / "absent"), "cpu", "auto", gpu=False).take(()) is None
    small = read_early(str(model), "auto", "auto", gpu=False)
    layout = dense_layout(model, read_config(model))
    assert small.take(layout.pieces) is not None


def test_a_guess_takes_a_moderate_share_of_the_memory(model, monkeypatch):
    size = sum(piece.length for piece in dense_layout(model, read_config(model)).pieces)
    monkeypatch.setattr("trymore_desktop.inference.early.main_memory", lambda: (size, size))
    assert read_early(str(model), "cpu", "bf16", gpu=False).take(()) is None


def test_memory_that_is_held_counts_as_free(model):
    early = read_early(str(model), "cpu", "bf16", gpu=False)
    image = early.take(dense_layout(model, read_config(model)).pieces)
    while not image.wait(1):
        pass
    assert image.done == image.size - sum(
        after.place - before.place - before.length
        for before, after in zip(image.pieces, image.pieces[1:], strict=False)
    )


def test_only_checkpoints_in_bfloat16_are_laid_out(tmp_path):
    for name, dtype, form in (("half", torch.float16, "safetensors"), ("bin", None, "bin")):
        folder = make_model(tmp_path / name, WIDE, form=form, dtype=dtype or torch.bfloat16)
        assert dense_layout(folder, read_config(folder)) is None


def test_nan_in_weights_read_as_they_are_is_named(model):
    tensors = random_tensors(WIDE, 5, torch.bfloat16)
    tensors["model.layers.1.mlp.down_proj.weight"][3, 5] = torch.nan
    write_checkpoint(model, tensors, WIDE)
    with pytest.raises(TryMoreError) as failed:
        loaded(model, "bf16")
    assert failed.value.code == "weights_not_finite"
    assert failed.value.params["tensor"] == "model.layers.1.mlp.down_proj.weight"


def drained(events):
    while True:
        try:
            next(events)
        except StopIteration as end:
            return end.value


def test_reading_stops_when_it_is_cancelled_and_tells_where_a_file_ends(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(os.urandom(1 << 20))
    control = Control()
    control.cancel()
    monkeypatch.setattr(Image, "wait", lambda *_: False)
    with pytest.raises(Interrupted):
        drained(reading.read_image([Piece(path, 0, 1 << 20, 0)], None, EarlyRead(), control))
    monkeypatch.undo()
    with pytest.raises(TryMoreError) as failed:
        drained(reading.read_image([Piece(path, 1, 1 << 20, 0)], None, EarlyRead(), Control()))
    assert failed.value.code == "weights_damaged"


def test_pieces_go_where_they_belong(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "BLOCK", 1000)
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(first := os.urandom(7001))
    other.write_bytes(second := os.urandom(5003))
    pieces = [Piece(one, 100, 6000, 0), Piece(other, 3, 5000, 6016), Piece(one, 0, 7, 12000)]
    image = drained(reading.read_image(pieces, None, EarlyRead(), Control()))
    data = bytes(reading.tensor_at(image, 0, (image.size,), torch.uint8).numpy())
    assert data[:6000] == first[100:6100]
    assert data[6016:11016] == second[3:5003]
    assert data[12000:] == first[:7]
    with pytest.raises(ValueError, match="no such tensor"):
        reading.tensor_at(image, 12000, (8,), torch.uint8)


@own
def test_no_memory_for_the_packed_file_is_told_and_not_taken_for_damage(model, monkeypatch):
    loaded(model, "int8")

    def refuse(_size):
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(images, "region", refuse)
    with pytest.raises(TryMoreError) as failed:
        loaded(model, "int8")
    assert failed.value.code == "out_of_memory"
    assert failed.value.params["next_precision"] == "int4"


def test_other_errors_of_the_system_are_not_memory():
    with pytest.raises(OSError, match="Input"), memory_guard("cpu", "int8"):
        raise OSError(errno.EIO, "Input/output error")


def test_what_is_read_early_needs_no_torch():
    code = (
        "import sys; from trymore_desktop.inference import early, image, layout\n"
        "sys.exit('torch' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def group(folder, **files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(f"{text}\n")


MIB = 1 << 20


@pytest.mark.parametrize("version", [1, 2])
def test_a_container_has_the_memory_of_its_narrowest_group(version, tmp_path, monkeypatch):
    top = tmp_path / ("memory" if version == 1 else "")
    if version == 1:
        usage, files = "memory__usage_in_bytes", "total_inactive_file"
        limit, line = "memory__limit_in_bytes", "5:cpu:/x\n4:memory:/outer/inner\n"
    else:
        limit, usage, files = "memory__max", "memory__current", "inactive_file"
        line = "0::/outer/inner\n"
    group(top / "outer", **{limit: 100 * MIB, usage: 60 * MIB, "memory__stat": f"{files} {MIB}"})
    unlimited = "max" if version == 2 else 1 << 62
    group(top / "outer/inner", **{limit: unlimited, usage: 50 * MIB, "memory__stat": "anon 5"})
    (tmp_path / "self").write_text(line)
    monkeypatch.setattr(limits, "MEMBERSHIP", tmp_path / "self")
    monkeypatch.setattr(limits, "ROOT", tmp_path)
    assert limits.main_memory() == (100 * MIB, 41 * MIB)
    monkeypatch.setattr(limits, "MEMBERSHIP", tmp_path / "absent")
    assert limits.main_memory()[0] > 100 * MIB


@own
def test_the_packed_file_is_one_piece_of_data(model):
    loaded(model, "int4")
    (path,) = model.glob(".trymore-*.safetensors")
    (piece,) = packed_layout(path)
    assert piece.offset + piece.length == path.stat().st_size
