"""One generated conversation, and phrases of which some are kept for the examination."""

import random

import msgspec


class Sample(msgspec.Struct, frozen=True):
    """A conversation and what its last answer must hold.

    `turns` are (user, assistant) pairs; `expect` is read by the checks of `training.evaluate`: the
    number of a sum, the reference of a proverb, the name of a test for code.
    """

    kind: str
    language: str
    turns: tuple[tuple[str, str], ...]
    expect: str = ""


class Phrases(msgspec.Struct, frozen=True):
    """Ways to say one thing: those to train on, and those that only the examination uses."""

    train: tuple[str, ...]
    held_out: tuple[str, ...]

    def pick(self, rng: random.Random, held_out: bool) -> str:
        """One of them, uniformly."""
        return rng.choice(self.held_out if held_out else self.train)


def chinese_ending(rng: random.Random, question: str) -> str:
    """The question as people type it: with the full mark, the half mark or none."""
    if not question.endswith(("？", "。")):
        return question
    full = question[-1]
    return question[:-1] + rng.choice((full, full, full, "?" if full == "？" else "", ""))


def english_ending(rng: random.Random, question: str) -> str:
    """The question as people type it: sometimes in small letters or without a mark."""
    text = question[:-1] if question[-1] in "?." and rng.random() < 0.2 else question
    return text[0].lower() + text[1:] if rng.random() < 0.2 else text
