"""What is fuzzed of a model that is loaded to chat with: weights, packed weights, tokenizers."""

import json
import random
import struct
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save_file

from tests.support.checkpoints import make_pair, write_checkpoint, write_model
from tests.support.tensors import Shape, random_tensors, shapes
from tests.torture.checkpoint_targets import (
    folder_target,
    remove_target,
    spoil_safetensors,
    tokenizer_check,
)
from tests.torture.fuzzing import Check
from tests.torture.mutate import spoil_bytes, spoil_document
from trymore_desktop.core.chat import GenerationConfig, Message, Role
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Finished
from trymore_desktop.inference.session import Session
from trymore_desktop.merge.inspect import inspect_checkpoint
from trymore_desktop.merge.plan import plan_merge
from trymore_desktop.merge.run import merge
from trymore_desktop.prompting.tokenizer_json import tokenizer_json

SHAPE = Shape(layers=1, hidden=32, vocabulary=512, heads=2, kv_heads=2)
SAID = (Message(Role.USER, "你好"),)
CONFIG = GenerationConfig(max_new_tokens=3, temperature=0.0)


def answer(model: Path, precision: str) -> str:
    """Load, ask one question, give the answer."""
    session = Session()
    for _ in session.load(str(model), "cpu", precision):
        pass
    try:
        *_, last = session.generate(SAID, CONFIG)
    finally:
        session.unload()
    assert isinstance(last, Finished)
    return last.text


def loaded_weights(folder: Path) -> Check:
    """Spoiled weights are refused in loading, or answer."""
    model = write_model(folder / "model", SHAPE)
    path = next(model.glob("*.safetensors"))
    good = path.read_bytes()

    def check(dice: random.Random) -> str | None:
        path.write_bytes(spoil_safetensors(good, dice))
        try:
            answer(model, "bf16")
        finally:
            path.write_bytes(good)
        return None

    return check


def packed_weights(folder: Path) -> Check:
    """A spoiled file of packed weights costs time, never a wrong answer: it is made again."""
    model = write_model(folder / "model", SHAPE)
    right = {form: answer(model, form) for form in ("int8", "int4")}
    good = {path: path.read_bytes() for path in model.glob(".trymore-*")}
    assert len(good) == len(right), list(good)

    def check(dice: random.Random) -> str | None:
        path = dice.choice(sorted(good))
        form = "int8" if "int8" in path.name else "int4"
        spoiled = _spoil_anywhere(good[path], dice)
        path.write_bytes(spoiled)
        said = answer(model, form)
        assert said == right[form], f"{said!r} is not {right[form]!r}"
        return "made again" if path.read_bytes() != spoiled else "kept"

    return check


def _spoil_anywhere(data: bytes, dice: random.Random) -> bytes:
    """The header, or bytes of the weights themselves."""
    if dice.random() < 0.5:
        return spoil_safetensors(data, dice)
    spoiled = bytearray(data)
    for _ in range(dice.choice((1, 1, 4))):
        spoiled[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(spoiled)


def json_tokenizers(folder: Path) -> Check:
    """A spoiled tokenizer.json is refused, or makes tokens of any text."""
    pair = make_pair(folder, SHAPE)
    model = pair.base / "tokenizer.model"
    good = tokenizer_json(model).encode()
    model.unlink()
    return tokenizer_check(pair.base / "tokenizer.json", good, spoil_document)


def side_files(folder: Path) -> Check:
    """Spoiled companions of a model: it loads, or they are named."""
    model = write_model(folder / "model", SHAPE)
    kept = {
        "generation_config.json": {"bos_token_id": 1, "eos_token_id": 2, "max_length": 2048},
        "tokenizer_config.json": {"bos_token": "<s>", "eos_token": "</s>", "chat_template": "x"},
        "special_tokens_map.json": {"bos_token": "<s>", "eos_token": "</s>"},
        "trymore.json": {"version": 1, "template": "vicuna"},
    }
    good = {name: json.dumps(value).encode() for name, value in kept.items()}
    for name in good:
        if (model / name).exists():
            good[name] = (model / name).read_bytes()

    def check(dice: random.Random) -> str | None:
        name = dice.choice(list(good))
        (model / name).write_bytes(spoil_document(good[name], dice))
        try:
            answer(model, "bf16")
        finally:
            (model / name).write_bytes(good[name])
        return None

    return check


def adapters(folder: Path) -> Check:
    """A spoiled adapter, its settings or its weights, is refused or merged."""
    inside = folder / "inside"
    write_checkpoint(inside / "base", random_tensors(SHAPE), SHAPE)
    place = inside / "adapter"
    _write_adapter(place)
    names: dict[str, Callable[[bytes, random.Random], bytes]] = {
        "adapter_config.json": spoil_document,
        "adapter_model.safetensors": spoil_safetensors,
    }
    good = {name: (place / name).read_bytes() for name in names}

    def check(dice: random.Random) -> str | None:
        name = dice.choice(list(names))
        (place / name).write_bytes(names[name](good[name], dice))
        target, options = inside / "target", MergeOptions(restart=True)
        try:
            inspect_checkpoint(place)
            plan = plan_merge(inside / "base", place, target, options)
            if not plan.can_merge:
                return "refused"
            for _ in merge(inside / "base", place, target, options, Control()):
                pass
        finally:
            (place / name).write_bytes(good[name])
            remove_target(inside)
        return "merged"

    return check


def _write_adapter(place: Path, rank: int = 2) -> None:
    place.mkdir()
    tensors = {}
    for name, size in shapes(SHAPE).items():
        if "proj" in name:
            part = f"base_model.model.{name.removesuffix('.weight')}"
            tensors[f"{part}.lora_A.weight"] = torch.randn(rank, size[1])
            tensors[f"{part}.lora_B.weight"] = torch.randn(size[0], rank)
    save_file(tensors, place / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "r": rank, "lora_alpha": 4, "bias": "none"}
    (place / "adapter_config.json").write_text(json.dumps(config))


def _spoil_pickle(data: bytes, dice: random.Random) -> bytes:
    """The archive's pickle and directory, or its lengths."""
    if dice.random() < 0.7:
        return spoil_bytes(data[:2500], dice) + data[2500:]
    place = dice.randrange(max(1, len(data) - 2000), len(data) - 8)
    wrong = struct.pack("<Q", dice.choice((0, 1, 1 << 31, 1 << 40, 1 << 63)))
    return data[:place] + wrong + data[place + 8 :]


LOADING = {
    "weights in loading": loaded_weights,
    "packed weights": packed_weights,
    "tokenizer.json": json_tokenizers,
    "companions of a model": side_files,
    "adapters": adapters,
    "Meta's .pth": folder_target("meta2", {"consolidated.01.pth": _spoil_pickle}),
}
