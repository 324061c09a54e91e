"""Sources as other people's programs left them: views, old pickles, mixed formats, odd indexes."""

import json
from collections import OrderedDict
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from tests.support.checkpoints import Pair, make_pair, write_checkpoint
from tests.support.merging import assert_equal, load_shards, merged
from tests.support.meta_files import to_meta
from tests.support.tensors import Shape, Tensors, add
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.merge.inspect import inspect_checkpoint
from trymore_desktop.merge.plan import plan_merge

LAYER = "model.layers.0."
WIDE = Shape(layers=2, hidden=256, vocabulary=600, heads=4, kv_heads=4)


@pytest.fixture(autouse=True)
def _one_thread():
    torch.set_num_threads(1)


def check(pair: Pair, folder: Path, **options: object) -> None:
    """Merge, compare bit by bit, and open the result in plain transformers."""
    from transformers import AutoModelForCausalLM

    merged(pair, folder, **options)
    assert_equal(load_shards(folder), pair.expected)
    opened = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float16).state_dict()
    for name, value in pair.expected.items():
        assert torch.equal(opened[name], value), name


def replace_bin(folder: Path, content: object, **options: object) -> None:
    for old in folder.glob("*.bin*"):
        old.unlink()
    torch.save(content, folder / "pytorch_model.bin", **options)


def as_views(tensors: Tensors) -> Tensors:
    """The same values as slices, transposes, strided and fused views of larger storages."""
    kept = dict(tensors)
    attention = [f"{LAYER}self_attn.{name}_proj.weight" for name in "qkv"]
    fused = torch.cat([tensors[name] for name in attention])
    kept |= dict(zip(attention, fused.chunk(3), strict=True))
    side = torch.cat([tensors[f"{LAYER}mlp.gate_proj.weight"]] * 2, dim=1)
    kept[f"{LAYER}mlp.gate_proj.weight"] = side[:, side.shape[1] // 2 :]
    for name in (f"{LAYER}mlp.down_proj.weight", "model.embed_tokens.weight"):
        kept[name] = tensors[name].t().contiguous().t()
    every_third = torch.zeros(3 * len(tensors["model.norm.weight"]), dtype=fused.dtype)
    every_third[1::3] = tensors["model.norm.weight"]
    kept["model.norm.weight"] = every_third[1::3]
    holes = torch.zeros(2 * tensors["lm_head.weight"].shape[0], 3 * WIDE.hidden, dtype=fused.dtype)
    holes[::2, ::3] = tensors["lm_head.weight"]
    kept["lm_head.weight"] = holes[::2, ::3]
    assert not any(kept[name].is_contiguous() for name in ("lm_head.weight", "model.norm.weight"))
    return kept


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_views_of_shared_storages(tmp_path, old, dtype):
    pair = make_pair(tmp_path, WIDE, base_form="bin", base_dtype=dtype)
    content = as_views(pair.base_tensors)
    replace_bin(pair.base, content, _use_new_zipfile_serialization=not old)
    check(pair, tmp_path / "out")


def test_strided_tensors_take_no_more_memory_than_a_run(tmp_path, monkeypatch):
    """With runs of a few elements, so that every way of cutting a view is taken."""
    pair = make_pair(tmp_path, WIDE, base_form="bin")
    replace_bin(pair.base, as_views(pair.base_tensors))
    monkeypatch.setattr("trymore_desktop.merge.reading.RUN_BYTES", 1000)
    check(pair, tmp_path / "out")


def test_an_expanded_tensor_is_stored_once_and_read_often(tmp_path):
    pair = make_pair(tmp_path, base_form="bin")
    base = dict(pair.base_tensors)
    name = f"{LAYER}input_layernorm.weight"
    base[name] = torch.ones(1, dtype=torch.float16).expand(pair.shape.hidden)
    row = torch.randn(pair.shape.hidden).half()
    base["lm_head.weight"] = row.expand(pair.shape.vocabulary, -1)
    replace_bin(pair.base, base)
    expected = add({n: v.contiguous() for n, v in base.items()}, pair.delta_tensors)
    merged(pair, tmp_path / "out")
    assert_equal(load_shards(tmp_path / "out"), expected)


@pytest.mark.parametrize("old", [False, True])
def test_parameters_with_a_state_of_their_own(tmp_path, old):
    pair = make_pair(tmp_path, base_form="bin")
    content = OrderedDict()
    for name, value in pair.base_tensors.items():
        content[name] = torch.nn.Parameter(value)
        content[name].sequence_parallel = True
    content._metadata = OrderedDict(version=1)
    replace_bin(pair.base, content, _use_new_zipfile_serialization=not old)
    check(pair, tmp_path / "out")


@pytest.mark.parametrize("old", [False, True])
def test_words_tied_to_the_head_in_one_storage(tmp_path, old):
    pair = make_pair(tmp_path, base_form="bin")
    base = dict(pair.base_tensors)
    base["lm_head.weight"] = base["model.embed_tokens.weight"]
    replace_bin(pair.base, base, _use_new_zipfile_serialization=not old)
    merged(pair, tmp_path / "out")
    assert_equal(load_shards(tmp_path / "out"), add(base, pair.delta_tensors))


def test_no_head_at_all_where_it_is_tied(tmp_path):
    from transformers import AutoModelForCausalLM

    pair = make_pair(tmp_path)
    for folder, tensors in ((pair.base, pair.base_tensors), (pair.delta, pair.delta_tensors)):
        tensors.pop("lm_head.weight")
        for old in folder.iterdir():
            old.unlink()
        write_checkpoint(folder, tensors, pair.shape, "safetensors")
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**config, "tie_word_embeddings": True}))
    merged(pair, tmp_path / "out")
    expected = add(pair.base_tensors, pair.delta_tensors)
    assert_equal(load_shards(tmp_path / "out"), expected)
    opened = AutoModelForCausalLM.from_pretrained(tmp_path / "out", dtype=torch.float16)
    assert torch.equal(opened.lm_head.weight, expected["model.embed_tokens.weight"])


