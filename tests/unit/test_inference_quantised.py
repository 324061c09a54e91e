import os
import shutil
import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file
from torch.nn import functional

from tests.support.checkpoints import write_checkpoint
from tests.support.sessions import GREEDY, SHAPES, ask, loaded, make_model, prompt_ids, run
from tests.support.tensors import Shape, random_tensors
from trymore_desktop.core.control import Control
from trymore_desktop.core.hardware import Precision
from trymore_desktop.errors import Interrupted
from trymore_desktop.inference import native, packing
from trymore_desktop.inference.arena import Arena
from trymore_desktop.inference.files import read_header
from trymore_desktop.inference.kernels import library
from trymore_desktop.inference.quantize import pad_columns, quantise_int4, quantise_int8
from trymore_desktop.inference.session import Session

WIDE = Shape(layers=2, hidden=128, heads=4, kv_heads=2, multiple_of=64)


@pytest.fixture(params=["native", "torch"])
def kernels(request, monkeypatch):
    """Both ways a CPU can take; `native` only where the library was built."""
    if request.param == "torch":
        monkeypatch.setattr("trymore_desktop.inference.kernels.library", lambda: None)
    elif library() is None:
        pytest.skip("the kernels are not built for this processor")
    torch.set_num_threads(1)
    return request.param


def int4_values(weight):
    padded = pad_columns(weight, 64)
    values, scale, offset = quantise_int4(padded)
    grouped = values.view(len(weight), -1, 64) * scale[..., None] + offset[..., None]
    return grouped.view(len(weight), -1)[:, : weight.shape[1]]


def test_quantising_keeps_what_the_step_allows():
    weight = torch.randn(50, 128, generator=torch.Generator().manual_seed(0))
    values, scale = quantise_int8(weight)
    assert ((values * scale[:, None] - weight).abs() <= scale[:, None] * 0.501).all()
    error = (int4_values(weight) - weight).norm() / weight.norm()
    assert error < 0.1
    constant = torch.full((16, 64), 0.25)
    assert torch.equal(int4_values(constant), constant)
    assert torch.equal(int4_values(torch.zeros(16, 64)), torch.zeros(16, 64))


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("rows", [1, 2, 7, 19])
@pytest.mark.parametrize("shape", [(100, 96), (256, 128), (48, 704)])
def test_native_products_equal_the_quantised_weight(level, rows, shape):
    found = library()
    if found is None:
        pytest.skip("the kernels are not built for this processor")
    generator = torch.Generator().manual_seed(1)
    weight = torch.randn(*shape, generator=generator) * 0.02
    inputs = torch.randn(rows, shape[1], generator=generator)
    found.kernels_limit(level)
    try:
        eight, four = native.pack_int8(weight)(inputs), native.pack_int4(weight)(inputs)
    finally:
        found.kernels_limit(9)
    values, scale = quantise_int8(weight)
    # Beside the weights only the inputs are rounded, to 8 bits: well below one per cent
    for got, exact in ((eight, values * scale[:, None]), (four, int4_values(weight))):
        wanted = functional.linear(inputs, exact)
        assert (got - wanted).norm() < 0.01 * wanted.norm()


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("shape", [(100, 96), (256, 128), (48, 704)])
def test_the_kernels_pack_as_the_rules_say(level, shape):
    found = library()
    if found is None:
        pytest.skip("the kernels are not built for this processor")
    generator = torch.Generator().manual_seed(2)
    weight = (torch.randn(*shape, generator=generator) * 0.02).bfloat16()
    weight[3] = 0
    found.kernels_limit(level)
    try:
        eight = native.pack("int8", weight, Arena())
        four = native.pack("int4", weight, Arena())
    finally:
        found.kernels_limit(9)
    wanted = native.pack_int8(weight)
    assert torch.equal(eight.weight, wanted.weight)
    assert torch.equal(eight.scales, wanted.scales)
    wanted = native.pack_int4(weight)
    # Two shares of the range may lose alike but for the order of a sum
    assert (four.scales == wanted.scales).float().mean() > 0.99
    assert (four.weight == wanted.weight).float().mean() > 0.99


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("precision", ["bf16", "int8", "int4"])
def test_the_step_equals_the_pass_over_many_tokens(precision, threads, tmp_path):
    folder = make_model(tmp_path, WIDE)
    session = loaded(folder, precision)
    torch.set_num_threads(threads)
    decoder = session._loaded.cache.decoder
    ids = prompt_ids(session, ask("Hello 你好"))
    many = decoder.forward(ids, 0)
    decoder.forward(ids[:-1], 0)
    one = decoder.forward(ids[-1:], len(ids) - 1)
    assert (one - many).norm() < 0.05 * many.norm()


