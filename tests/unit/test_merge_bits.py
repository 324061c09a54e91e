"""The merge gives the right bits, whatever format the sources have."""

import json
import shutil
from dataclasses import replace

import pytest
import torch

from tests.support.checkpoints import FORMATS, HF_FORMATS, make_pair, write_checkpoint
from tests.support.merging import assert_equal, load_shards, merged
from tests.support.shared_data import llama_tokenizer_model
from tests.support.tensors import DTYPES, Shape, add
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.config import read_config
from trymore_desktop.inference.weights import Weights
from trymore_desktop.merge import outputs
from trymore_desktop.merge.memory import Budget
from trymore_desktop.merge.plan import plan_shards

GROUPED = Shape(layers=2, hidden=64, vocabulary=512, heads=8, kv_heads=2)


@pytest.fixture(autouse=True)
def _one_thread():
    torch.set_num_threads(1)


@pytest.mark.parametrize("base_form", FORMATS)
@pytest.mark.parametrize("delta_form", HF_FORMATS)
@pytest.mark.parametrize("inv_freq", [False, True])
def test_every_format_gives_the_bits_of_fp16_addition(tmp_path, base_form, delta_form, inv_freq):
    pair = make_pair(tmp_path, base_form=base_form, delta_form=delta_form, inv_freq=inv_freq)
    merged(pair, tmp_path / "out")
    assert_equal(load_shards(tmp_path / "out"), pair.expected)


@pytest.mark.parametrize("base_dtype", DTYPES)
@pytest.mark.parametrize("base_form", FORMATS)
def test_other_formats_of_numbers_are_rounded_to_fp16_first(tmp_path, base_dtype, base_form):
    pair = make_pair(tmp_path, base_form=base_form, base_dtype=DTYPES[base_dtype])
    merged(pair, tmp_path / "out")
    assert_equal(load_shards(tmp_path / "out"), add(pair.base_tensors, pair.delta_tensors))


def test_bf16_output_is_the_fp32_sum_rounded_once(tmp_path):
    pair = make_pair(tmp_path)
    merged(pair, tmp_path / "out", dtype="bf16")
    expected = {
        name: (value.float() + pair.delta_tensors[name].float()).bfloat16()
        for name, value in pair.base_tensors.items()
    }
    assert_equal(load_shards(tmp_path / "out"), expected)
    assert json.loads((tmp_path / "out/config.json").read_text())["torch_dtype"] == "bfloat16"


def test_same_keeps_the_format_of_the_base(tmp_path):
    pair = make_pair(tmp_path, base_dtype=torch.float32)
    merged(pair, tmp_path / "out", dtype="same")
    expected = {
        name: value + pair.delta_tensors[name].float() for name, value in pair.base_tensors.items()
    }
    assert_equal(load_shards(tmp_path / "out"), expected)


@pytest.mark.parametrize("base_form", ["bin_sharded", "meta2"])
def test_small_chunks_and_many_shards_give_the_same_bits(tmp_path, monkeypatch, base_form):
    pair = make_pair(tmp_path, GROUPED, base_form=base_form if base_form != "meta2" else "bin")
    if base_form == "meta2":
        shape = Shape()
        pair = make_pair(tmp_path / "meta", shape, base_form="meta2")
    monkeypatch.setattr(
        "trymore_desktop.merge.plan.plan_shards", lambda jobs: plan_shards(jobs, 50_000)
    )
    monkeypatch.setattr(
        "trymore_desktop.merge.run.choose_budget", lambda *_: Budget(2, 3000, 1 << 30)
    )
    report = merged(pair, tmp_path / "out")
    assert report.shards > 5
    assert_equal(load_shards(tmp_path / "out"), pair.expected)


def test_grouped_query_heads_of_metas_files_are_permuted_by_their_own_count(tmp_path):
    shape = replace(GROUPED, layers=1)
    pair = make_pair(tmp_path, shape, base_form="meta1")
    params = json.loads((pair.base / "params.json").read_text())
    (pair.base / "params.json").write_text(json.dumps({**params, "n_kv_heads": 2}))
    merged(pair, tmp_path / "out")
    assert_equal(load_shards(tmp_path / "out"), pair.expected)


