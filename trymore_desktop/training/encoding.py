"""Conversations as training rows: ids built segment by segment, loss on the replies only."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from trymore_desktop.core.chat import Message, Role
from trymore_desktop.prompting.conversation import encode_conversation
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.training.trainer import Row


def messages_of_turns(turns: Iterable[tuple[str, str]]) -> list[Message]:
    """(user, assistant) pairs as messages."""
    return [
        Message(role, text)
        for turn in turns
        for role, text in zip((Role.USER, Role.ASSISTANT), turn, strict=True)
    ]


def conversation_row(
    tokenizer: Tokenizer, messages: Sequence[Message], max_length: int, *, verbatim: bool = True
) -> tuple[Row, int]:
    """The row of a conversation and how many ids were cut off its end.

    A reply that is cut keeps no EOS, so that the model does not learn to stop in mid-sentence.
    """
    encoded = encode_conversation(tokenizer, messages, verbatim=verbatim)
    ids, labels = encoded.ids[:max_length], encoded.labels[:max_length]
    return Row(ids, labels), len(encoded.ids) - len(ids)


def is_trainable(row: Row) -> bool:
    """Whether any id of the row counts towards the loss."""
    return any(label != -100 for label in row.labels)


def processing_class(folder: Path) -> Any:
    """A fast tokenizer of transformers for the folder's tokenizer.model, padded with unk.

    The trainer needs one to pad and to save; rows are never encoded by it.
    """
    import tokenizers
    import transformers

    from trymore_desktop.prompting.template import VICUNA_V1_1
    from trymore_desktop.prompting.tokenizer_json import tokenizer_json

    model = folder / "tokenizer.model"
    if not model.is_file():
        return transformers.AutoTokenizer.from_pretrained(folder)
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizers.Tokenizer.from_str(tokenizer_json(model)),
        unk_token="<unk>",
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<unk>",
    )
    fast.chat_template = VICUNA_V1_1.chat_template(generation=True)
    return fast
