"""A run of fine-tuning: the loss falls, it goes on after a cancel, the result is a model."""

from pathlib import Path

import pytest
import torch

from tests.support.checkpoints import write_model
from tests.support.finetuning import SHAPE, logged, recipe, weights
from tests.support.tensors import Shape
from trymore_desktop.core import control as control_module
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import FineTuned, Progress
from trymore_desktop.errors import Interrupted
from trymore_desktop.training.finetune import finetune
from trymore_desktop.training.recipe import Method, Optimizer

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("base") / "model", SHAPE)


def test_the_loss_falls_and_the_folder_is_a_model(base, tmp_path):
    events = list(finetune(recipe(base, tmp_path, max_steps=12, learning_rate=1e-2), Control()))
    assert isinstance(events[-1], FineTuned)
    assert events[-1].rows == 24
    assert any(isinstance(event, Progress) for event in events)
    losses = logged(tmp_path / "out", 12)
    assert losses[12] < 0.8 * losses[1]
    found = weights(tmp_path / "out")
    assert {tensor.dtype for tensor in found.values()} == {torch.float16}
    assert (tmp_path / "out" / "tokenizer.model").read_bytes() == (
        base / "tokenizer.model"
    ).read_bytes()
    from transformers import AutoModelForCausalLM

    AutoModelForCausalLM.from_pretrained(tmp_path / "out")


def run_until(work, made, step):
    control = Control()
    for event in work(made, control):
        if isinstance(event, Progress) and event.unit == "steps" and event.done >= step:
            control.cancel()


@pytest.mark.parametrize("optimizer", list(Optimizer))
def test_a_cancelled_run_goes_on_to_the_same_losses(base, tmp_path, optimizer, monkeypatch):
    # Eight steps may take less than the tenth of a second between two events.
    monkeypatch.setattr(control_module, "REPORT_INTERVAL", 0.0)
    changes = {"optimizer": optimizer, "muon_rate": 1e-3, "save_steps": 100}
    whole = recipe(base, tmp_path / "whole", **changes)
    list(finetune(whole, Control()))
    torn = recipe(base, tmp_path / "torn", **changes)
    with pytest.raises(Interrupted):
        run_until(finetune, torn, step=3)
    stopped = [
        int(path.name.split("-")[1]) for path in Path(torn.output).glob("checkpoints/checkpoint-*")
    ]
    assert stopped
    assert max(stopped) < 8
    list(finetune(torn, Control()))
    assert logged(torn.output, 8) == logged(whole.output, 8)
    one, other = weights(whole.output), weights(torn.output)
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_adapters_are_merged_into_a_whole_model(base, tmp_path):
    lora = recipe(base, tmp_path, method=Method.LORA, learning_rate=1e-2, max_steps=4)
    list(finetune(lora, Control()))
    before, after = weights(base), weights(lora.output)
    assert set(before) == set(after)
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert all("proj" in name for name in changed)


def test_a_recipe_that_names_no_device_runs_on_any(base, tmp_path):
    made = recipe(base, tmp_path, method=Method.LORA, cpu=False, bf16=True, max_steps=2)
    assert isinstance(list(finetune(made, Control()))[-1], FineTuned)


def test_qlora_trains_adapters_on_four_bits_and_merges_them_into_the_base(tmp_path):
    pytest.importorskip("bitsandbytes", reason="bitsandbytes is not installed")
    base = write_model(tmp_path / "model", Shape(layers=2, hidden=64, heads=2, kv_heads=2))
    made = recipe(
        base, tmp_path, method=Method.QLORA, learning_rate=1e-2, bf16=True,
        gradient_checkpointing=True,
    )  # fmt: skip
    list(finetune(made, Control()))
    losses = logged(made.output, 8)
    assert losses[8] < losses[1] - 0.3
    before, after = weights(base), weights(made.output)
    assert set(before) == set(after)
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    # Merged into the weights as they are on disk: what has no adapter is the base's to the bit
    assert changed == {name for name in before if "proj" in name}
