"""The sentencepiece model of a folder, and the tokens that were added beside it."""

import json
import re
from pathlib import Path
from typing import Any

from trymore_desktop.errors import TryMoreError

SPACE = "\u2581"
"""How sentencepiece writes a space."""


class SentencePieceFile:
    """Ids by a `tokenizer.model`; what fine-tuners added to it stands in files of its own.

    Raises:
        TryMoreError: `tokenizer_damaged`.
    """

    marks_each_byte = True

    def __init__(self, path: Path) -> None:
        import sentencepiece

        try:
            # Read here: the library opens paths in the system's code page on Windows
            self._model = sentencepiece.SentencePieceProcessor(model_proto=path.read_bytes())
            self._read_pieces(path.parent)
        except (RuntimeError, OSError, ValueError, IndexError) as error:
            raise TryMoreError("tokenizer_damaged", detail=str(error), path=str(path)) from error

    def _read_pieces(self, folder: Path) -> None:
        model = self._model
        count: int = model.get_piece_size()
        self.bos_id: int | None = model.bos_id() if model.bos_id() >= 0 else None
        self.eos_id: int | None = model.eos_id() if model.eos_id() >= 0 else None
        self._bytes = {token: self._piece(token) for token in range(count)}
        controls = [token for token in range(count) if model.is_control(token)]
        self._special = {str(model.id_to_piece(token)): token for token in controls}
        for text, (token, hidden) in _added(folder).items():
            if token not in self._bytes:
                self._special[text] = token
                self._bytes[token] = b"" if hidden else text.encode()
        self._names = {token: text for text, token in self._special.items()}
        self.size = max(self._bytes, default=-1) + 1
        # The longest first, since one may be the beginning of another
        texts = sorted(self._special, key=len, reverse=True)
        self._split = re.compile(f"({'|'.join(map(re.escape, texts)) or '$^'})")
        first = self.encode("a")[:1]
        self.strips_space = bool(first) and self._bytes[first[0]].startswith(b" ")

    def _piece(self, token: int) -> bytes:
        if self._model.is_control(token):
            return b""
        if self._model.is_unknown(token):
            return " \u2047 ".encode()
        text: str = self._model.id_to_piece(token)
        if self._model.is_byte(token):
            return bytes([int(text[3:5], 16)])
        return text.replace(SPACE, " ").encode()

    def encode(self, text: str) -> list[int]:
        """Ids of plain text."""
        # Lone surrogates cannot be encoded as UTF-8
        clean = text.encode("utf-8", "replace").decode()
        ids: list[int] = self._model.encode(clean)
        return ids

    def encode_template(self, text: str) -> list[int]:
        """Special tokens in the text become their ids, what lies between is encoded alone."""
        ids: list[int] = []
        for part in re.split(self._split, text):
            token = self._special.get(part)
            ids += [token] if token is not None else self.encode(part) if part else []
        return ids

    def begins_special(self, text: str) -> bool:
        """Whether a text begins with a special token."""
        return bool(self._split.match(text))

    def piece(self, token: int) -> str | None:
        """How a special token is written, or None."""
        return self._names.get(token)

    def special_id(self, text: str) -> int | None:
        """The id of a special token, or None."""
        return self._special.get(text)

    def id_to_bytes(self, token: int) -> bytes:
        """What a token adds to a text, in UTF-8."""
        return self._bytes.get(token, b"")


def _added(folder: Path) -> dict[str, tuple[int, bool]]:
    """The ids of tokens that were added to the model, and whether they are hidden in texts."""
    plain = _object(folder / "added_tokens.json")
    found = {text: (token, False) for text, token in plain.items() if type(token) is int}
    described = _object(folder / "tokenizer_config.json").get("added_tokens_decoder")
    for number, one in described.items() if isinstance(described, dict) else ():
        if isinstance(one, dict) and str(number).isdecimal():
            found[str(one.get("content"))] = (int(number), bool(one.get("special")))
    return found


def _object(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
