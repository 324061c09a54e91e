"""Long conversations as several, cut between rounds; a train and test share by hash."""

import hashlib
from collections.abc import Iterator

import msgspec

from trymore_desktop.prompting.template import VICUNA_V1_1
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.training.data.conversation import Conversation, Speaker, Turn


class Part(msgspec.Struct, frozen=True):
    """A piece that fits, or one round that does not: `tokens` as the template lays it out."""

    conversation: Conversation
    tokens: int
    trainable: bool = True


def split_long(conversation: Conversation, tokenizer: Tokenizer, limit: int) -> Iterator[Part]:
    """Whole rounds as long as they fit into `limit` template tokens; no round is lost.

    A single round above the limit stays a part of its own (training then cuts its answer, without
    EOS); if its question alone fills the limit it is not `trainable`.
    """
    turns = list(conversation.conversations)
    head = turns[:1] if turns[0].speaker is Speaker.SYSTEM else []
    system = head[0].value if head else VICUNA_V1_1.system
    said = turns[len(head) :]
    rounds = [(said[at], said[at + 1]) for at in range(0, len(said) - 1, 2)]
    groups = list(_groups(rounds, tokenizer, system, limit))
    for place, (group, tokens, trainable) in enumerate(groups):
        name = conversation.id if len(groups) == 1 else f"{conversation.id}_{place}"
        kept = head + [turn for pair in group for turn in pair]
        part = msgspec.structs.replace(conversation, id=name, conversations=tuple(kept))
        yield Part(part, tokens, trainable)


Round = tuple[Turn, Turn]


def _groups(
    rounds: list[Round], tokenizer: Tokenizer, system: str, limit: int
) -> Iterator[tuple[list[Round], int, bool]]:
    group: list[Round] = []
    used = 0
    for pair in rounds:
        later = _size(tokenizer, pair, "")
        if group and used + later <= limit:
            group.append(pair)
            used += later
            continue
        if group:
            yield group, used, True
        group, used = [pair], 1 + _size(tokenizer, pair, system)
        prompt = 1 + len(tokenizer.encode(VICUNA_V1_1.prompt(pair[0].value, system)))
        if used > limit:
            yield group, used, prompt < limit
            group, used = [], 0
    if group:
        yield group, used, True


def _size(tokenizer: Tokenizer, pair: Round, system: str) -> int:
    prompt = tokenizer.encode(VICUNA_V1_1.prompt(pair[0].value, system))
    return len(prompt) + len(tokenizer.encode(pair[1].value)) + 1


def share_of(identity: str, seed: int) -> float:
    """A number from 0 to 1 that depends on id and seed only: stable when the data grow."""
    digest = hashlib.blake2b(f"{seed}\0{identity}".encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "big") / 2**64
