"""Records of any shape are read or set aside by every reader and step: none ends a run."""

import random

import pytest

from trymore_desktop.training.data.cleaning import CleanOptions, clean
from trymore_desktop.training.data.conversation import Conversation
from trymore_desktop.training.data.formats import READERS
from trymore_desktop.training.data.readers import TALKS

VALUES = (
    None, "", 0, 1.5, float("nan"), 2**70, True, [], {}, "x", "问", "<p>a</p>", ["a"], {"a": 1},
    "\x00", "</s>", "human", "gpt", "user", "system",
)  # fmt: skip
FIELDS = (
    *TALKS, "id", "leaf", "system", "instruction", "input", "output", "source", "licence", "title",
    "textbox_question", "textbox_answer", "textbox_q_context", "textbox_answer_analysis",
    "trans_instruction", "trans_output", "description_html_zh", "description", "solution_python",
    "explanation",
)  # fmt: skip
PARTS = ("from", "role", "value", "content", "question", "answer", "id", "parent", "state")


def any_turn(dice):
    if dice.random() < 0.2:
        return dice.choice(VALUES)
    if dice.random() < 0.6:
        return {"from": dice.choice(("human", "gpt")), "value": dice.choice(("x", "<p>问</p>"))}
    return {name: dice.choice(VALUES) for name in dice.sample(PARTS, dice.randrange(6))}


def any_record(dice):
    if dice.random() < 0.05:
        return dice.choice(VALUES)
    record = {name: dice.choice(VALUES) for name in dice.sample(FIELDS, dice.randrange(9))}
    for name in set(record) & set(TALKS):
        if dice.random() < 0.8:
            record[name] = [any_turn(dice) for _ in range(dice.randrange(5))]
    return record


@pytest.mark.parametrize("form", READERS)
def test_any_record_is_read_or_set_aside(form):
    dice = random.Random(form)
    reasons = set()
    for _ in range(4000):
        found = READERS[form](any_record(dice), "x")
        if isinstance(found, Conversation):
            assert all(isinstance(turn.value, str) for turn in found.conversations)
            options = CleanOptions(min_characters=0, alternation=dice.choice(("merge", "drop")))
            found = clean(found, options)
        reasons.add(found if isinstance(found, str) else "read")
    assert {"not_an_object", "read"} <= reasons
