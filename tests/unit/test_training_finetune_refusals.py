"""Recipes, data and models that cannot work are refused, each with its own words."""

from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest
import torch

from tests.support.checkpoints import write_model
from tests.support.finetuning import SHAPE, logged, recipe
from tests.support.tokenizers import write_tokenizer
from trymore_desktop.core.control import Control
from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.finetune import finetune
from trymore_desktop.training.recipe import Method, Optimizer, TrainRecipe, read_table

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("base") / "model", SHAPE)


def test_another_recipe_does_not_go_on_with_these_checkpoints(base, tmp_path):
    made = recipe(base, tmp_path, max_steps=4)
    list(finetune(made, Control()))
    other = msgspec.structs.replace(made, learning_rate=1e-3)
    with pytest.raises(TryMoreError, match="training_folder_used"):
        list(finetune(other, Control()))
    list(finetune(other, Control(), resume=False))
    assert logged(other.output, 4) != {}


def test_qlora_is_refused_where_it_cannot_run(base, tmp_path):
    made = recipe(base, tmp_path, method=Method.QLORA, cpu=False)
    if find_spec("bitsandbytes") is None:
        with pytest.raises(TryMoreError, match="training_extra_missing"):
            list(finetune(made, Control()))
    elif not torch.cuda.is_available():
        with pytest.raises(TryMoreError, match="qlora_needs_cuda"):
            list(finetune(made, Control()))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"max_length": 0}, "recipe_value"),
        ({"data": ()}, "recipe_no_data"),
        ({"optimizer": Optimizer.MUON, "muon_rate": 0.0}, "recipe_value"),
        ({"data": ("/nowhere/data.jsonl",)}, "data_unreadable"),
        ({"warmup": 2.0}, "recipe_value"),
    ],
)
def test_recipes_that_cannot_work_are_refused(base, tmp_path, changes, code):
    with pytest.raises(TryMoreError, match=code):
        list(finetune(recipe(base, tmp_path, **changes), Control()))


def test_an_empty_data_file_is_refused(base, tmp_path):
    made = recipe(base, tmp_path)
    Path(made.data[0]).write_bytes(b"")
    with pytest.raises(TryMoreError, match="training_no_rows"):
        list(finetune(made, Control()))


def test_a_missing_model_is_refused_before_anything_is_written(base, tmp_path):
    with pytest.raises(TryMoreError, match="tokenizer_missing"):
        list(finetune(recipe(tmp_path / "none", tmp_path), Control()))
    assert not (tmp_path / "out").exists()


def test_a_damaged_model_is_refused(base, tmp_path):
    write_tokenizer(tmp_path / "broken")
    with pytest.raises(TryMoreError, match="model_unreadable"):
        list(finetune(recipe(tmp_path / "broken", tmp_path), Control()))


def test_the_shipped_recipes_are_valid():
    folder = Path(__file__).parents[2] / "trymore_desktop" / "training" / "recipes"
    found = sorted(folder.glob("*.toml"))
    assert len(found) >= 3
    for path in found:
        text = path.read_text("utf-8")
        if "[train]" in text:
            read_table(path, "train", TrainRecipe).check()
