"""Which tokens begin and end a text, as the files of a model folder name them."""

import json
from pathlib import Path
from typing import Any


def special_texts(folder: Path) -> dict[str, str | None]:
    """What the tokenizer's files say of `bos_token` and the like: its text, or None for none."""
    described = _object(folder / "special_tokens_map.json")
    described |= _object(folder / "tokenizer_config.json")
    found: dict[str, str | None] = {}
    for name, token in described.items():
        # Old files describe a token by an object
        text = token.get("content") if isinstance(token, dict) else token
        if name.endswith("_token") and (text is None or isinstance(text, str)):
            found[name] = text
    return found


def configured_id(folder: Path, name: str) -> int | None:
    """`bos_token_id` or the like of config.json, the first if it names several."""
    value = _object(folder / "config.json").get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return value if type(value) is int and value >= 0 else None


def _object(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