def test_files_of_torch_before_the_zip_format(tmp_path):
    pair = make_pair(tmp_path, base_form="bin")
    path = pair.base / "pytorch_model.bin"
    torch.save(pair.base_tensors, path, _use_new_zipfile_serialization=False)
    merged(pair, tmp_path / "out")
    assert_equal(load_shards(tmp_path / "out"), pair.expected)


def test_parameters_ordered_dicts_views_and_transposed_tensors(tmp_path):
    from collections import OrderedDict

    pair = make_pair(tmp_path, base_form="bin")
    kept = OrderedDict(pair.base_tensors)
    query = "model.layers.0.self_attn.q_proj.weight"
    norm = "model.norm.weight"
    together = torch.cat([pair.base_tensors[norm], pair.base_tensors[norm]])
    kept[query] = pair.base_tensors[query].t().contiguous().t()
    kept[norm] = together[len(together) // 2 :]
    kept["lm_head.weight"] = torch.nn.Parameter(pair.base_tensors["lm_head.weight"])
    kept._metadata = OrderedDict(version=1)  # type: ignore[attr-defined]
    assert not kept[query].is_contiguous()
    torch.save(kept, pair.base / "pytorch_model.bin")
    merged(pair, tmp_path / "out")
    assert_equal(load_shards(tmp_path / "out"), pair.expected)


def test_shards_without_an_index(tmp_path):
    pair = make_pair(tmp_path, base_form="bin_sharded")
    (pair.base / "pytorch_model.bin.index.json").unlink()
    merged(pair, tmp_path / "out")
    assert_equal(load_shards(tmp_path / "out"), pair.expected)


def test_complete_bin_files_beside_missing_safetensors_are_used(tmp_path):
    pair = make_pair(tmp_path, base_form="bin_sharded")
    index = {"weight_map": {"model.norm.weight": "model-00001-of-00001.safetensors"}}
    (pair.base / "model.safetensors.index.json").write_text(json.dumps(index))
    merged(pair, tmp_path / "out")
    assert_equal(load_shards(tmp_path / "out"), pair.expected)


@pytest.mark.parametrize(
    ("source", "value"), [("base", float("nan")), ("delta", float("inf")), ("result", 0.0)]
)
@pytest.mark.parametrize("base_form", ["bin", "meta2"])
def test_nan_and_infinity_stop_at_the_tensor(tmp_path, source, value, base_form):
    pair = make_pair(tmp_path, base_form="bin")
    name = "model.layers.1.mlp.up_proj.weight"
    if source == "result":
        pair.base_tensors[name][3, 5] = pair.delta_tensors[name][3, 5] = 60000
    else:
        getattr(pair, f"{source}_tensors")[name][3, 5] = value
    for old in pair.base.iterdir():
        old.unlink()
    write_checkpoint(pair.base, pair.base_tensors, pair.shape, base_form)
    write_checkpoint(pair.delta, pair.delta_tensors, pair.shape, "safetensors_sharded")
    with pytest.raises(TryMoreError) as caught:
        merged(pair, tmp_path / "out")
    assert caught.value.code == "not_finite"
    assert caught.value.params == {"tensor": name, "source": source}
    assert not (tmp_path / "out").exists()


def test_result_opens_in_plain_transformers_with_equal_logits(tmp_path):
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM

    pair = make_pair(tmp_path, base_form="meta2", inv_freq=True)
    merged(pair, tmp_path / "out")
    opened = AutoModelForCausalLM.from_pretrained(tmp_path / "out", dtype=torch.float32)
    config = LlamaConfig.from_pretrained(tmp_path / "out")
    reference = LlamaForCausalLM(config).float()
    reference.load_state_dict({name: value.float() for name, value in pair.expected.items()})
    ids = torch.tensor([[1, 300, 301, 302, 5]])
    with torch.inference_mode():
        assert torch.equal(opened(ids).logits, reference.eval()(ids).logits)
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "out")
    assert (opened.config.bos_token_id, opened.config.eos_token_id) == (1, 2)
    text = tokenizer.apply_chat_template([{"role": "user", "content": "你好"}], tokenize=False)
    assert text.endswith("USER: 你好 ASSISTANT:")


