"""Which answers of the examination count as right."""

import pytest

from trymore_desktop.training.demo import code, proverbs, sums
from trymore_desktop.training.demo.sum_phrases import Manner
from trymore_desktop.training.evaluate.checks import (
    check_code,
    check_reference,
    check_role,
    check_sum,
    overlap,
)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("23-20=3, 3+6=9. So there are 9 apples.", True),
        ("所以现在有9个苹果。", True),
        ("9.0", True),
        ("9 apples of 23", False),
        ("nine", False),
        ("", False),
        ("-9", False),
    ],
)
def test_sums_are_compared_as_numbers(answer, right):
    assert check_sum(answer, "9") is right
    assert check_sum("It is 1,234.", "1234")


def test_code_is_right_only_if_it_passes_its_tests():
    assert check_code(code.ANSWER_ZH, "two_sum")
    assert check_code(
        "```\nclass Solution:\n    def twoSum(self, nums, target):\n"
        "        for i, a in enumerate(nums):\n"
        "            for j in range(i):\n                if a + nums[j] == target:\n"
        "                    return [j, i]\n```",
        "two_sum",
    )
    assert not check_code(
        "```python\ndef two_sum(nums, target):\n    return [0, 1]\n```", "two_sum"
    )
    assert not check_code(
        "```python\ndef two_sum(nums, target):\n    return [0, 0]\n```", "two_sum"
    )
    assert not check_code(code.PROGRAM, "two_sum")
    assert not check_code("```python\nimport sys\nsys.exit(0)\n```", "two_sum")


def test_role_play_stays_in_its_role_and_language():
    assert check_role("汪！我是一只哈士奇。", "汪！")
    assert check_role("Woof! I want a walk.", "Woof")
    assert not check_role("As an AI language model I cannot bark.", "Woof")
    assert not check_role("Woof!", "汪！")
    assert not check_role("我是一个演示模型，汪", "汪！")


def test_a_proverb_is_told_from_every_other():
    by_entry = [
        (proverbs.explain_chinese(one, True), proverbs.explain_chinese(one, False))
        for one in proverbs.CHINESE
    ]
    by_entry += [
        (proverbs.explain_english(one, True), proverbs.explain_english(one, False))
        for one in proverbs.ENGLISH
    ]
    for place, mine in enumerate(by_entry):
        assert check_reference(mine[0], mine[0])
        assert check_reference(mine[1], mine[1])
        for other in by_entry[:place]:
            assert overlap(mine[0], other[0]) < 0.5
            # Two proverbs that explain one another may be alike
            if "there is a will" not in mine[1]:
                assert overlap(mine[1], other[1]) < 0.5


def test_the_worked_solutions_are_right():
    import random

    rng = random.Random(0)
    for manner in Manner:
        for _ in range(300):
            sample = sums.story(rng, manner)
            assert check_sum(sample.turns[0][1], sample.expect)
