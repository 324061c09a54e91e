"""Finds a model's prompt template among its files."""

import json
from pathlib import Path
from typing import Any

from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.templates import ChatTemplate, Template, VicunaTemplate
from trymore_desktop.prompting.conversation import KnownReplies
from trymore_desktop.prompting.template import VICUNA_V1_1
from trymore_desktop.prompting.tokenizer import Tokenizer

SPECIAL = ("bos", "eos", "unk", "sep", "pad", "cls", "mask")
"""The tokens that templates may write, as NAME_token."""


def find_template(folder: Path, tokenizer: Tokenizer, known: KnownReplies) -> Template:
    """The model's own chat template, or vicuna_v1.1 where it has none or has that one.

    Raises:
        TryMoreError: `template_failed`, the template is broken.
    """
    settings = _read_json(folder / "tokenizer_config.json")
    source = _source(folder, settings)
    ours = (VICUNA_V1_1.chat_template(), VICUNA_V1_1.chat_template(generation=True))
    if not source or source in ours:
        return VicunaTemplate(tokenizer, known)
    described = _read_json(folder / "special_tokens_map.json") | settings
    return ChatTemplate(tokenizer, known, source, _special(described, tokenizer))


def _source(folder: Path, settings: dict[str, Any]) -> str:
    file = folder / "chat_template.jinja"
    if file.is_file():
        try:
            return file.read_text(encoding="utf-8")
        except ValueError as error:
            raise TryMoreError("template_failed", detail=str(error)) from error
    source = settings.get("chat_template")
    if isinstance(source, list):
        named = {one.get("name"): one.get("template") for one in source if isinstance(one, dict)}
        source = named.get("default")
    return source if isinstance(source, str) else ""


def _special(described: dict[str, Any], tokenizer: Tokenizer) -> dict[str, str]:
    """The texts of special tokens: as the files say, else as the tokenizer has them."""
    ours = {"bos": tokenizer.bos_id, "eos": tokenizer.eos_id}
    found: dict[str, str] = {}
    for short in SPECIAL:
        name = f"{short}_token"
        token = described.get(name)
        own = ours.get(short)
        if name not in described and own is not None:
            token = tokenizer.piece(own)
        # Old files describe a token by an object
        text = token.get("content") if isinstance(token, dict) else token
        if isinstance(text, str):
            found[name] = text
    return found


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
