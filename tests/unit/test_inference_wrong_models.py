"""Folders that are no model, or not the model that their description promises."""

import json
import shutil

import pytest
import torch
from safetensors.torch import load as parse
from safetensors.torch import save_file

from tests.support.checkpoints import write_model
from tests.support.tensors import Shape
from tests.support.tokenizers import sentencepiece_model
from trymore_desktop.core.chat import GenerationConfig, Message, Role
from trymore_desktop.core.events import Finished, ModelLoaded
from trymore_desktop.core.hardware import Precision
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.config import read_config
from trymore_desktop.inference.session import Session
from trymore_desktop.messages import TABLE
from trymore_desktop.messages.table import Explanation

GREEDY = GenerationConfig(max_new_tokens=12, temperature=0)
SIZES = {
    "vocab_size": 512,
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "max_position_embeddings": 512,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": 0,
}
HEADS = {"num_attention_heads": 4, "num_key_value_heads": 2}
OTHERS = {
    "Mistral": {**HEADS, "sliding_window": 16},
    "Gemma2": {**HEADS, "head_dim": 16, "sliding_window": 16},
    "Mamba": {"state_size": 4},
}


def other_model(folder, kind, **sizes):
    """A random model of an architecture that only transformers knows."""
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(0)
    torch.set_num_threads(1)
    config = getattr(transformers, f"{kind}Config")(**SIZES, **sizes)
    model = getattr(transformers, f"{kind}ForCausalLM")(config).eval()
    for parameter in model.parameters():
        if parameter.dim() > 1:
            parameter.data.mul_(4)
    model.save_pretrained(folder)
    (folder / "tokenizer.model").write_bytes(sentencepiece_model())
    return model


def load(folder, precision="fp32"):
    session = Session()
    *_, last = session.load(str(folder), "cpu", precision)
    assert isinstance(last, ModelLoaded)
    return session


def code_of(folder, precision="bf16"):
    torch.set_num_threads(1)
    with pytest.raises(TryMoreError) as failed:
        answer(load(folder, precision), [Message(Role.USER, "Hello 你好")])
    assert isinstance(TABLE[failed.value.code], Explanation)
    return failed.value.code


def answer(session, messages):
    *_, last = session.generate(messages, GREEDY)
    assert isinstance(last, Finished)
    return last


@pytest.mark.parametrize("kind", OTHERS)
def test_architectures_with_another_attention_answer_as_in_transformers(kind, tmp_path):
    model = other_model(tmp_path, kind, **OTHERS[kind])
    session = load(tmp_path)
    talk = [Message(Role.USER, "The quick brown fox jumps over the lazy dog.")]
    first = answer(session, talk)
    generated = list(session._loaded.replies.known(first.text) or ())
    ids = session._loaded.cache._ids[: first.usage.prompt_tokens]
    wanted = model.generate(torch.tensor([ids]), max_new_tokens=12, do_sample=False)
    assert generated == [token for token in wanted[0, len(ids) :].tolist() if token != 2]
    again = answer(session, talk)
    assert again.text == first.text
    if kind != "Mamba":
        # A sliding window forgets; what is kept of it here does not
        assert again.usage.cached_tokens == len(ids)


def test_weights_of_another_architecture_are_checked_as_well(tmp_path):
    good = tmp_path / "good"
    other_model(good, "Mistral", **OTHERS["Mistral"])
    path = good / "model.safetensors"
    data = path.read_bytes()
    tensors = parse(data)
    path.write_bytes(data[:-1000])
    assert code_of(good) == "weights_damaged"
    path.write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    assert code_of(good) == "weights_pointer"
    path.unlink()
    assert code_of(good) == "weights_missing"
    name = "model.layers.1.mlp.up_proj.weight"
    broken = {**tensors, name: tensors[name].clone().fill_(float("nan"))}
    save_file(broken, path, {"format": "pt"})
    assert code_of(good) == "weights_not_finite"
    save_file({**tensors, name: tensors[name][:5].contiguous()}, path, {"format": "pt"})
    assert code_of(good) == "weights_mismatch"
    save_file({**tensors, name.replace("1", "7"): tensors[name].clone()}, path, {"format": "pt"})
    assert code_of(good) == "weights_unexpected"
    del tensors[name]
    save_file(tensors, path, {"format": "pt"})
    assert code_of(good) == "weights_incomplete"


def test_what_cannot_be_packed_is_not_called_packed(tmp_path):
    other_model(tmp_path, "Mistral", **OTHERS["Mistral"])
    assert load(tmp_path, "int8").model.precision is Precision.BF16


def describe(folder, **changes):
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    return folder


def test_a_description_of_fewer_layers_is_refused(tmp_path):
    folder = write_model(tmp_path, Shape(layers=3))
    assert code_of(describe(folder, num_hidden_layers=2)) == "weights_unexpected"


def test_biases_that_the_description_does_not_know_are_refused(tmp_path):
    folder = write_model(tmp_path, Shape())
    path = next(folder.glob("*.safetensors"))
    bias = {"model.layers.0.self_attn.q_proj.bias": torch.ones(64)}
    save_file({**parse(path.read_bytes()), **bias}, path)
    assert code_of(folder) == "weights_unexpected"


@pytest.mark.parametrize("method", ["gptq", "awq"])
def test_checkpoints_compressed_by_others_are_named_as_such(method, tmp_path):
    packed = {"quant_method": method, "bits": 4, "group_size": 128}
    folder = describe(write_model(tmp_path, Shape()), quantization_config=packed)
    assert code_of(folder) == "checkpoint_quantised"


def test_numbers_beyond_the_precision_are_told_and_not_answered(tmp_path):
    folder = write_model(tmp_path, Shape())
    path = next(folder.glob("*.safetensors"))
    large = {
        name: tensor * (3e3 if "gate_proj" in name or "up_proj" in name else 1)
        for name, tensor in parse(path.read_bytes()).items()
    }
    save_file(large, path)
    assert code_of(folder, "fp16") == "logits_not_finite"


def test_a_folder_that_is_something_else_says_what(tmp_path):
    other = tmp_path / "llama.Q4_0.gguf"
    other.write_bytes(b"GGUF")
    assert code_of(other) == "model_other_format"
    assert code_of(tmp_path) == "model_other_format"
    plain = write_model(tmp_path / "plain", Shape())
    assert code_of(plain / "config.json") == "folder_is_file"
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    (adapter / "adapter_config.json").write_text("{}")
    save_file({"lora_A": torch.zeros(2)}, adapter / "adapter_model.safetensors")
    assert code_of(adapter) == "model_is_adapter"
    for name in ("config.json", "tokenizer.model"):
        shutil.copy(plain / name, adapter)
    assert code_of(adapter) == "model_is_adapter"
    meta = tmp_path / "meta"
    meta.mkdir()
    (meta / "params.json").write_text("{}")
    assert code_of(meta) == "model_is_meta"
    unfinished = tmp_path / "name.incomplete"
    unfinished.mkdir()
    assert code_of(unfinished) == "model_unfinished"


def test_the_window_ends_where_longrope_would_turn_by_other_angles(tmp_path):
    folder = write_model(tmp_path, Shape())
    rope = {"rope_type": "longrope", "original_max_position_embeddings": 256}
    assert read_config(describe(folder, rope_scaling=rope)).positions == 256