@pytest.mark.parametrize("precision", ["int8", "int4"])
def test_quantised_logits_stay_near_the_exact_ones(kernels, precision, tmp_path):
    folder = make_model(tmp_path, WIDE)
    exact = loaded(folder)
    ids = prompt_ids(exact, ask("Hello 你好"))
    wanted = exact._loaded.cache.decoder.forward(ids, 0)
    got = loaded(folder, precision)._loaded.cache.decoder.forward(ids, 0)
    bound = {"int8": 0.06, "int4": 0.6}[precision]
    assert (got - wanted).norm() < bound * wanted.norm()


def test_the_second_start_takes_the_packed_file(kernels, tmp_path, monkeypatch):
    folder = make_model(tmp_path, WIDE)
    first = run(loaded(folder, "int4"), ask("Hello"))
    packed = list(folder.glob(".trymore-*.safetensors"))
    assert len(packed) == 1

    def refuse(*_):
        raise AssertionError("packed again")

    monkeypatch.setattr("trymore_desktop.inference.opening.load_weights", refuse)
    assert run(loaded(folder, "int4"), ask("Hello")).text == first.text


def test_a_packed_file_of_another_model_is_made_again(kernels, tmp_path):
    one, other = make_model(tmp_path / "one", WIDE), tmp_path / "other"
    write_checkpoint(other, random_tensors(WIDE, 99, torch.float32), WIDE)
    first = run(loaded(one, "int8"), ask("Hello"))
    loaded(other, "int8")
    (theirs,) = other.glob(".trymore-*.safetensors")
    (ours,) = one.glob(".trymore-*.safetensors")
    shutil.copy(theirs, ours)
    assert run(loaded(one, "int8"), ask("Hello")).text == first.text


@pytest.mark.parametrize("fault", ["cut", "flipped", "empty", "header"])
def test_a_damaged_packed_file_is_made_again(fault, tmp_path):
    folder = make_model(tmp_path, WIDE)
    first = run(loaded(folder, "int8"), ask("Hello"))
    (packed,) = folder.glob(".trymore-*.safetensors")
    data = bytearray(packed.read_bytes())
    if fault == "flipped":
        data[-1000] ^= 64
    elif fault == "header":
        data[20] ^= 64
    packed.write_bytes({"cut": data[:-500], "empty": b""}.get(fault, bytes(data)))
    assert run(loaded(folder, "int8"), ask("Hello")).text == first.text
    assert len(packed.read_bytes()) == len(data)


@pytest.mark.parametrize("told", [b"int8", b"512"])
def test_a_bit_in_what_a_packed_file_says_of_itself_is_noticed(told, tmp_path):
    folder = make_model(tmp_path, WIDE)
    decoder = loaded(folder, "int8")._loaded.cache.decoder
    ids = list(range(3, 40))
    wanted = decoder.forward(ids, 0)
    (packed,) = folder.glob(".trymore-*.safetensors")
    good = packed.read_bytes()
    place = good.index(told)
    packed.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
    assert loaded(folder, "int8")._loaded.cache.decoder.forward(ids, 0).equal(wanted)
    assert packed.read_bytes() == good


def test_a_folder_that_cannot_be_written_still_loads(tmp_path, monkeypatch):
    monkeypatch.setenv("TRYMORE_HOME", str(tmp_path / "home"))
    folder = make_model(tmp_path / "model", WIDE)
    monkeypatch.setattr("trymore_desktop.inference.packed.os.access", lambda *_: False)
    first = run(loaded(folder, "int8"), ask("Hello"))
    assert not list(folder.glob(".trymore-*"))
    assert run(loaded(folder, "int8"), ask("Hello")).text == first.text


