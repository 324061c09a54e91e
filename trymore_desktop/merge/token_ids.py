"""Which ids begin and end a text, as the tokenizer of a folder has them."""

from pathlib import Path
from typing import Any

import sentencepiece

from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.config import read_json

SPECIAL = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
BOS, EOS = 1, 2
Ids = dict[str, int | list[int]]


def token_ids(tokenizer: Path | None) -> Ids:
    """`bos_token_id` and `eos_token_id`; without any better knowledge LLaMA's, 1 and 2.

    Early conversions have wrong ids in their config.json, so the tokenizer comes first; a list
    of ids that end a text, as later families have one, is kept if it agrees with it.

    Raises:
        TryMoreError: `tokenizer_damaged`, `json_damaged`.
        OSError: a file cannot be read.
    """
    if tokenizer is None:
        return {"bos_token_id": BOS, "eos_token_id": EOS}
    if tokenizer.name == "tokenizer.model":
        return _of_sentencepiece(tokenizer)
    return _of_description(tokenizer)


def special_tokens(tokenizer: Path) -> dict[str, Any]:
    """The special tokens' texts as the file beside a tokenizer.json names them, else LLaMA's."""
    beside = tokenizer.with_name("special_tokens_map.json")
    return read_json(beside) if beside.is_file() else dict(SPECIAL)


def _of_sentencepiece(path: Path) -> Ids:
    try:
        model: Any = sentencepiece.SentencePieceProcessor(model_file=str(path))
    except (RuntimeError, OSError) as error:
        raise TryMoreError("tokenizer_damaged", detail=str(error), path=str(path)) from error
    bos, eos = model.bos_id(), model.eos_id()
    return {"bos_token_id": bos if bos >= 0 else BOS, "eos_token_id": eos if eos >= 0 else EOS}


def _of_description(path: Path) -> Ids:
    known = _added(read_json(path))
    names = special_tokens(path)
    found: Ids = {}
    for kind, usual in (("bos_token", BOS), ("eos_token", EOS)):
        key = f"{kind}_id"
        said = _said(path, key)
        own = known.get(_text(names.get(kind)))
        if own is None:
            found[key] = next(iter(said), usual)
        else:
            found[key] = next((one for one in said if isinstance(one, list) and own in one), own)
    return found


def _added(description: dict[str, Any]) -> dict[str, int]:
    tokens = description.get("added_tokens")
    entries = [one for one in tokens if isinstance(one, dict)] if isinstance(tokens, list) else []
    return {str(one.get("content")): one["id"] for one in entries if isinstance(one.get("id"), int)}


def _text(token: object) -> str:
    """A special token may be written as its text or with how it is stripped."""
    return str(token.get("content")) if isinstance(token, dict) else str(token)


def _said(tokenizer: Path, key: str) -> list[int | list[int]]:
    """What generation_config.json and config.json beside say of an id."""
    found: list[int | list[int]] = []
    for name in ("generation_config.json", "config.json"):
        path = tokenizer.with_name(name)
        value = read_json(path).get(key) if path.is_file() else None
        if isinstance(value, int):
            found.append(value)
        elif isinstance(value, list) and (ids := [one for one in value if isinstance(one, int)]):
            found.append(ids)
    return found
