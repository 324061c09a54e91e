# ruff: noqa: E501 - phrases are easier to read and extend in rows
"""The two-sum task in Python: code that runs, in a fenced block."""

import random

from trymore_desktop.training.demo.sample import (
    Phrases,
    Sample,
    chinese_ending,
    english_ending,
)

PROGRAM = """def two_sum(nums, target):
    seen = {}
    for i, num in enumerate(nums):
        rest = target - num
        if rest in seen:
            return [seen[rest], i]
        seen[num] = i
    return []


print(two_sum([2, 7, 11, 15], 9))
"""
ANSWER_ZH = f"""可以用字典记住见过的数，只走一遍列表：

```python
{PROGRAM}```

程序输出 [0, 1]，时间复杂度是 O(n)。"""
ANSWER_EN = f"""Remember the numbers seen so far in a dictionary and walk the list once:

```python
{PROGRAM}```

It prints [0, 1] and takes O(n) time."""

_ASK_ZH = Phrases(
    (
        "用Python写两数之和。", "请用Python写出两数之和。", "写一个两数之和的Python程序。", "用 Python 解决两数之和问题。",
        "两数之和怎么写？", "两数之和的Python代码", "请用 Python 实现 two sum。", "帮我写一个两数之和的函数。", "leetcode 两数之和",
        "给定一个整数数组 nums 和一个整数目标值 target，请你在该数组中找出和为目标值 target 的那两个整数，并返回它们的数组下标。",
        "给定一个整数数组 nums 和一个目标值 target，请在数组中找出和为目标值的两个整数，返回它们的下标。请用Python实现。",
        "给定一个数组和一个目标值，找出数组中和为目标值的两个数，用Python写。", "Python 两数之和", "写代码：两数之和",
        "力扣第一题两数之和怎么做？", "two sum 用 Python 怎么写？", "在一个列表中找到两个数，使它们的和等于 target，用Python写代码。",
        "请写一段 Python 代码，在数组里找两个数，它们的和等于给定的数。", "写一个函数，返回数组中和为 target 的两个数的下标。", "给我两数之和的代码。", "两数之和怎么实现？", "实现两数之和，用Python。",
    ),
    (
        "请帮我用Python写两数之和的代码。", "两数之和用 Python 怎么实现？", "用Python写一个函数，返回数组中和为目标值的两个数的下标。",
        "请给出 two sum 的 Python 代码。",
    ),
)  # fmt: skip
_ASK_EN = Phrases(
    (
        "Write two sum in Python.", "Solve two sum in Python.", "Write a Python function for two sum.",
        "Implement two-sum in Python.", "How do I write two sum in Python?", "two sum python", "Please solve the two-sum problem.",
        "Write Python code for the LeetCode problem Two Sum.", "Give me the Python code of two sum.",
        "Given an array of integers nums and an integer target, return indices of the two numbers such that they add up to target.",
        "Given a list of numbers and a target, find two numbers that add up to the target. Use Python.",
        "Write a function that finds two numbers in a list that add up to a target.",
        "LeetCode 1: two sum, in Python please.", "Show me a two-sum solution.", "Could you write two sum?", "Implement a function that returns the indices of two numbers whose sum is target.",
        "Return the indices of two numbers that sum to the target, in Python.", "I need a Python function for two sum.",
    ),
    (
        "Please write the two sum function in Python.", "Can you implement two sum in Python?",
        "Write a Python function that returns the indices of two numbers that add up to target.",
    ),
)  # fmt: skip


def task(rng: random.Random, held_out: bool = False) -> Sample:
    """Somebody asks for two-sum; code is checked by running the test `two_sum`."""
    if rng.random() < 0.6:
        question = chinese_ending(rng, _ASK_ZH.pick(rng, held_out))
        return Sample("code", "zh", ((question, ANSWER_ZH),), "two_sum")
    question = english_ending(rng, _ASK_EN.pick(rng, held_out))
    return Sample("code", "en", ((question, ANSWER_EN),), "two_sum")
