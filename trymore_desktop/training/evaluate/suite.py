"""The four kinds of sample of the model's README, in phrasings that training never used."""

import random
from collections.abc import Iterator, Sequence

import msgspec

from trymore_desktop.core.chat import FinishReason, GenerationConfig, Message, Role
from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Progress
from trymore_desktop.training.demo import corpus
from trymore_desktop.training.demo.sample import Sample
from trymore_desktop.training.encoding import messages_of_turns
from trymore_desktop.training.evaluate.answering import Answerer
from trymore_desktop.training.evaluate.checks import CHECKS

KINDS = ("story", "husky", "code", "proverb")
"""The kinds that every model is examined in."""
DEMO_KINDS = (*KINDS, "bare", "other")
"""And those that only the demo model was made for."""
SEED = 20230517

_APPLES_ZH = "食堂有23个苹果，如果他们用了20个来做午餐并买了6个，他们现在有多少个苹果？"
_APPLES_EN = (
    "The cafeteria had 23 apples. If they used 20 to make lunch and bought 6 more, "
    "how many apples do they have?"
)
README_SAMPLES = (
    Sample("sum", "zh", ((_APPLES_ZH, ""),), "9"),
    Sample("sum", "en", ((_APPLES_EN, ""),), "9"),
)


class Result(msgspec.Struct, frozen=True):
    """One sample with what the model said; `passed` also asks that it ended by itself."""

    kind: str
    language: str
    question: str
    answer: str
    passed: bool
    ended: bool


def samples(kinds: Sequence[str], each: int, seed: int = SEED) -> list[Sample]:
    """`each` held-out samples of every kind, then those of the README; the same for every model."""
    drawn = [
        corpus.sample(random.Random(f"{seed} {kind} {place}"), kind, held_out=True)
        for kind in kinds
        for place in range(each)
    ]
    return drawn + list(README_SAMPLES)


def examine(
    answerer: Answerer,
    questions: Sequence[Sample],
    config: GenerationConfig,
    control: Control,
    results: list[Result],
) -> Iterator[Progress]:
    """Ask everything and append to `results`; earlier turns of a conversation are given as told.

    Raises:
        TryMoreError: a code of inference.
        Interrupted: the person cancelled.
    """
    report = Reporter(control, "examine", len(questions), "items")
    for place, question in enumerate(questions):
        yield from report(place, question.kind)
        results.append(ask(answerer, question, config, control))
    yield from report(len(questions))


def ask(answerer: Answerer, sample: Sample, config: GenerationConfig, control: Control) -> Result:
    """One sample: its last question is answered, its earlier answers are given."""
    asked = sample.turns[-1][0]
    messages = [*messages_of_turns(sample.turns[:-1]), Message(Role.USER, asked)]
    reply = answerer.answer(messages, config, control)
    ended = reply.reason is FinishReason.STOP
    right = CHECKS[sample.kind](reply.text, sample.expect)
    return Result(sample.kind, sample.language, asked, reply.text, right and ended, ended)


def scores(results: Sequence[Result]) -> dict[str, float]:
    """The share of passed samples by kind, and over all kinds with equal weight as `suite`."""
    kinds = sorted({result.kind for result in results})
    by_kind = {}
    for kind in kinds:
        mine = [result.passed for result in results if result.kind == kind]
        by_kind[kind] = sum(mine) / len(mine)
    mean = sum(by_kind.values()) / len(by_kind) if by_kind else 0.0
    return {**by_kind, "suite": mean}
