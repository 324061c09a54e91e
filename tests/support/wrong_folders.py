"""One folder that is no base or no delta, or is damaged."""

import json
import os
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import torch

from tests.support.checkpoints import write_checkpoint
from tests.support.tensors import random_tensors
from tests.support.wrong_inputs import Case, case, edit_json, rewrite
from trymore_desktop.core.checkpoints import Place

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 9877989586\n"


@case("folder_missing", Place.BASE)
def missing_folder(c: Case) -> None:
    c.base = c.folder / "nowhere"


@case("folder_is_file", Place.DELTA)
def file_as_folder(c: Case) -> None:
    c.delta = c.delta / "config.json"


@case("folder_empty", Place.BASE)
def empty_folder(c: Case) -> None:
    c.base = c.folder / "empty"
    c.base.mkdir()


@case("not_a_model", Place.BASE)
def folder_without_weights(c: Case) -> None:
    c.base = c.folder / "holiday"
    c.base.mkdir()
    (c.base / "photo.jpg").write_bytes(b"\xff\xd8")


@case("model_in_subfolder", Place.BASE)
def parent_of_the_model(c: Case) -> None:
    c.base = c.folder / "models"
    c.base.mkdir()
    (c.folder / "base").rename(c.base / "llama-7b")


@case("lfs_pointers", Place.DELTA)
def git_lfs_pointers(c: Case) -> None:
    for path in c.delta.glob("*.safetensors"):
        path.write_text(POINTER.format("0" * 64))


@case("other_format", Place.BASE)
def gguf_file(c: Case) -> None:
    c.base = c.folder / "gguf"
    c.base.mkdir()
    (c.base / "llama-7b.Q4_0.gguf").write_bytes(b"GGUF\x03\0\0\0" + bytes(100))


@case("other_format", Place.BASE)
def ggml_file_named_bin(c: Case) -> None:
    c.base = c.folder / "ggml"
    c.base.mkdir()
    (c.base / "ggml-model-q4_0.bin").write_bytes(b"tjgg" + bytes(100))


@case("quantized", Place.BASE)
def four_bit_weights(c: Case) -> None:
    tensors = dict(c.pair.base_tensors)
    name = "model.layers.0.self_attn.q_proj"
    tensors.pop(f"{name}.weight")
    tensors[f"{name}.qweight"] = torch.zeros(8, 64, dtype=torch.int32)
    rewrite(c.base, tensors, c.pair.shape)


@case("dtype_unsupported", Place.BASE)
def whole_numbers(c: Case) -> None:
    tensors = dict(c.pair.base_tensors)
    tensors["model.layers.0.mlp.up_proj.weight"] = torch.zeros(192, 64, dtype=torch.int8)
    rewrite(c.base, tensors, c.pair.shape)


@case("shard_missing", Place.BASE)
def missing_shard(c: Case) -> None:
    (c.base / "pytorch_model-00002-of-00003.bin").unlink()


@case("shard_missing", Place.BASE)
def missing_shard_without_an_index(c: Case) -> None:
    (c.base / "pytorch_model.bin.index.json").unlink()
    (c.base / "pytorch_model-00003-of-00003.bin").unlink()


@case("shard_short", Place.BASE)
def cut_bin(c: Case) -> None:
    path = c.base / "pytorch_model-00002-of-00003.bin"
    os.truncate(path, path.stat().st_size // 2)


@case("shard_short_of", Place.DELTA)
def cut_safetensors(c: Case) -> None:
    path = c.delta / "model-00002-of-00003.safetensors"
    os.truncate(path, path.stat().st_size // 2)


@case("shard_short", Place.BASE)
def cut_file_before_the_zip_format(c: Case) -> None:
    rewrite(c.base, c.pair.base_tensors, c.pair.shape, "bin")
    path = c.base / "pytorch_model.bin"
    torch.save(c.pair.base_tensors, path, _use_new_zipfile_serialization=False)
    os.truncate(path, path.stat().st_size - 1000)


@case("file_damaged", Place.DELTA)
def damaged_safetensors_header(c: Case) -> None:
    path = c.delta / "model-00002-of-00003.safetensors"
    data = bytearray(path.read_bytes())
    data[8:40] = b"?" * 32
    path.write_bytes(data)


@case("not_weights", Place.BASE)
def text_named_bin(c: Case) -> None:
    (c.base / "pytorch_model-00001-of-00003.bin").write_text("<html>404 not found</html>")


class Evil:
    def __reduce__(self):
        return (Path.touch, (Path("evil-code-ran"),))


@case("unsafe_pickle", Place.BASE)
def pickle_with_code(c: Case) -> None:
    content = {**c.pair.base_tensors, "evil": Evil()}
    rewrite(c.base, c.pair.base_tensors, c.pair.shape, "bin")
    torch.save(content, c.base / "pytorch_model.bin")


@case("unsafe_pickle", Place.BASE)
def bare_pickle_with_code(c: Case) -> None:
    rewrite(c.base, c.pair.base_tensors, c.pair.shape, "bin")
    (c.base / "pytorch_model.bin").write_bytes(pickle.dumps(Evil()))


@case("json_damaged", Place.BASE)
def damaged_index(c: Case) -> None:
    (c.base / "pytorch_model.bin.index.json").write_text("{")


@case("json_damaged", Place.BASE)
def index_that_leads_out_of_the_folder(c: Case) -> None:
    index = {"weight_map": {"model.norm.weight": "../../secret.bin"}}
    (c.base / "pytorch_model.bin.index.json").write_text(json.dumps(index))


@case("json_damaged", Place.DELTA)
def damaged_config(c: Case) -> None:
    (c.delta / "config.json").write_text("not json")


@case("meta_params_missing", Place.BASE)
def meta_without_params(c: Case) -> None:
    rewrite(c.base, c.pair.base_tensors, c.pair.shape, "meta1")
    (c.base / "params.json").unlink()


@case("meta_part_missing", Place.BASE)
def meta_with_one_part_of_two(c: Case) -> None:
    rewrite(c.base, c.pair.base_tensors, c.pair.shape, "meta2")
    (c.base / "consolidated.01.pth").unlink()


@case("shard_missing", Place.BASE)
def meta_without_the_first_part(c: Case) -> None:
    rewrite(c.base, c.pair.base_tensors, c.pair.shape, "meta2")
    (c.base / "consolidated.00.pth").unlink()


@case("meta_parts_differ", Place.BASE)
def meta_parts_of_two_models(c: Case) -> None:
    rewrite(c.base, c.pair.base_tensors, c.pair.shape, "meta2")
    other = replace(c.pair.shape, layers=1)
    write_checkpoint(c.folder / "other", random_tensors(other), other, "meta2")
    shutil.copy(c.folder / "other/consolidated.01.pth", c.base)


@case("unknown_family", Place.BASE)
def stablelm(c: Case) -> None:
    edit_json(c.base / "config.json", model_type="stablelm", architectures=["StableLmForCausalLM"])


@case("tensors_unknown", Place.BASE)
def other_tensor_names(c: Case) -> None:
    renamed = {name.replace("model.", "gpt_neox."): v for name, v in c.pair.base_tensors.items()}
    rewrite(c.base, renamed | {"model.norm.weight": torch.ones(64)}, c.pair.shape)
    edit_json(c.base / "config.json", architectures=["LlamaForCausalLM"])
