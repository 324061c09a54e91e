"""Finds a model's prompt template among its files."""

import json
from pathlib import Path
from typing import Any

from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.templates import ChatTemplate, Template, VicunaTemplate
from trymore_desktop.prompting.conversation import KnownReplies
from trymore_desktop.prompting.special import special_texts
from trymore_desktop.prompting.template import VICUNA_V1_1
from trymore_desktop.prompting.tokenizer import Tokenizer

SPECIAL = {f"{kind}_token" for kind in ("bos", "eos", "unk", "sep", "pad", "cls", "mask")}
"""The tokens that templates may write."""


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
    return ChatTemplate(tokenizer, known, source, _special(folder, tokenizer))


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


def _special(folder: Path, tokenizer: Tokenizer) -> dict[str, str]:
    """The texts of special tokens: as the files say, else as the tokenizer has them."""
    texts = special_texts(folder)
    for name, token in (("bos_token", tokenizer.bos_id), ("eos_token", tokenizer.eos_id)):
        if name not in texts and token is not None:
            texts[name] = tokenizer.piece(token)
    return {name: text for name, text in texts.items() if text is not None and name in SPECIAL}


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