def test_without_any_place_for_the_packed_file_it_still_loads(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("TRYMORE_HOME", str(tmp_path / "file"))
    folder = make_model(tmp_path / "model", WIDE)
    monkeypatch.setattr("trymore_desktop.inference.packed.os.access", lambda *_: False)
    assert run(loaded(folder, "int8"), ask("Hello")).text


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a file's size are those of Unix")
def test_a_drive_that_fills_up_under_the_packed_file_does_not_matter(tmp_path):
    import resource

    folder = make_model(tmp_path, WIDE)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        session = loaded(folder, "int8")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert run(session, ask("Hello")).text
    assert not list(folder.glob(".trymore-*"))


def test_the_packed_file_leaves_room_on_the_drive(tmp_path, monkeypatch):
    folder = make_model(tmp_path, WIDE)
    usage = shutil.disk_usage(tmp_path)._replace(free=100_000)
    monkeypatch.setattr("trymore_desktop.inference.packed.shutil.disk_usage", lambda _: usage)
    assert run(loaded(folder, "int8"), ask("Hello")).text
    assert not list(folder.glob(".trymore-*"))


class Impatient(Control):
    """Cancelled as soon as packed weights begin to be written."""

    def __init__(self, folder):
        super().__init__()
        self.folder, self.seen = folder, False

    def check(self):
        if list(self.folder.glob(".*.part")):
            self.seen = True
            self.cancel()
        super().check()


def test_a_load_can_be_cancelled_while_its_packed_weights_are_written(tmp_path):
    folder = make_model(tmp_path, WIDE)
    session, control = Session(), Impatient(folder)
    with pytest.raises(Interrupted):
        list(session.load(str(folder), "cpu", "int8", control))
    assert control.seen
    assert not list(folder.glob(".trymore-*"))
    assert session.model is None
    assert run(loaded(folder, "int8"), ask("Hello")).text


def test_the_formats_own_library_reads_the_packed_file(tmp_path):
    folder = make_model(tmp_path, WIDE)
    session = loaded(folder, "int4")
    (packed,) = folder.glob(".trymore-*.safetensors")
    found = load_file(packed)
    products = session._loaded.cache.decoder._weights.head.tensors()
    assert found["head.weight"].equal(products["weight"])
    assert found["head.scales"].equal(products["scales"])
    assert set(found) == set(read_header(packed).entries)


def test_what_a_killed_process_left_of_a_packed_file_goes(tmp_path):
    folder = make_model(tmp_path, WIDE)
    loaded(folder, "int8")
    (packed,) = folder.glob(".trymore-*.safetensors")
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left, busy = (packed.with_suffix(f".{pid}.part") for pid in (dead.pid, os.getppid()))
    left.write_bytes(b"half")
    busy.write_bytes(b"another process writes this")
    packed.unlink()
    loaded(folder, "int8")
    assert packed.is_file()
    assert not left.exists()
    assert busy.exists()


@pytest.mark.parametrize("precision", ["bf16", "int8", "int4"])
@pytest.mark.parametrize("shape", ["mha", "gqa"])
def test_replies_are_reused_in_every_precision(kernels, precision, shape, tmp_path):
    session = loaded(make_model(tmp_path, SHAPES[shape]), precision)
    first = run(session, ask("Hello"))
    second = run(session, ask("Hello", first.text, "And?"), GREEDY)
    assert second.usage.cached_tokens >= first.usage.prompt_tokens


def test_packing_names_its_form(kernels):
    form, pack = packing.packer(Precision.INT4, torch.device("cpu"))
    assert form.startswith("native" if kernels == "native" else "torch-cpu")
    assert packing.kind_of(pack("head", torch.randn(64, 128).bfloat16())).endswith("int8")
    assert packing.kind_of(pack("qkv", torch.randn(64, 128).bfloat16())).endswith("int4")
