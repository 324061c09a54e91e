"""The tokenizer.json of a folder, read by the `tokenizers` library."""

import json
from pathlib import Path
from typing import Any

from trymore_desktop.errors import TryMoreError
from trymore_desktop.prompting.sentencepiece_file import SPACE

PANIC = "PanicException"
"""What the tokenizers library raises where it should raise an error; no Exception."""


class DescribedTokenizer:
    """Ids by a `tokenizer.json`.

    Raises:
        TryMoreError: `tokenizer_damaged`.
    """

    def __init__(self, path: Path) -> None:
        import tokenizers

        self._path = path
        try:
            text = path.read_text(encoding="utf-8")
            description = json.loads(text)
            _check_merges(description["model"])
            self._tokenizer = tokenizers.Tokenizer.from_str(text)
            self._plain = tokenizers.Tokenizer.from_str(text)
        except BaseException as error:
            if not isinstance(error, Exception) and type(error).__name__ != PANIC:
                raise
            raise TryMoreError("tokenizer_damaged", detail=str(error), path=str(path)) from error
        self._plain.encode_special_tokens = True
        self.size: int = self._tokenizer.get_vocab_size(with_added_tokens=True)
        self.bos_id = self._tokenizer.token_to_id("<s>")
        self.eos_id = self._tokenizer.token_to_id("</s>")
        added = description.get("added_tokens", [])
        self._special = {entry["id"] for entry in added if entry.get("special")}
        self._added = tuple(entry["content"] for entry in added)
        kinds = _kinds(description.get("decoder"))
        self._byte_level = "ByteLevel" in kinds
        self.marks_each_byte = not self._byte_level
        self.strips_space = bool({"Strip", "Metaspace"} & kinds)
        self._alphabet = _byte_alphabet() if self._byte_level else {}

    def encode(self, text: str) -> list[int]:
        """Ids of plain text."""
        return self._ids(self._plain, text)

    def encode_template(self, text: str) -> list[int]:
        """Ids of a text in which special tokens count as such."""
        return self._ids(self._tokenizer, text)

    def _ids(self, tokenizer: Any, text: str) -> list[int]:
        """Ids of a text; TryMoreError `tokenizer_damaged` where there is no token for a word."""
        clean = text.encode("utf-8", "replace").decode()
        try:
            ids: list[int] = tokenizer.encode(clean, add_special_tokens=False).ids
        except Exception as error:
            # The library has no class of its own for what a description lacks
            path = str(self._path)
            raise TryMoreError("tokenizer_damaged", detail=str(error), path=path) from error
        return ids

    def begins_special(self, text: str) -> bool:
        """Whether a text begins with an added token."""
        return text.startswith(self._added)

    def piece(self, token: int) -> str | None:
        """How a token is written, or None."""
        text: str | None = self._tokenizer.id_to_token(token)
        return text

    def special_id(self, text: str) -> int | None:
        """The id of a token, or None."""
        token: int | None = self._tokenizer.token_to_id(text)
        return token

    def id_to_bytes(self, token: int) -> bytes:
        """What a token adds to a text, in UTF-8."""
        text = self._tokenizer.id_to_token(token)
        if text is None or token in self._special:
            return b""
        if self._byte_level:
            if all(character in self._alphabet for character in text):
                return bytes(self._alphabet[character] for character in text)
            return str(text).encode()
        if len(text) == 6 and text.startswith("<0x") and text.endswith(">"):
            return bytes([int(text[3:5], 16)])
        return str(text).replace(SPACE, " ").encode()


def _check_merges(model: dict[str, Any]) -> None:
    """Refuse merges that do not fit their prefix: the library cuts letters apart and aborts.

    Raises:
        ValueError, or others of damaged structure.
    """
    prefix = model.get("continuing_subword_prefix")
    if not prefix:
        return
    for merge in model["merges"]:
        second = merge.split(" ")[-1] if isinstance(merge, str) else merge[1]
        if not second.startswith(prefix):
            raise ValueError(f"merge without its prefix: {second}"[:80])


def _kinds(decoder: Any) -> set[str]:
    if not isinstance(decoder, dict):
        return set()
    kind = str(decoder.get("type"))
    if kind == "Metaspace" and decoder.get("prepend_scheme") == "never":
        # It then takes no space away either
        return set()
    kinds = {kind}
    for part in decoder.get("decoders", []):
        kinds |= _kinds(part)
    return kinds


def _byte_alphabet() -> dict[str, int]:
    """The printable characters by which byte-level BPE writes bytes (GPT-2's table)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in printable]
    table = {chr(byte): byte for byte in printable}
    return table | {chr(256 + place): byte for place, byte in enumerate(hidden)}
