"""Making deltas, merging LoRA adapters, and reading a merged model again."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from tests.support.checkpoints import make_pair, write_checkpoint, write_model
from tests.support.merging import assert_equal, load_shards, merged, tree
from tests.support.tensors import Shape, Tensors, random_tensors
from trymore_desktop.core.checkpoints import CheckpointReport, MergeOptions, MergePlan, VerifyReport
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import DeltaMade, Merged, Progress, Verified
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.merge.inspect import inspect_checkpoint
from trymore_desktop.merge.plan import plan_merge
from trymore_desktop.merge.releases import known_release, release_digest
from trymore_desktop.merge.run import make_delta, merge
from trymore_desktop.merge.verify import verify


def verified(folder: Path) -> VerifyReport:
    events = list(verify(folder, Control()))
    assert isinstance(events[-1], Verified)
    return events[-1].report


def codes(report: VerifyReport | CheckpointReport | MergePlan) -> list[str]:
    return [problem.code for problem in report.problems]


@pytest.mark.parametrize("base_form", ["bin_sharded", "meta2"])
def test_made_delta_is_the_difference_and_counts_what_does_not_come_back(tmp_path, base_form):
    shape = Shape()
    base, target = random_tensors(shape, 1), random_tensors(shape, 2)
    write_checkpoint(tmp_path / "base", base, shape, base_form)
    write_checkpoint(tmp_path / "tuned", target, shape, "safetensors")
    events = list(
        make_delta(
            tmp_path / "base", tmp_path / "tuned", tmp_path / "delta", MergeOptions(), Control()
        )
    )
    made = events[-1]
    assert isinstance(made, DeltaMade)
    expected = {name: target[name] - base[name] for name in target}
    assert_equal(load_shards(tmp_path / "delta"), expected)
    inexact = sum(int((base[name] + expected[name] != target[name]).sum()) for name in target)
    assert made.inexact == inexact > 0
    again = list(
        merge(tmp_path / "base", tmp_path / "delta", tmp_path / "out", MergeOptions(), Control())
    )
    assert isinstance(again[-1], Merged)
    assert_equal(load_shards(tmp_path / "out"), {n: base[n] + expected[n] for n in base})


@pytest.mark.parametrize("spoiled", [0, 3])
def test_what_a_delta_cannot_give_back_is_counted(tmp_path, spoiled):
    """Multiples of 2^-10 below 1 subtract and add without rounding; the spoiled ones do not."""
    shape = Shape()
    shapes = random_tensors(shape)
    generator = torch.Generator().manual_seed(1)

    def grid(least: int, most: int) -> Tensors:
        return {
            name: (torch.randint(least, most, value.shape, generator=generator) / 1024).half()
            for name, value in shapes.items()
        }

    base, target = grid(512, 1024), grid(512, 1024)
    base["lm_head.weight"][0, :spoiled] = 1738 / 2048
    target["lm_head.weight"][0, :spoiled] = -1009 / 2048
    write_checkpoint(tmp_path / "base", base, shape)
    write_checkpoint(tmp_path / "tuned", target, shape)
    sources = (tmp_path / "base", tmp_path / "tuned", tmp_path / "delta")
    events = list(make_delta(*sources, MergeOptions(), Control()))
    assert events[-1].inexact == spoiled
    assert {event.stage for event in events[:-1]} == {"subtract", "verify"}


def test_delta_of_a_delta_is_refused(tmp_path):
    pair = make_pair(tmp_path)
    with pytest.raises(TryMoreError, match="target_is_delta"):
        list(make_delta(pair.base, pair.delta, tmp_path / "new", MergeOptions(), Control()))
    assert not (tmp_path / "new").exists()


def write_adapter(folder: Path, shape: Shape, **settings: object) -> dict[str, torch.Tensor]:
    """A PEFT folder; gives the expected growth of each changed weight in float32."""
    folder.mkdir()
    generator = torch.Generator().manual_seed(3)
    tensors, growth = {}, {}
    rank, alpha = 4, 16
    for layer in range(shape.layers):
        for module in ("q_proj", "v_proj"):
            name = f"model.layers.{layer}.self_attn.{module}"
            down = torch.randn(rank, shape.hidden, generator=generator) * 0.1
            up = torch.randn(shape.hidden, rank, generator=generator) * 0.1
            tensors[f"base_model.model.{name}.lora_A.weight"] = down
            tensors[f"base_model.model.{name}.lora_B.weight"] = up
            divisor = rank**0.5 if settings.get("use_rslora") else rank
            growth[f"{name}.weight"] = alpha / divisor * (up @ down)
    save_file(tensors, folder / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "r": rank, "lora_alpha": alpha, "bias": "none", **settings}
    (folder / "adapter_config.json").write_text(json.dumps(config))
    return growth


@pytest.mark.parametrize("base_form", ["bin_sharded", "safetensors", "meta2"])
@pytest.mark.parametrize("rslora", [False, True])
def test_lora_adapter_is_merged_by_the_same_loop(tmp_path, base_form, rslora):
    shape = Shape()
    base = random_tensors(shape)
    write_checkpoint(tmp_path / "base", base, shape, base_form)
    growth = write_adapter(tmp_path / "adapter", shape, use_rslora=rslora)
    sources = (tmp_path / "base", tmp_path / "adapter", tmp_path / "out")
    assert plan_merge(*sources, MergeOptions()).delta.kind == "adapter"
    list(merge(*sources, MergeOptions(), Control()))
    found = load_shards(tmp_path / "out")
    for name, value in base.items():
        expected = (value.float() + growth.get(name, torch.zeros(()))).half()
        if name not in growth:
            assert torch.equal(found[name], expected)
        torch.testing.assert_close(found[name], expected, rtol=1e-3, atol=1e-6)


def test_lora_equals_peft(tmp_path):
    peft = pytest.importorskip("peft")
    from transformers import AutoModelForCausalLM

    shape = Shape()
    write_model(tmp_path / "base", shape)
    model = AutoModelForCausalLM.from_pretrained(tmp_path / "base", dtype=torch.float32)
    config = peft.LoraConfig(
        r=4, lora_alpha=8, target_modules="all-linear", alpha_pattern={"q_proj": 2.0}
    )
    tuned = peft.get_peft_model(model, config)
    torch.manual_seed(0)
    for name, parameter in tuned.named_parameters():
        if "lora_B" in name:
            parameter.data.normal_(0, 0.05)
    tuned.save_pretrained(tmp_path / "adapter")
    expected = tuned.merge_and_unload().state_dict()
    sources = (tmp_path / "base", tmp_path / "adapter", tmp_path / "out")
    list(merge(*sources, MergeOptions(), Control()))
    for name, value in load_shards(tmp_path / "out").items():
        torch.testing.assert_close(value, expected[name].half(), rtol=1e-3, atol=1e-5)


def test_dora_is_refused(tmp_path):
    shape = Shape()
    write_checkpoint(tmp_path / "base", random_tensors(shape), shape)
    write_adapter(tmp_path / "adapter", shape, use_dora=True)
    with pytest.raises(TryMoreError, match="adapter_unsupported"):
        list(
            merge(
                tmp_path / "base", tmp_path / "adapter", tmp_path / "o", MergeOptions(), Control()
            )
        )


def test_merged_folder_is_verified(tmp_path):
    pair = make_pair(tmp_path)
    merged(pair, tmp_path / "out")
    report = verified(tmp_path / "out")
    assert codes(report) == ["release_unknown"]
    assert report.tensors == len(pair.expected)


def test_changed_byte_is_found(tmp_path):
    merged(make_pair(tmp_path), tmp_path / "out")
    shard = next((tmp_path / "out").glob("*.safetensors"))
    data = bytearray(shard.read_bytes())
    data[-1000] ^= 1
    shard.write_bytes(data)
    assert "hash_mismatch" in codes(verified(tmp_path / "out"))


def test_lost_and_cut_shards_are_found(tmp_path):
    merged(make_pair(tmp_path), tmp_path / "out")
    shard = next((tmp_path / "out").glob("*.safetensors"))
    shard.write_bytes(shard.read_bytes()[:-100])
    assert {"shard_short_of", "hash_mismatch"} <= set(codes(verified(tmp_path / "out")))
    shard.unlink()
    assert "shard_missing" in codes(verified(tmp_path / "out"))


@pytest.mark.parametrize("form", ["bin_sharded", "safetensors", "meta2"])
def test_foreign_model_is_read_for_nan(tmp_path, form):
    tensors = random_tensors(Shape())
    tensors["model.layers.1.mlp.up_proj.weight"][1, 1] = float("nan")
    write_checkpoint(tmp_path / "model", tensors, Shape(), form)
    problems = verified(tmp_path / "model").problems
    damaged = [problem.params for problem in problems if problem.code == "verify_not_finite"]
    assert damaged == [{"tensor": "model.layers.1.mlp.up_proj.weight"}]


def test_delta_is_no_model_and_missing_tensors_are_counted(tmp_path):
    pair = make_pair(tmp_path)
    assert "verify_no_model" in codes(verified(pair.delta))
    tensors = dict(pair.base_tensors)
    tensors.pop("model.layers.1.mlp.up_proj.weight")
    tensors.pop("model.layers.0.mlp.up_proj.weight")
    write_checkpoint(tmp_path / "model", tensors, pair.shape)
    assert "verify_shapes" in codes(verified(tmp_path / "model"))


def test_what_is_no_llama_is_told_as_such_and_nothing_else(tmp_path):
    (tmp_path / "other").mkdir()
    save_file({"gpt_neox.embed_in.weight": torch.ones(8, 4)}, tmp_path / "other/model.safetensors")
    config = {"architectures": ["GPTNeoXForCausalLM"], "model_type": "gpt_neox"}
    sizes = {"hidden_size": 4, "num_hidden_layers": 2, "max_position_embeddings": 8192}
    (tmp_path / "other/config.json").write_text(json.dumps({**config, **sizes}))
    assert codes(verified(tmp_path / "other")) == ["unknown_family"]
    assert codes(verified(tmp_path / "nowhere")) == ["folder_missing"]
    pair = make_pair(tmp_path)
    plan = plan_merge(pair.base, tmp_path / "other", tmp_path / "out", MergeOptions())
    assert codes(plan) == ["unknown_family"]


def test_a_merged_model_is_not_suspected_for_its_base(tmp_path):
    pair = make_pair(tmp_path, Shape(kv_heads=2))
    merged(pair, tmp_path / "out")
    assert "llama2_signs" in codes(inspect_checkpoint(tmp_path / "out"))
    assert codes(verified(tmp_path / "out")) == ["release_unknown"]


def test_known_release_is_named():
    hashes = {"b": "2", "a": "1"}
    known = {"TryMoreGPT-7B": release_digest({"a": "1", "b": "2"})}
    assert known_release(hashes, known) == "TryMoreGPT-7B"
    assert known_release({"a": "1"}, known) == ""


def test_verifying_can_be_cancelled_and_changes_nothing(tmp_path):
    pair = make_pair(tmp_path)
    before = tree(pair.base)
    control = Control()
    control.cancel()
    with pytest.raises(Interrupted):
        list(verify(pair.base, control))
    assert tree(pair.base) == before


def test_check_after_merging_notices_a_drive_that_lies(tmp_path):
    pair = make_pair(tmp_path)
    work = tmp_path / "out.incomplete"

    def spoil() -> None:
        shard = next(work.glob("*.safetensors"))
        data = bytearray(shard.read_bytes())
        data[-1] ^= 1
        shard.write_bytes(data)

    running = merge(pair.base, pair.delta, tmp_path / "out", MergeOptions(), Control())
    events = iter(running)
    while not list(work.glob("*.safetensors")):
        event = next(events)
        assert isinstance(event, Progress)
    spoil()
    with pytest.raises(TryMoreError, match="verify_failed"):
        list(events)
    assert not (tmp_path / "out").exists()
    merged(pair, tmp_path / "out")
    assert_equal(load_shards(tmp_path / "out"), pair.expected)
