import json

import pytest

from tests.support.checkpoints import config_json
from tests.support.tensors import SHAPE_7B, SHAPE_13B
from trymore_desktop.core.hardware import Device, Hardware, Precision
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.config import read_config
from trymore_desktop.inference.hardware import find_hardware
from trymore_desktop.inference.planning import choose_window, plan_load, smaller_choice
from trymore_desktop.messages import TABLE

GIB = 1 << 30


def folder_of(folder, shape, **changes):
    (folder / "config.json").write_text(json.dumps(config_json(shape) | changes))
    return folder


def machine(memory, *cards):
    devices = [
        Device("cuda", place, "card", int(size * GIB), int((size - 0.6) * GIB))
        for place, size in enumerate(cards)
    ]
    devices.append(Device("cpu", 0, "cpu", memory * GIB, int((memory - 2) * GIB)))
    return Hardware("cpu", 8, memory * GIB, (memory - 2) * GIB, tuple(devices))


@pytest.mark.parametrize(
    ("shape", "memory", "cards", "device", "precision"),
    [
        (SHAPE_7B, 32, (24,), "cuda:0", "bf16"),
        (SHAPE_7B, 32, (16,), "cuda:0", "bf16"),
        (SHAPE_7B, 32, (12,), "cuda:0", "int8"),
        (SHAPE_7B, 16, (8,), "cuda:0", "int4"),
        (SHAPE_13B, 64, (40,), "cuda:0", "bf16"),
        (SHAPE_13B, 32, (24,), "cuda:0", "int8"),
        (SHAPE_13B, 32, (12,), "cuda:0", "int4"),
        (SHAPE_13B, 64, (8,), "cpu", "int8"),
        (SHAPE_13B, 32, (4,), "cpu", "int8"),
        (SHAPE_7B, 16, (), "cpu", "int8"),
        (SHAPE_7B, 9, (), "cpu", "int4"),
        (SHAPE_13B, 14, (), "cpu", "int4"),
        (SHAPE_13B, 32, (), "cpu", "int8"),
    ],
)
@pytest.mark.parametrize("kernels", [object(), None], ids=["native", "torch"])
def test_the_best_plan_for_a_computer(
    tmp_path, monkeypatch, kernels, shape, memory, cards, device, precision
):
    monkeypatch.setattr("trymore_desktop.inference.kernels.library", lambda: kernels)
    best = plan_load(folder_of(tmp_path, shape), machine(memory, *cards))[0]
    assert (best.device, best.precision) == (device, precision)
    assert best.fits
    assert best.weights + best.cache + best.overhead <= best.available


def test_where_nothing_fits_the_least_is_lacking(tmp_path):
    for cards in ((), (4,)):
        best = plan_load(folder_of(tmp_path, SHAPE_13B), machine(8, *cards))[0]
        assert (best.device, best.precision, best.fits) == ("cpu", "int4", False)


def test_a_split_is_for_models_that_cannot_be_packed(tmp_path):
    folder = folder_of(tmp_path, SHAPE_13B, architectures=["Qwen2ForCausalLM"])
    best = plan_load(folder, machine(64, 24))[0]
    assert best.device == "cuda:0+cpu"
    assert best.fits
    assert best.layers // 2 <= best.gpu_layers < best.layers


def test_the_sums_of_the_published_models(tmp_path):
    for shape, parameters in ((SHAPE_7B, 6_738_415_616), (SHAPE_13B, 13_015_864_320)):
        config = read_config(folder_of(tmp_path, shape))
        assert config.parameters == parameters
        plans = plan_load(tmp_path, machine(64, 48), "cuda", "bf16")
        assert plans[0].weights == 2 * parameters
        assert plans[0].cache == config.cache_bytes(2048, 2)
    assert config.cache_bytes(1, 2) == 40 * 5120 * 2 * 2


def test_nothing_is_refused_for_its_size(tmp_path):
    plans = plan_load(folder_of(tmp_path, SHAPE_13B), machine(4))
    assert plans
    assert not any(plan.fits for plan in plans)


def test_choices_are_honoured_or_refused_by_name(tmp_path):
    folder = folder_of(tmp_path, SHAPE_7B)
    hardware = machine(32, 8, 24)
    (only,) = plan_load(folder, hardware, "cuda:1", "int8")
    assert (only.device, only.precision) == ("cuda:1", Precision.INT8)
    assert {plan.device for plan in plan_load(folder, hardware, "cpu")} == {"cpu"}
    for device, precision, code in (
        ("mps", "auto", "device_absent"),
        ("cuda:7", "auto", "device_absent"),
        ("gpu", "auto", "device_unknown"),
        ("auto", "int2", "precision_unknown"),
    ):
        with pytest.raises(TryMoreError) as refused:
            plan_load(folder, hardware, device, precision)
        assert refused.value.code == code


def test_long_windows_shrink_to_the_memory(tmp_path):
    config = read_config(folder_of(tmp_path, SHAPE_7B, max_position_embeddings=131072))
    assert choose_window(config, 100 * GIB, 2) == 8192
    assert choose_window(config, 2 * GIB, 2) == 4096
    assert choose_window(config, 0, 2) == 2048


def test_other_architectures_are_not_packed(tmp_path):
    folder = folder_of(tmp_path, SHAPE_7B, architectures=["Qwen2ForCausalLM"])
    plans = plan_load(folder, machine(32, 24))
    assert {plan.precision for plan in plans} == {Precision.BF16}


def test_this_computer_is_described_and_every_attempt_has_words():
    hardware = find_hardware()
    assert hardware.cpu
    assert hardware.cores >= 1
    assert hardware.devices[-1].kind == "cpu"
    assert 0 < hardware.free_memory <= hardware.total_memory
    assert all(attempt.code in TABLE for attempt in hardware.attempts)


def test_what_is_offered_when_memory_runs_out_is_smaller(tmp_path, monkeypatch):
    llama = read_config(folder_of(tmp_path, SHAPE_7B))
    other = read_config(folder_of(tmp_path, SHAPE_7B, architectures=["MistralForCausalLM"]))
    offers = {
        ("cuda:0", "bf16"): ("cuda:0", "int8"),
        ("cuda:0+cpu", "bf16"): ("cuda:0", "int8"),
        ("cuda:0", "int8"): ("cuda:0", "int4"),
        ("cuda:0", "int4"): ("cpu", "int4"),
        ("cpu", "bf16"): ("cpu", "int8"),
    }
    for (device, precision), offer in offers.items():
        assert smaller_choice(llama, device, Precision(precision)) == offer
    assert smaller_choice(other, "cuda:0+cpu", Precision.BF16) == ("cpu", "bf16")
    assert smaller_choice(other, "cpu", Precision.FP32) == ("cpu", "bf16")
    assert smaller_choice(llama, "cpu", Precision.INT4) is None
    assert smaller_choice(other, "cpu", Precision.BF16) is None
    monkeypatch.setattr("trymore_desktop.inference.planning.is_old_card", lambda kind, _: True)
    assert smaller_choice(llama, "cuda:0", Precision.INT8) == ("cpu", "int8")
