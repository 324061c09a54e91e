"""The examination: turns are asked as they were held, and what is answered is scored."""

from tests.support.parrot import Parrot
from trymore_desktop.core.chat import FinishReason, Role
from trymore_desktop.core.control import Control
from trymore_desktop.training.demo.sample import Sample
from trymore_desktop.training.evaluate import zero_shot
from trymore_desktop.training.evaluate.suite import (
    DEMO_KINDS,
    README_SAMPLES,
    Result,
    ask,
    examine,
    samples,
    scores,
)


def test_an_answer_must_end_by_itself():
    right = {README_SAMPLES[0].turns[0][0]: "9"}
    assert ask(Parrot(right), README_SAMPLES[0], zero_shot.CONFIG, Control()).passed
    cut = ask(Parrot(right, FinishReason.LENGTH), README_SAMPLES[0], zero_shot.CONFIG, Control())
    assert not cut.passed


def test_earlier_turns_are_given():
    sample = Sample("sum", "en", (("1+1?", "2"), ("3+6?", "9")), "9")
    parrot = Parrot({"3+6?": "9"})
    assert ask(parrot, sample, zero_shot.CONFIG, Control()).passed
    assert [message.role for message in parrot.asked[0]] == [Role.USER, Role.ASSISTANT, Role.USER]


def test_a_model_that_knows_the_answers_passes_the_suite():
    questions = samples(DEMO_KINDS, 4)
    assert questions == samples(DEMO_KINDS, 4)
    solved = {one.turns[-1][0]: one.turns[-1][1] or one.expect for one in questions}
    results: list[Result] = []
    list(examine(Parrot(solved), questions, zero_shot.CONFIG, Control(), results))
    assert scores(results)["suite"] == 1.0
    results.clear()
    list(examine(Parrot({}), questions, zero_shot.CONFIG, Control(), results))
    assert scores(results)["suite"] == 0.0
