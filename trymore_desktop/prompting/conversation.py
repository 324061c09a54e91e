"""The token ids of a whole conversation, built segment by segment and never measured afterwards.

Each round is [BOS] prompt, reply, EOS; prompt and reply are encoded on their own, so it is known
without counting which ids are the assistant's.
"""

from collections.abc import Callable, Sequence

import msgspec

from trymore_desktop.core.chat import Message
from trymore_desktop.prompting.template import (
    VICUNA_V1_1,
    PromptTemplate,
    Round,
    split_rounds,
)
from trymore_desktop.prompting.tokenizer import Tokenizer

KnownReplies = Callable[[str], Sequence[int] | None]
"""The ids that a reply was generated as, or None; re-encoding its text may give others."""


class EncodedConversation(msgspec.Struct, frozen=True):
    """`ids` as the model gets them; `assistant` says of each whether it is part of a reply.

    A reply's ids include the EOS that closes it: where `assistant` is true is where a trainer
    counts loss.
    """

    ids: list[int]
    assistant: list[bool]

    @property
    def labels(self) -> list[int]:
        """`ids`, with -100 where no loss is counted."""
        return [
            token if mine else -100 for token, mine in zip(self.ids, self.assistant, strict=True)
        ]


def encode_conversation(
    tokenizer: Tokenizer,
    messages: Sequence[Message],
    template: PromptTemplate = VICUNA_V1_1,
    *,
    resume: bool = False,
    verbatim: bool = False,
    known: KnownReplies | None = None,
) -> EncodedConversation:
    """Encode a conversation; one that ends in a question ends where the reply begins.

    Args:
        tokenizer: the model's.
        messages: oldest first; a system message replaces the template's system text.
        template: the layout.
        resume: leave the last reply open, to be continued.
        verbatim: keep spaces at the edges of questions, as training data does; chat strips them,
            since a trailing space changes the ids of what follows.
        known: gives the generated ids of earlier replies.
    """
    system, rounds = split_rounds(messages, template)
    return encode_rounds(
        tokenizer, system, rounds, template, resume=resume, verbatim=verbatim, known=known
    )


def encode_rounds(
    tokenizer: Tokenizer,
    system: str,
    rounds: Sequence[Round],
    template: PromptTemplate = VICUNA_V1_1,
    *,
    resume: bool = False,
    verbatim: bool = False,
    known: KnownReplies | None = None,
) -> EncodedConversation:
    """`encode_conversation` for a conversation that is split already.

    An empty reply that is not the one to be continued is left out with its question: closed or
    not, it is nothing that the model was trained on.
    """
    ids = [] if tokenizer.bos_id is None else [tokenizer.bos_id]
    assistant = [False] * len(ids)
    kept = [one for place, one in enumerate(rounds) if one.reply != "" or place == len(rounds) - 1]
    for place, one in enumerate(kept):
        question = one.question if verbatim else one.question.strip()
        prompt = tokenizer.encode(template.prompt(question, "" if place else system))
        ids += prompt
        assistant += [False] * len(prompt)
        if one.reply is None:
            continue
        last = place == len(kept) - 1
        reply = _reply_ids(tokenizer, one.reply, known)
        if not (resume and last) and tokenizer.eos_id is not None:
            reply.append(tokenizer.eos_id)
        ids += reply
        assistant += [True] * len(reply)
    return EncodedConversation(ids, assistant)


def _reply_ids(tokenizer: Tokenizer, text: str, known: KnownReplies | None) -> list[int]:
    generated = known(text) if known else None
    return tokenizer.encode(text) if generated is None else list(generated)
