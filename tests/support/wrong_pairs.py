"""Two folders in each other's place, or that do not belong together."""

import shutil
from dataclasses import replace

import torch
from safetensors.torch import save_file

from tests.support.merging import merged
from tests.support.sparse import write_sparse
from tests.support.tensors import SHAPE_7B, SHAPE_13B, Shape, random_tensors, subtract
from tests.support.wrong_inputs import Case, case, rewrite
from trymore_desktop.core.checkpoints import Place


@case("same_folder")
def delta_is_the_base(c: Case) -> None:
    c.delta = c.base


@case("exchanged")
def exchanged(c: Case) -> None:
    c.base, c.delta = c.delta, c.base


@case("base_is_delta", Place.BASE)
def delta_as_base(c: Case) -> None:
    shutil.copytree(c.delta, c.folder / "delta copy")
    c.base = c.folder / "delta copy"


@case("delta_is_model", Place.DELTA)
def model_as_delta(c: Case) -> None:
    shutil.copytree(c.base, c.folder / "base copy")
    c.delta = c.folder / "base copy"


@case("base_is_merged", Place.BASE)
def merged_as_base(c: Case) -> None:
    merged(c.pair, c.folder / "done")
    c.base = c.folder / "done"


@case("delta_is_merged", Place.DELTA)
def merged_as_delta(c: Case) -> None:
    merged(c.pair, c.folder / "done")
    c.delta = c.folder / "done"


@case("base_is_adapter", Place.BASE)
def adapter_as_base(c: Case) -> None:
    c.base = c.folder / "adapter"
    c.base.mkdir()
    (c.base / "adapter_config.json").write_text('{"peft_type": "LORA"}')
    save_file({"lora_A.weight": torch.zeros(1, 1)}, c.base / "adapter_model.safetensors")


@case("adapter_unsupported", Place.DELTA)
def prefix_tuning(c: Case) -> None:
    c.delta = c.folder / "adapter"
    c.delta.mkdir()
    (c.delta / "adapter_config.json").write_text('{"peft_type": "PREFIX_TUNING"}')
    save_file({"prompt": torch.zeros(1, 1)}, c.delta / "adapter_model.safetensors")


@case("adapter_mismatch", Place.DELTA)
def adapter_of_another_model(c: Case) -> None:
    c.delta = c.folder / "adapter"
    c.delta.mkdir()
    (c.delta / "adapter_config.json").write_text('{"peft_type": "LORA", "lora_alpha": 8, "r": 2}')
    name = "base_model.model.model.layers.0.self_attn.q_proj.lora_{}.weight"
    pair = {name.format("A"): torch.zeros(2, 128), name.format("B"): torch.zeros(128, 2)}
    save_file(pair, c.delta / "adapter_model.safetensors")


@case("size_mismatch")
def seven_and_thirteen_billion(c: Case) -> None:
    c.base, c.delta = c.folder / "llama-13b", c.folder / "delta-7b"
    write_sparse(c.base, SHAPE_13B, norm=1.0)
    write_sparse(c.delta, SHAPE_7B, norm=0.0)


@case("vocabulary_old_recipe", Place.DELTA)
def delta_with_row_32001(c: Case) -> None:
    _vocabularies(c, 32000, 32001)


@case("vocabulary_base_extended", Place.BASE)
def base_with_more_words(c: Case) -> None:
    _vocabularies(c, 49953, 32000)


@case("vocabulary_mismatch")
def other_vocabularies(c: Case) -> None:
    _vocabularies(c, 512, 600)


def _vocabularies(c: Case, base: int, delta: int) -> None:
    for folder, words, norm in ((c.base, base, 1.0), (c.delta, delta, 0.0)):
        shutil.rmtree(folder)
        write_sparse(folder, Shape(vocabulary=words), norm=norm)


@case("shape_mismatch")
def another_feed_forward(c: Case) -> None:
    shape = replace(c.pair.shape, multiple_of=256)
    tensors = random_tensors(shape)
    rewrite(c.delta, subtract(tensors, tensors), shape)


@case("tensors_missing", Place.DELTA)
def tensor_missing(c: Case) -> None:
    tensors = dict(c.pair.delta_tensors)
    tensors.pop("model.layers.1.mlp.up_proj.weight")
    rewrite(c.delta, tensors, c.pair.shape)