MIXED = {
    "model.norm.weight": torch.float32,
    f"{LAYER}self_attn.q_proj.weight": torch.bfloat16,
    f"{LAYER}mlp.down_proj.weight": torch.float64,
    "lm_head.weight": torch.float32,
}


@pytest.mark.parametrize("form", ["bin_sharded", "safetensors", "meta1", "meta2"])
@pytest.mark.parametrize("delta_dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_every_tensor_in_a_format_of_its_own(tmp_path, form, delta_dtype):
    pair = make_pair(tmp_path)
    base = {n: v.to(MIXED.get(n, torch.float16)) for n, v in pair.base_tensors.items()}
    delta = {n: v.to(delta_dtype) for n, v in pair.delta_tensors.items()}
    for folder, tensors, shape in ((pair.base, base, form), (pair.delta, delta, "bin")):
        for old in folder.iterdir():
            old.unlink()
        write_checkpoint(folder, tensors, pair.shape, shape)
    check(Pair(pair.base, pair.delta, base, delta, add(base, delta), pair.shape), tmp_path / "out")


def test_metas_old_pickles_in_two_parts_with_views(tmp_path):
    pair = make_pair(tmp_path, WIDE, base_form="meta2")
    for part in range(2):
        content = {
            name: value if axis is None else value.chunk(2, axis)[part]
            for name, (value, axis) in to_meta(pair.base_tensors, WIDE).items()
        }
        path = pair.base / f"consolidated.{part:02}.pth"
        torch.save(content, path, _use_new_zipfile_serialization=False)
    check(pair, tmp_path / "out")


def test_an_index_may_name_folders_below_it(tmp_path):
    pair = make_pair(tmp_path, base_form="safetensors_sharded")
    index = json.loads((pair.base / "model.safetensors.index.json").read_text())
    for number, path in enumerate(sorted(pair.base.glob("*.safetensors"))):
        place = pair.base / f"part {number}"
        place.mkdir()
        path.rename(place / "model.safetensors")  # the same name in each
        for tensor, name in index["weight_map"].items():
            if name == path.name:
                index["weight_map"][tensor] = f"part {number}/model.safetensors"
    (pair.base / "model.safetensors.index.json").write_text(json.dumps(index))
    check(pair, tmp_path / "out")


@pytest.mark.parametrize(
    "name", ["../model.safetensors", "/etc/passwd", "a/../../b", "C:x", "a\\b"]
)
def test_an_index_may_not_lead_out_of_its_folder(tmp_path, name):
    pair = make_pair(tmp_path, base_form="safetensors_sharded")
    index = {"weight_map": {"model.norm.weight": name}}
    (pair.base / "model.safetensors.index.json").write_text(json.dumps(index))
    codes = [problem.code for problem in inspect_checkpoint(pair.base).problems]
    assert "json_damaged" in codes


def test_metadata_and_padding_in_safetensors(tmp_path):
    pair = make_pair(tmp_path, base_form="safetensors")
    path = pair.base / "model.safetensors"
    save_file(pair.base_tensors, path, {"format": "pt", "作者": "某人 🙂", "step": "1000"})
    content = path.read_bytes()
    size = int.from_bytes(content[:8], "little")
    spaces = b" " * 64
    path.write_bytes(
        (size + len(spaces)).to_bytes(8, "little")
        + content[8 : 8 + size]
        + spaces
        + content[8 + size :]
    )
    check(pair, tmp_path / "out")


def test_json_with_the_mark_that_windows_editors_write(tmp_path):
    pair = make_pair(tmp_path)
    for path in [*pair.base.glob("*.json"), *pair.delta.glob("*.json")]:
        path.write_text(path.read_text(), encoding="utf-8-sig")
    check(pair, tmp_path / "out")


def test_an_extra_row_in_the_delta_is_told_before_anything_is_written(tmp_path):
    base = make_pair(tmp_path / "a", Shape(vocabulary=32000)).base
    delta = make_pair(tmp_path / "b", Shape(vocabulary=32001)).delta
    plan = plan_merge(base, delta, tmp_path / "out", MergeOptions())
    assert [problem.code for problem in plan.problems] == ["vocabulary_old_recipe"]
    assert not (tmp_path / "out.incomplete").exists()
