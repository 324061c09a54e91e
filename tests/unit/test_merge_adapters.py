"""LoRA adapters as PEFT writes them: merged to what PEFT merges them to, or refused."""

import json
from pathlib import Path

import pytest
import torch

from tests.support.checkpoints import make_pair
from tests.support.merging import load_shards
from tests.support.tensors import Tensors
from tests.support.tokenizers import write_tokenizer
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.control import Control
from trymore_desktop.merge.plan import plan_merge
from trymore_desktop.merge.run import merge


@pytest.fixture(autouse=True)
def _one_thread():
    torch.set_num_threads(1)


ADAPTERS = {
    "plain": {},
    "rslora": {"use_rslora": True},
    "the other way round, which linear layers ignore": {"fan_in_fan_out": True},
    "embeddings": {"target_modules": ["embed_tokens", "q_proj", "down_proj"]},
    "whole modules": {"modules_to_save": ["lm_head", "embed_tokens"]},
    "ranks and alphas by pattern": {
        "rank_pattern": {"q_proj": 3},
        "alpha_pattern": {"layers.1.mlp.up_proj": 64},
    },
    "first layer alone": {"layers_to_transform": [0], "target_modules": ["q_proj", "up_proj"]},
}


def tune(folder: Path, more_words: int = 0, **settings: object) -> Tensors:
    """Write a base and an adapter with PEFT; gives what PEFT itself merges them to."""
    peft = pytest.importorskip("peft")
    from transformers import AutoModelForCausalLM

    pair = make_pair(folder, base_form="safetensors")
    model = AutoModelForCausalLM.from_pretrained(pair.base, dtype=torch.float32)
    if more_words:
        model.resize_token_embeddings(pair.shape.vocabulary + more_words)
    wanted = {"r": 4, "lora_alpha": 16, "target_modules": "all-linear", **settings}
    torch.manual_seed(0)
    tuned = peft.get_peft_model(model, peft.LoraConfig(task_type="CAUSAL_LM", **wanted))
    for name, parameter in tuned.named_parameters():
        if "lora_" in name or "modules_to_save" in name:
            parameter.data.add_(torch.randn(parameter.shape) * 0.02)
    tuned.save_pretrained(folder / "adapter")
    write_tokenizer(folder / "adapter")
    return {} if settings.get("lora_bias") else tuned.merge_and_unload().state_dict()


def merge_adapter(folder: Path) -> Tensors:
    sources = (folder / "base", folder / "adapter", folder / "out")
    list(merge(*sources, MergeOptions(), Control()))
    return load_shards(folder / "out")


@pytest.mark.parametrize("kind", ADAPTERS)
def test_adapters_give_what_peft_gives(tmp_path, kind):
    expected = tune(tmp_path, **ADAPTERS[kind])
    found = merge_adapter(tmp_path)
    for name, value in found.items():
        torch.testing.assert_close(value, expected[name].half(), rtol=1e-3, atol=1e-5, msg=name)
    changed = [name for name in found if not torch.equal(found[name], load(tmp_path, name))]
    assert changed


def load(folder: Path, name: str) -> torch.Tensor:
    return load_shards(folder / "base")[name]


def test_an_adapter_that_brings_more_words(tmp_path):
    from transformers import AutoModelForCausalLM

    expected = tune(tmp_path, more_words=7, modules_to_save=["lm_head", "embed_tokens"])
    found = merge_adapter(tmp_path)
    assert found["lm_head.weight"].shape == found["model.embed_tokens.weight"].shape == (519, 64)
    for name, value in found.items():
        torch.testing.assert_close(value, expected[name].half(), rtol=1e-3, atol=1e-5)
    opened = AutoModelForCausalLM.from_pretrained(tmp_path / "out", dtype=torch.float16)
    assert opened.config.vocab_size == 519
    assert torch.equal(opened.lm_head.weight, found["lm_head.weight"])


@pytest.mark.parametrize(
    "settings",
    [
        {"use_dora": True},
        {"init_lora_weights": "pissa"},
        {"init_lora_weights": "olora"},
        {"lora_bias": True},
        {"bias": "all"},
        {"trainable_token_indices": {"embed_tokens": [1, 2]}},
    ],
)
def test_adapters_that_change_more_than_a_product_are_refused(tmp_path, settings):
    tune(tmp_path, **settings)
    plan = plan_merge(tmp_path / "base", tmp_path / "adapter", tmp_path / "out", MergeOptions())
    assert [problem.code for problem in plan.problems] == ["adapter_unsupported"]
    config = tmp_path / "adapter/adapter_config.json"
    kept = {k: v for k, v in json.loads(config.read_text()).items() if k not in settings}
    if "use_dora" in settings:  # its tensors give it away as well
        config.write_text(json.dumps(kept))
        plan = plan_merge(tmp_path / "base", tmp_path / "adapter", tmp_path / "out", MergeOptions())
        assert [problem.code for problem in plan.problems] == ["adapter_unsupported"]
