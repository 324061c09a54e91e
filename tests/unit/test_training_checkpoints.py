"""Going on after a kill in the middle of writing, and what a run must not write over."""

import json
import math
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from tests.support.checkpoints import write_model
from tests.support.tensors import Shape
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import FineTuned
from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.data.conversation import Conversation, Speaker, Turn, to_line
from trymore_desktop.training.finetune import finetune
from trymore_desktop.training.recipe import LoraOptions, TrainRecipe
from trymore_desktop.training.trainer import last_checkpoint

torch.set_num_threads(1)
SHAPE = Shape(layers=1, hidden=32, heads=2, kv_heads=2)


def recipe(folder, **changes):
    data = folder / "data.jsonl"
    turns = (Turn(Speaker.HUMAN, "2+2?"), Turn(Speaker.GPT, "4."))
    data.write_bytes(b"".join(to_line(Conversation(str(n), turns)) for n in range(12)))
    settings = {
        "model": str(write_model(folder / "model", SHAPE)),
        "data": (str(data),),
        "output": str(folder / "out"),
        "max_steps": 6,
        "min_rate": 0.5,
        "gradient_accumulation": 1,
        "learning_rate": 3e-3,
        "bf16": False,
        "gradient_checkpointing": False,
        "logging_steps": 1,
        "save_steps": 2,
        "cpu": True,
    }
    return TrainRecipe(**{**settings, **changes})


def losses(folder):
    state = json.loads((folder / "trainer_state.json").read_bytes())
    return [entry["loss"] for entry in state["log_history"] if "loss" in entry]


def test_a_checkpoint_that_was_being_written_at_the_kill_is_passed_over(tmp_path):
    made = recipe(tmp_path)
    *_, first = finetune(made, Control())
    checkpoints = tmp_path / "out" / "checkpoints"
    whole = losses(checkpoints / "checkpoint-6")
    for name in ("trainer_state.json", "optimizer.pt", "scheduler.pt"):
        (checkpoints / "checkpoint-6" / name).unlink()
    (checkpoints / "checkpoint-4" / "trainer_state.json").write_bytes(b'{"log_hist')
    assert last_checkpoint(checkpoints) == checkpoints / "checkpoint-2"
    *_, last = finetune(made, Control())
    assert losses(checkpoints / "checkpoint-6") == whole
    assert isinstance(first, FineTuned)
    assert isinstance(last, FineTuned)
    assert last.loss == first.loss
    before = load_file(tmp_path / "out" / "model.safetensors")
    # A third start finds nothing to do, and still knows how the run ended
    *_, again = finetune(made, Control())
    assert isinstance(again, FineTuned)
    assert again.loss == first.loss
    after = load_file(tmp_path / "out" / "model.safetensors")
    assert all(torch.equal(after[name], tensor) for name, tensor in before.items())


def test_no_checkpoint_is_none(tmp_path):
    assert last_checkpoint(tmp_path) is None
    (tmp_path / "checkpoint-best").mkdir()
    (tmp_path / "checkpoint-3").mkdir()
    assert last_checkpoint(tmp_path) is None


def test_the_model_that_is_trained_is_not_written_over(tmp_path):
    made = recipe(tmp_path, output=str(tmp_path / "model"))
    before = {one: one.read_bytes() for one in Path(made.model).iterdir()}
    with pytest.raises(TryMoreError, match="recipe_overwrites"):
        list(finetune(made, Control()))
    assert {one: one.read_bytes() for one in Path(made.model).iterdir()} == before


def test_two_runs_do_not_share_a_folder(tmp_path):
    made = recipe(tmp_path)
    first = finetune(made, Control())
    next(first)
    with pytest.raises(TryMoreError, match="output_in_use"):
        next(finetune(made, Control()))
    first.close()
    next(finetune(made, Control()))


def test_weights_that_are_no_numbers_are_not_called_a_model(tmp_path):
    made = recipe(tmp_path, learning_rate=1e30, max_steps=3)
    with pytest.raises(TryMoreError, match="training_diverged"):
        list(finetune(made, Control()))
    assert not (tmp_path / "out" / "model.safetensors").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"learning_rate": math.nan},
        {"learning_rate": math.inf},
        {"epochs": math.nan, "max_steps": 0},
        {"min_rate": 2.0},
        {"lora": LoraOptions(rank=0)},
    ],
)
def test_values_that_cannot_work_are_refused(tmp_path, changes):
    with pytest.raises(TryMoreError, match="recipe_value"):
        recipe(tmp_path, **changes).check()


def test_checkpoints_are_not_gone_on_with_over_other_data(tmp_path):
    made = recipe(tmp_path, max_steps=2)
    list(finetune(made, Control()))
    list(finetune(made, Control()))
    turns = (Turn(Speaker.HUMAN, "3+3?"), Turn(Speaker.GPT, "6."))
    with (tmp_path / "data.jsonl").open("ab") as file:
        file.write(to_line(Conversation("new", turns)))
    for _ in range(2):
        with pytest.raises(TryMoreError, match="training_folder_used"):
            list(finetune(made, Control()))
    *_, last = finetune(made, Control(), resume=False)
    assert isinstance(last, FineTuned)
    assert last.rows == 13