def test_tokenizer_and_config_of_the_delta_win(tmp_path):
    pair = make_pair(tmp_path)
    wrong = json.loads((pair.base / "config.json").read_text())
    wrong |= {"architectures": ["LLaMAForCausalLM"], "eos_token_id": 0, "bos_token_id": 0}
    (pair.base / "config.json").write_text(json.dumps(wrong))
    (pair.base / "tokenizer.model").write_bytes(b"not a tokenizer")
    merged(pair, tmp_path / "out")
    config = json.loads((tmp_path / "out/config.json").read_text())
    assert (config["bos_token_id"], config["eos_token_id"]) == (1, 2)
    assert config["architectures"] == ["LlamaForCausalLM"]
    kept = (tmp_path / "out/tokenizer.model").read_bytes()
    assert kept == (pair.delta / "tokenizer.model").read_bytes()


def test_real_tokenizer_and_vocabulary_go_through(tmp_path):
    model = llama_tokenizer_model()
    if model is None:
        pytest.skip("the real tokenizer is not on this machine")
    pair = make_pair(tmp_path, Shape(vocabulary=32000), tokenizer=model)
    merged(pair, tmp_path / "out")
    assert_equal(load_shards(tmp_path / "out"), pair.expected)
    assert len(json.loads((tmp_path / "out/tokenizer.json").read_text())["model"]["vocab"]) == 32000


def test_index_names_every_tensor(tmp_path):
    pair = make_pair(tmp_path)
    merged(pair, tmp_path / "out")
    index = json.loads((tmp_path / "out" / outputs.INDEX).read_text())
    assert set(index["weight_map"]) == set(pair.expected)
    assert index["metadata"]["total_size"] == sum(v.nbytes for v in pair.expected.values())


LINEAR = {"rope_type": "linear", "factor": 4.0}


@pytest.mark.parametrize(
    "written",
    [
        {"rope_scaling": {"type": "linear", "factor": 4.0}},
        {"rope_parameters": {**LINEAR, "rope_theta": 20000.0}},
    ],
)
def test_stretched_positions_stay_stretched(tmp_path, written):
    pair = make_pair(tmp_path)
    config = pair.delta / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | written))
    merged(pair, tmp_path / "out")
    rope = read_config(tmp_path / "out").rope
    assert (rope.kind, rope.factor) == ("linear", 4.0)
    assert rope.theta == (20000.0 if "rope_parameters" in written else 10000.0)


def test_plain_positions_and_the_usual_size_of_heads_are_not_spelled_out(tmp_path):
    pair = make_pair(tmp_path)
    config = pair.base / "config.json"
    plain = {"rope_parameters": {"rope_type": "default", "rope_theta": 10000.0}}
    config.write_text(json.dumps(json.loads(config.read_text()) | plain))
    merged(pair, tmp_path / "out")
    assert not {"rope_scaling", "head_dim"} & set(
        json.loads((tmp_path / "out/config.json").read_text())
    )


def test_heads_of_a_size_of_their_own(tmp_path):
    shape = Shape(hidden=64, heads=2, kv_heads=2)
    pair = make_pair(tmp_path, shape)
    for folder, tensors in ((pair.base, pair.base_tensors), (pair.delta, pair.delta_tensors)):
        narrow = {
            name: value[:32]
            if name.endswith(("q_proj.weight", "k_proj.weight", "v_proj.weight"))
            else value[:, :32].contiguous()
            if name.endswith("o_proj.weight")
            else value
            for name, value in tensors.items()
        }
        shutil.rmtree(folder)
        write_checkpoint(folder, narrow, shape)
        config = folder / "config.json"
        config.write_text(json.dumps(json.loads(config.read_text()) | {"head_dim": 16}))
    merged(pair, tmp_path / "out")
    made = read_config(tmp_path / "out")
    assert (made.heads, made.kv_heads, made.head_size) == (2, 2, 16)
    Weights(tmp_path / "out").check(made)
