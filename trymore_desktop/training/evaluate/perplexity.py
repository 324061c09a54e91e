"""How well a model foresees text: perplexity over whole files, by token and by byte."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Progress
from trymore_desktop.errors import TryMoreError
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.training.data.formats import read_any
from trymore_desktop.training.data.reading import read_items
from trymore_desktop.training.encoding import conversation_row

STRIDE = 0.5
"""Windows overlap by this share, so that every token but the first few has a long context."""


class Foresight(msgspec.Struct):
    """Sums of negative log likelihood in nats; bytes allow comparing different tokenizers."""

    nats: float = 0.0
    tokens: int = 0
    bytes: int = 0

    @property
    def perplexity(self) -> float:
        """E to the mean nats a token; nan without tokens."""
        return math.exp(self.nats / self.tokens) if self.tokens else math.nan

    @property
    def bits_per_byte(self) -> float:
        """Mean bits a byte of UTF-8; nan without bytes."""
        return self.nats / self.bytes / math.log(2) if self.bytes else math.nan


def measure(
    model_folder: Path, path: Path, control: Control, result: Foresight, window: int = 1024
) -> Iterator[Progress]:
    """Add up a file: the replies of conversations for .json and .jsonl, else the plain text.

    Raises:
        TryMoreError: `data_unreadable`, `model_unreadable`, a code of the tokenizer.
        Interrupted: the person cancelled.
    """
    tokenizer = Tokenizer(model_folder)
    pieces = list(_pieces(path, tokenizer, window))
    model = _load(model_folder)
    report = Reporter(control, "perplexity", len(pieces), "items")
    for place, (ids, labels, size) in enumerate(pieces):
        nats, tokens = _negative_log_likelihood(model, ids, labels)
        result.nats += nats
        result.tokens += tokens
        result.bytes += size
        yield from report(place + 1)


Piece = tuple[list[int], list[int], int]
"""Ids, labels with -100 where nothing is counted, and the bytes that the counted ids stand for."""


def _pieces(path: Path, tokenizer: Tokenizer, window: int) -> Iterator[Piece]:
    try:
        if {".json", ".jsonl"} & set(path.suffixes):
            yield from _replies(path, tokenizer, window)
        else:
            yield from _windows(path.read_bytes().decode("utf-8-sig"), tokenizer, window)
    except (OSError, UnicodeDecodeError) as error:
        raise TryMoreError("data_unreadable", str(error), path=str(path)) from error


def _replies(path: Path, tokenizer: Tokenizer, window: int) -> Iterator[Piece]:
    for item in read_items(path):
        conversation = item.fault or read_any(item.value, "")
        if isinstance(conversation, str):
            reason = f"line {item.line}: {conversation}"
            raise TryMoreError("data_unreadable", reason, path=str(path))
        row, _ = conversation_row(tokenizer, conversation.messages, window)
        size = sum(
            len(tokenizer.id_to_bytes(label)) for label in row.labels if label not in (-100,)
        )
        yield row.input_ids, row.labels, size


def _windows(text: str, tokenizer: Tokenizer, window: int) -> Iterator[Piece]:
    ids = tokenizer.encode(text)
    first = [] if tokenizer.bos_id is None else [tokenizer.bos_id]
    step = max(1, int(window * STRIDE))
    done = 0
    while done < len(ids):
        start = max(0, done - (window - step - len(first)))
        end = min(len(ids), done + step)
        piece = first + ids[start:end]
        labels = [-100] * (len(first) + done - start) + ids[done:end]
        size = sum(len(tokenizer.id_to_bytes(one)) for one in ids[done:end])
        yield piece, labels, size
        done = end


def _load(folder: Path) -> Any:
    import torch
    import transformers

    dtype = torch.bfloat16 if torch.cuda.is_available() else torch.float32
    device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=dtype)
    except (OSError, ValueError) as error:
        raise TryMoreError("model_unreadable", str(error), path=str(folder)) from error
    return model.to(device).eval()


def _negative_log_likelihood(model: Any, ids: list[int], labels: list[int]) -> tuple[float, int]:
    import torch

    counted = sum(label != -100 for label in labels[1:])
    if not counted:
        return 0.0, 0
    with torch.inference_mode():
        inputs = torch.tensor([ids], device=model.device)
        logits = model(input_ids=inputs, use_cache=False).logits[0, :-1].float()
        wanted = torch.tensor(labels[1:], device=model.device)
        loss = torch.nn.functional.cross_entropy(logits, wanted, ignore_index=-100, reduction="sum")
    return float(loss), counted
