"""A tokenizer.json that gives the same ids as the sentencepiece model it is made from.

Converters in common use order the merges by vocabulary index. LLaMA's runs of spaces have low ids
but the lowest scores, so they must merge last; here merges follow the pieces' scores, as
sentencepiece does.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sentencepiece

from trymore_desktop.errors import TryMoreError
from trymore_desktop.prompting.sentencepiece_file import SPACE

BPE = 2
"""`TrainerSpec.ModelType.BPE` of sentencepiece_model.proto."""


def tokenizer_json(model_path: Path) -> str:
    """The description for the `tokenizers` library, as JSON text.

    Raises:
        TryMoreError: `tokenizer_damaged`; `tokenizer_unsupported`, the model is not BPE.
    """
    try:
        data = model_path.read_bytes()
        model = sentencepiece.SentencePieceProcessor(model_proto=data)
        spec = _Spec(data)
    except (RuntimeError, OSError, IndexError) as error:
        path = str(model_path)
        raise TryMoreError("tokenizer_damaged", detail=str(error), path=path) from error
    if spec.model_type != BPE:
        raise TryMoreError("tokenizer_unsupported", path=str(model_path))
    description = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": _added_tokens(model),
        "normalizer": {"type": "Sequence", "normalizers": _normalizers(spec)},
        "pre_tokenizer": None,
        "post_processor": _post_processor(model),
        "decoder": _decoder(spec),
        "model": _bpe(model),
    }
    return json.dumps(description, ensure_ascii=False, indent=1)


def _bpe(model: Any) -> dict[str, Any]:
    size = model.get_piece_size()
    vocabulary = {model.id_to_piece(token): token for token in range(size)}
    return {
        "type": "BPE",
        "dropout": None,
        "unk_token": model.id_to_piece(model.unk_id()),
        "continuing_subword_prefix": None,
        "end_of_word_suffix": None,
        "fuse_unk": True,
        "byte_fallback": any(model.is_byte(token) for token in range(size)),
        "ignore_merges": False,
        "vocab": vocabulary,
        "merges": _merges(model),
    }


def _merges(model: Any) -> list[list[str]]:
    """Every split of every piece into two pieces, best score of the whole first."""
    normal = {
        model.id_to_piece(token): token
        for token in range(model.get_piece_size())
        if _is_normal(model, token)
    }
    found = []
    for piece, token in normal.items():
        score = model.get_score(token)
        for cut in range(1, len(piece)):
            left, right = piece[:cut], piece[cut:]
            if left in normal and right in normal:
                found.append((-score, normal[left], normal[right], left, right))
    found.sort(key=lambda entry: entry[:3])
    return [[left, right] for _, _, _, left, right in found]


def _is_normal(model: Any, token: int) -> bool:
    return not (
        model.is_control(token)
        or model.is_unknown(token)
        or model.is_byte(token)
        or model.is_unused(token)
    )


def _added_tokens(model: Any) -> list[dict[str, Any]]:
    special = [
        token
        for token in range(model.get_piece_size())
        if model.is_control(token) or model.is_unknown(token)
    ]
    return [
        {
            "id": token,
            "content": model.id_to_piece(token),
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for token in special
    ]


def _normalizers(spec: "_Spec") -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    if spec.charsmap:
        charsmap = base64.b64encode(spec.charsmap).decode()
        steps.append({"type": "Precompiled", "precompiled_charsmap": charsmap})
    if spec.removes_spaces:
        steps.append({"type": "Strip", "strip_left": True, "strip_right": True})
        steps.append({"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "})
    if spec.adds_prefix:
        steps.append({"type": "Prepend", "prepend": SPACE})
    steps.append({"type": "Replace", "pattern": {"String": " "}, "content": SPACE})
    return steps


def _decoder(spec: "_Spec") -> dict[str, Any]:
    steps: list[dict[str, Any]] = [
        {"type": "Replace", "pattern": {"String": SPACE}, "content": " "},
        {"type": "ByteFallback"},
        {"type": "Fuse"},
    ]
    if spec.adds_prefix:
        steps.append({"type": "Strip", "content": " ", "start": 1, "stop": 0})
    return {"type": "Sequence", "decoders": steps}


def _post_processor(model: Any) -> dict[str, Any] | None:
    if model.bos_id() < 0:
        return None
    bos = model.id_to_piece(model.bos_id())
    begin = {"SpecialToken": {"id": bos, "type_id": 0}}
    first, second = {"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}
    return {
        "type": "TemplateProcessing",
        "single": [begin, first],
        "pair": [begin, first, {"SpecialToken": {"id": bos, "type_id": 1}}, second],
        "special_tokens": {bos: {"id": bos, "ids": [model.bos_id()], "tokens": [bos]}},
    }


class _Spec:
    """The few fields of sentencepiece_model.proto that the library itself does not show."""

    def __init__(self, data: bytes) -> None:
        self.model_type = 1
        self.charsmap = b""
        self.adds_prefix = True
        self.removes_spaces = True
        for field, value in _fields(data):
            if field == 2 and isinstance(value, bytes):
                for inner, setting in _fields(value):
                    if inner == 3 and isinstance(setting, int):
                        self.model_type = setting
            elif field == 3 and isinstance(value, bytes):
                self._read_normalizer(value)

    def _read_normalizer(self, data: bytes) -> None:
        for field, value in _fields(data):
            if field == 2 and isinstance(value, bytes):
                self.charsmap = value
            elif field == 3:
                self.adds_prefix = bool(value)
            elif field == 4:
                self.removes_spaces = bool(value)


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of one protobuf message: (number, value), nested messages as bytes."""
    position = 0
    while position < len(data):
        key, position = _varint(data, position)
        kind = key & 7
        if kind == 0:
            number, position = _varint(data, position)
            yield key >> 3, number
            continue
        if kind == 2:
            length, position = _varint(data, position)
        else:
            length = {1: 8, 5: 4}[kind]
        yield key >> 3, data[position : position + length]
        position += length


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, position
