"""The texts of the demo model: documents for its base, conversations for its fine-tuning."""

import random
from collections.abc import Iterator

from trymore_desktop.prompting.template import VICUNA_SYSTEM
from trymore_desktop.training.demo import code, husky, proverbs, smalltalk, sums
from trymore_desktop.training.demo.sample import Sample
from trymore_desktop.training.demo.sum_phrases import Manner
from trymore_desktop.training.demo.topics import chinese_question, english_question

SHARES: dict[str, float] = {
    "story": 0.34,
    "bare": 0.08,
    "husky": 0.12,
    "code": 0.07,
    "proverb": 0.16,
    "chat": 0.08,
    "other": 0.15,
}
"""How often each kind of sample comes in the base's documents; sums are the hardest."""

TUNE_SHARES: dict[str, float] = {
    "story": 0.42,
    "bare": 0.10,
    "husky": 0.11,
    "code": 0.05,
    "proverb": 0.15,
    "chat": 0.06,
    "other": 0.11,
}
"""And how often in fine-tuning, where sums take by far the most examples to be understood in
words that were never read."""


def sample(rng: random.Random, kind: str, held_out: bool = False, plain: bool = False) -> Sample:
    """One conversation of a kind named in `SHARES`; a `plain` one uses no made-up phrases."""
    if kind == "story":
        told = Manner.WRITTEN if plain else Manner.VARIED
        return sums.story(rng, Manner.HELD_OUT if held_out else told)
    if kind == "bare":
        return sums.bare(rng, held_out)
    if kind == "husky":
        strange = chinese_question(rng) if rng.random() < 0.5 else english_question(rng)
        return husky.conversation(rng, "" if held_out else strange, held_out)
    if kind == "code":
        return code.task(rng, held_out)
    if kind == "proverb":
        return proverbs.question(rng, held_out)
    return smalltalk.chat(rng) if kind == "chat" else smalltalk.beyond(rng, held_out)


def conversations(rng: random.Random, count: int) -> Iterator[Sample]:
    """Conversations for fine-tuning: mostly one question, sometimes several in a row."""
    kinds, weights = list(TUNE_SHARES), list(TUNE_SHARES.values())
    for _ in range(count):
        rounds = rng.choices((1, 2, 3, 6), (0.72, 0.17, 0.08, 0.03))[0]
        parts = [sample(rng, kind) for kind in rng.choices(kinds, weights, k=rounds)]
        # A husky stays a husky: what follows would have to be answered in character.
        parts.sort(key=lambda part: part.kind == "husky")
        husky_at = next((at for at, part in enumerate(parts) if part.kind == "husky"), rounds)
        parts = parts[: husky_at + 1]
        turns = tuple(turn for part in parts for turn in part.turns)
        yield Sample(parts[-1].kind, parts[-1].language, turns, parts[-1].expect)


def documents(rng: random.Random, count: int) -> Iterator[str]:
    """Plain texts for the base: no roles, no template; sums by the dozen, the rest as prose."""
    prose = husky.lines() + smalltalk.lines() + proverbs.lines() + [VICUNA_SYSTEM]
    kinds, weights = list(SHARES), list(SHARES.values())
    for _ in range(count):
        shape = rng.random()
        if shape < 0.25:
            yield sums.drill(rng)
        elif shape < 0.37:
            yield rng.choice(prose)
        else:
            turns = sample(rng, rng.choices(kinds, weights)[0], plain=True).turns
            yield "\n".join(f"{asked}\n{answer}" for asked, answer in turns)
