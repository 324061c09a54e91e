"""Text to token ids and back, for a model folder.

sentencepiece itself where the folder has a `tokenizer.model`, because other readers of that file
order its merges differently; the `tokenizers` library where it has only a `tokenizer.json`.
"""

import codecs
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from trymore_desktop.errors import TryMoreError

SPACE = "\u2581"
"""How sentencepiece writes a space."""
PANIC = "PanicException"
"""What the tokenizers library raises where it should raise an error; no Exception."""
UTF8_ERRORS = "trymore_byte_by_byte"


def _byte_by_byte(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\ufffd" * (error.end - error.start), error.end


codecs.register_error(UTF8_ERRORS, _byte_by_byte)


class _Backend(Protocol):
    size: int
    bos_id: int | None
    eos_id: int | None
    strips_space: bool

    def encode(self, text: str) -> list[int]: ...
    def encode_template(self, text: str) -> list[int]: ...
    def id_to_bytes(self, token: int) -> bytes: ...


class Tokenizer:
    """The tokenizer of the model in `folder`; may be used from several threads.

    Raises:
        TryMoreError: `tokenizer_missing`, `tokenizer_damaged`.
    """

    def __init__(self, folder: Path) -> None:
        self._backend = _open(folder)
        self.size = self._backend.size
        bos, eos = _ids_of_config(folder)
        self.bos_id = self._backend.bos_id if bos is None else bos
        self.eos_id = self._backend.eos_id if eos is None else eos
        self._segment = lru_cache(maxsize=512)(self._encode)
        # sentencepiece knows no special tokens in text; a tokenizer.json beside it does
        description = folder / "tokenizer.json"
        beside = isinstance(self._backend, _SentencePiece) and description.is_file()
        self._description = description if beside else None
        self._special: _Backend | None = None

    def encode(self, text: str) -> list[int]:
        """The ids of one segment, without BOS and EOS; special tokens in `text` are plain text."""
        return list(self._segment(text))

    def encode_template(self, text: str) -> list[int]:
        """The ids of a rendered chat template, in which special tokens count as such."""
        if self._description and not self._special:
            self._special = _Json(self._description)
        return (self._special or self._backend).encode_template(text)

    def id_to_bytes(self, token: int) -> bytes:
        """What a token adds to the text in UTF-8; nothing for control tokens."""
        return self._backend.id_to_bytes(token)

    @property
    def strips_space(self) -> bool:
        """Whether one leading space of a text is the tokenizer's and not the text's."""
        return self._backend.strips_space

    def decode(self, ids: Sequence[int]) -> str:
        """The text of a whole sequence; each byte that is no UTF-8 becomes U+FFFD."""
        data = b"".join(map(self._backend.id_to_bytes, ids))
        if self.strips_space:
            data = data.removeprefix(b" ")
        return data.decode("utf-8", UTF8_ERRORS)

    def _encode(self, text: str) -> tuple[int, ...]:
        return tuple(self._backend.encode(text))


def _open(folder: Path) -> _Backend:
    model, description = folder / "tokenizer.model", folder / "tokenizer.json"
    if model.is_file():
        return _SentencePiece(model)
    if description.is_file():
        return _Json(description)
    raise TryMoreError("tokenizer_missing", path=str(folder))


class _SentencePiece:
    strips_space = True

    def __init__(self, path: Path) -> None:
        import sentencepiece

        try:
            # Read here: the library opens paths in the system's code page on Windows
            self._model = sentencepiece.SentencePieceProcessor(model_proto=path.read_bytes())
            self._read_pieces()
        except (RuntimeError, OSError, ValueError, IndexError) as error:
            raise TryMoreError("tokenizer_damaged", detail=str(error), path=str(path)) from error

    def _read_pieces(self) -> None:
        model = self._model
        self.size: int = model.get_piece_size()
        self.bos_id: int | None = model.bos_id() if model.bos_id() >= 0 else None
        self.eos_id: int | None = model.eos_id() if model.eos_id() >= 0 else None
        self._bytes = [self._piece(token) for token in range(self.size)]
        controls = [token for token in range(self.size) if model.is_control(token)]
        self._control_ids = {str(model.id_to_piece(token)): token for token in controls}
        self._controls = re.compile(f"({'|'.join(map(re.escape, self._control_ids)) or '$^'})")

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
        # Lone surrogates cannot be encoded as UTF-8
        clean = text.encode("utf-8", "replace").decode()
        ids: list[int] = self._model.encode(clean)
        return ids

    def encode_template(self, text: str) -> list[int]:
        """Control pieces in the text become their ids, what lies between is encoded alone."""
        ids: list[int] = []
        for part in re.split(self._controls, text):
            token = self._control_ids.get(part)
            ids += [token] if token is not None else self.encode(part) if part else []
        return ids

    def id_to_bytes(self, token: int) -> bytes:
        return self._bytes[token] if 0 <= token < self.size else b""


class _Json:
    def __init__(self, path: Path) -> None:
        import tokenizers

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
        self._special = {
            entry["id"] for entry in description.get("added_tokens", []) if entry.get("special")
        }
        kinds = _kinds(description.get("decoder"))
        self._byte_level = "ByteLevel" in kinds
        self.strips_space = bool({"Strip", "Metaspace"} & kinds)
        self._alphabet = _byte_alphabet() if self._byte_level else {}

    def encode(self, text: str) -> list[int]:
        clean = text.encode("utf-8", "replace").decode()
        ids: list[int] = self._plain.encode(clean, add_special_tokens=False).ids
        return ids

    def encode_template(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def id_to_bytes(self, token: int) -> bytes:
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
    kinds = {str(decoder.get("type"))}
    for part in decoder.get("decoders", []):
        kinds |= _kinds(part)
    return kinds


def _byte_alphabet() -> dict[str, int]:
    """The printable characters by which byte-level BPE writes bytes (GPT-2's table)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in printable]
    table = {chr(byte): byte for byte in printable}
    return table | {chr(256 + place): byte for place, byte in enumerate(hidden)}


def _ids_of_config(folder: Path) -> tuple[int | None, int | None]:
    """BOS and EOS as config.json names them, the first if it names several."""
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None, None
    return _first(config.get("bos_token_id")), _first(config.get("eos_token_id"))


def _first(value: Any) -> int | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, int) and value >= 0 else None
