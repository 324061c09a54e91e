"""Text to token ids and back, for a model folder.

sentencepiece itself where the folder has a `tokenizer.model`, because other readers of that file
order its merges differently; the `tokenizers` library where it has only a `tokenizer.json`.
"""

import codecs
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from trymore_desktop.errors import TryMoreError
from trymore_desktop.prompting.described import DescribedTokenizer
from trymore_desktop.prompting.sentencepiece_file import SentencePieceFile
from trymore_desktop.prompting.special import configured_id, special_texts

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
    marks_each_byte: bool

    def encode(self, text: str) -> list[int]: ...
    def encode_template(self, text: str) -> list[int]: ...
    def begins_special(self, text: str) -> bool: ...
    def piece(self, token: int) -> str | None: ...
    def special_id(self, text: str) -> int | None: ...
    def id_to_bytes(self, token: int) -> bytes: ...


class Tokenizer:
    """The tokenizer of the model in `folder`; may be used from several threads.

    Raises:
        TryMoreError: `tokenizer_missing`, `tokenizer_damaged`.
    """

    def __init__(self, folder: Path) -> None:
        self._backend = _open(folder)
        self.size = self._backend.size
        self.bos_id = _edge(folder, self._backend, "bos_token", self._backend.bos_id)
        self.eos_id = _edge(folder, self._backend, "eos_token", self._backend.eos_id)
        self._segment = lru_cache(maxsize=512)(self._encode)
        # sentencepiece knows no special tokens in text; a tokenizer.json beside it does
        description = folder / "tokenizer.json"
        beside = isinstance(self._backend, SentencePieceFile) and description.is_file()
        self._description = description if beside else None
        self._special: _Backend | None = None

    def encode(self, text: str) -> list[int]:
        """The ids of one segment, without BOS and EOS; special tokens in `text` are plain text."""
        return list(self._segment(text))

    def encode_template(self, text: str) -> list[int]:
        """The ids of a rendered chat template, in which special tokens count as such."""
        return self._templates().encode_template(text)

    def begins_special(self, text: str) -> bool:
        """Whether a rendered text begins with a special token."""
        return self._templates().begins_special(text)

    def piece(self, token: int) -> str | None:
        """How a special token is written, or None."""
        return self._backend.piece(token)

    def id_to_bytes(self, token: int) -> bytes:
        """What a token adds to the text in UTF-8; nothing for control tokens."""
        return self._backend.id_to_bytes(token)

    @property
    def strips_space(self) -> bool:
        """Whether one leading space of a text is the tokenizer's and not the text's."""
        return self._backend.strips_space

    @property
    def utf8_errors(self) -> str:
        """How bytes that are no UTF-8 are shown: as the library of this tokenizer does.

        sentencepiece writes U+FFFD for each byte, byte-level BPE once for the beginning of a
        character that breaks off (Unicode 15, section 3.9), as Python does.
        """
        return UTF8_ERRORS if self._backend.marks_each_byte else "replace"

    def decode(self, ids: Sequence[int]) -> str:
        """The text of a whole sequence; bytes that are no UTF-8 become U+FFFD."""
        data = b"".join(map(self._backend.id_to_bytes, ids))
        if self.strips_space:
            data = data.removeprefix(b" ")
        return data.decode("utf-8", self.utf8_errors)

    def _templates(self) -> _Backend:
        if self._description and not self._special:
            self._special = DescribedTokenizer(self._description)
        return self._special or self._backend

    def _encode(self, text: str) -> tuple[int, ...]:
        return tuple(self._backend.encode(text))


def _open(folder: Path) -> _Backend:
    model, description = folder / "tokenizer.model", folder / "tokenizer.json"
    if model.is_file():
        return SentencePieceFile(model)
    if description.is_file():
        return DescribedTokenizer(description)
    raise TryMoreError("tokenizer_missing", path=str(folder))


def _edge(folder: Path, backend: _Backend, name: str, own: int | None) -> int | None:
    """The id of `bos_token` or `eos_token`.

    As transformers reads it: the tokenizer's files know it, not config.json, which in some
    published models names another id. Where they say nothing, config.json is better than a guess.
    """
    texts = special_texts(folder)
    text = texts.get(name)
    found = backend.special_id(text) if text else None
    if found is not None:
        return found
    if isinstance(backend, SentencePieceFile):
        return configured_id(folder, f"{name}_id") if own is None else own
    if name in texts and text is None:
        return None
    configured = configured_id(folder, f"{name}_id")
    return own if configured is None else configured
