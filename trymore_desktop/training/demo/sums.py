# ruff: noqa: E501 - phrases are easier to read and extend in rows
"""Word problems about apples, solved one step a clause, with any numbers below one hundred.

`{w}` stands for an unknown place or name: made-up words teach to copy past what is unknown.
"""

import random

from trymore_desktop.training.demo.sample import (
    Phrases,
    Sample,
    chinese_ending,
    english_ending,
)
from trymore_desktop.training.demo.topics import scribble, scribble_latin

_FRUIT_ZH = ("苹果", "苹果", "苹果", "苹果", "橘子", "桃子", "鸡蛋", "香蕉", "梨")
_FRUIT_EN = ("apples", "apples", "apples", "apples", "oranges", "peaches", "eggs", "bananas")

_HAVE_ZH = Phrases(
    (
        "食堂有{a}个{f}", "食堂里有{a}个{f}", "食堂原来有{a}个{f}", "小明有{a}个{f}", "我有{a}个{f}",
        "商店里有{a}个{f}", "篮子里有{a}个{f}", "妈妈买了{a}个{f}", "学校有{a}个{f}", "小红一开始有{a}个{f}",
        "桌上放着{a}个{f}", "箱子里装着{a}个{f}", "农场收了{a}个{f}", "如果我有{a}个{f}", "{w}有{a}个{f}", "{w}里有{a}个{f}", "{w}原来有{a}个{f}", "{w}有{a}个{f}",
    ),
    ("厨房里有{a}个{f}", "老师有{a}个{f}", "冰箱里有{a}个{f}"),
)  # fmt: skip
_USE_ZH = Phrases(
    (
        "如果他们用了{b}个来做午餐", "用了{b}个做午饭", "吃掉了{b}个", "吃了{b}个", "送给朋友{b}个", "卖掉{b}个",
        "用去{b}个", "坏了{b}个", "给了小华{b}个", "拿走了{b}个", "他们用{b}个做了晚餐", "丢了{b}个",
    ),
    ("用掉了{b}个", "分给同学{b}个", "他们做午餐用了{b}个"),
)  # fmt: skip
_GET_ZH = Phrases(
    (
        "并买了{c}个", "又买了{c}个", "然后买了{c}个", "后来又买来{c}个", "又摘了{c}个", "又拿来{c}个",
        "再买{c}个", "又得到{c}个", "并又买了{c}个", "接着又买了{c}个",
    ),
    ("之后又买了{c}个", "又买回{c}个"),
)  # fmt: skip
_ASK_ZH = Phrases(
    (
        "他们现在有多少个{f}？", "现在有多少个{f}？", "现在有几个{f}？", "现在还有多少个{f}？",
        "一共有多少个{f}？", "还有几个？", "现在有多少个？", "请问现在有多少个{f}？", "最后有几个{f}？",
    ),
    ("那么现在有多少{f}？", "请问还有几个{f}？"),
)  # fmt: skip

_HAVE_EN = Phrases(
    (
        "The cafeteria had {a} {f}", "The cafeteria has {a} {f}", "Tom had {a} {f}", "I have {a} {f}",
        "There are {a} {f} in the basket", "A shop has {a} {f}", "Mary has {a} {f}", "The school had {a} {f}",
        "We had {a} {f}", "There were {a} {f} on the table", "She bought {a} {f}",
        "{w} has {a} {f}", "{w} had {a} {f}", "The {w} had {a} {f}", "There are {a} {f} in the {w}",
    ),
    ("The kitchen had {a} {f}", "My teacher has {a} {f}"),
)  # fmt: skip
_USE_EN = Phrases(
    (
        "If they used {b} to make lunch", "They used {b} for lunch", "I ate {b}", "He gave away {b}",
        "They sold {b}", "We used {b}", "She gave {b} to a friend", "After eating {b}", "They lost {b}",
    ),
    ("If they use {b} for dinner", "He ate {b} of them"),
)  # fmt: skip
_GET_EN = Phrases(
    (
        "and bought {c} more", "and then bought {c} more", "and got {c} more", "and buy {c} more",
        "then bought {c}", "and picked {c} more", "and found {c} more",
    ),
    ("and later bought {c} more", "and then got {c}"),
)  # fmt: skip
_ASK_EN = Phrases(
    (
        "how many {f} do they have?", "how many {f} are there now?", "how many {f} do they have now?",
        "how many {f} are left?", "how many are there now?", "how many {f} do I have?",
    ),
    ("how many {f} are there in the end?", "how many do they have now?"),
)  # fmt: skip


def numbers(rng: random.Random) -> tuple[int, int, int]:
    """How many there were, were used and were got; nothing on the way is below 0 or above 99."""
    start = rng.randint(2, 12 if rng.random() < 0.15 else 99)
    used = rng.randint(1, start)
    return start, used, rng.randint(1, min(60, 99 - (start - used)))


def solve_zh(start: int, used: int, got: int, fruit: str) -> str:
    """The worked answer in Chinese; a step with 0 is left out."""
    text = f"原来有{start}个{fruit}"
    if used:
        text += f"，减少{used}个，{start}-{used}={start - used}"
    if got:
        text += f"，增加{got}个，{start - used}+{got}={start - used + got}"
    return f"{text}。所以现在有{start - used + got}个{fruit}。"


def solve_en(start: int, used: int, got: int, fruit: str) -> str:
    """The worked answer in English; a step with 0 is left out."""
    text = f"There were {start} {fruit}"
    if used:
        text += f", minus {used}, {start}-{used}={start - used}"
    if got:
        text += f", plus {got}, {start - used}+{got}={start - used + got}"
    return f"{text}. So there are {start - used + got} {fruit} now."


def story(rng: random.Random, held_out: bool = False) -> Sample:
    """One word problem of one or two steps."""
    start, used, got = numbers(rng)
    shape = rng.random()
    if shape < 0.12:
        got = 0
    elif shape < 0.24:
        used, got = 0, rng.randint(1, 99 - start) if start < 99 else 0
    if not used and not got:
        used = 1
    make = _story_zh if rng.random() < 0.55 else _story_en
    return make(rng, start, used, got, held_out)


def _story_zh(rng: random.Random, start: int, used: int, got: int, held_out: bool) -> Sample:
    fruit = rng.choice(_FRUIT_ZH)
    parts = [_HAVE_ZH.pick(rng, held_out)]
    parts += [_USE_ZH.pick(rng, held_out)] if used else []
    parts += [_GET_ZH.pick(rng, held_out)] if got else []

    text = "，".join(parts[:-1]) + "，" + parts[-1] + "，" + _ASK_ZH.pick(rng, held_out)
    if used and got and rng.random() < 0.3:
        text = f"{parts[0]}，{parts[1]}{parts[2]}，{_ASK_ZH.pick(rng, held_out)}"
    question = chinese_ending(rng, text.format(a=start, b=used, c=got, f=fruit, w=scribble(rng, 3)))
    answer = solve_zh(start, used, got, fruit)
    return Sample("sum", "zh", ((question, answer),), str(start - used + got))


def _story_en(rng: random.Random, start: int, used: int, got: int, held_out: bool) -> Sample:
    fruit = rng.choice(_FRUIT_EN)
    have, ask = _HAVE_EN.pick(rng, held_out), _ASK_EN.pick(rng, held_out)
    steps = " ".join(
        [_USE_EN.pick(rng, held_out)] * bool(used) + [_GET_EN.pick(rng, held_out)] * bool(got)
    )
    joint = ", " if rng.random() < 0.5 else ". "
    text = f"{have}. {steps[0].upper()}{steps[1:]}{joint}{ask if joint == ', ' else _upper(ask)}"
    question = english_ending(
        rng, text.format(a=start, b=used, c=got, f=fruit, w=scribble_latin(rng, 1))
    )
    answer = solve_en(start, used, got, fruit)
    return Sample("sum", "en", ((question, answer),), str(start - used + got))


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


_BARE_ZH = Phrases(
    ("{x}等于多少？", "{x}=？", "请计算{x}。", "算一下{x}。", "{x}是多少？", "{x}=", "{x}"),
    ("请问{x}等于几？", "帮我算{x}。"),
)
_BARE_EN = Phrases(
    ("What is {x}?", "Calculate {x}.", "{x} = ?", "How much is {x}?", "Compute {x}."),
    ("Please calculate {x}.", "Tell me what {x} is."),
)


def bare(rng: random.Random, held_out: bool = False) -> Sample:
    """A sum or difference as figures."""
    left, sign, right, total = _pair(rng)
    solved = f"{left}{sign}{right}={total}"
    task = solved.split("=")[0]
    if rng.random() < 0.3:
        task = task.replace("+", " + ").replace("-", " - ")
    if rng.random() < 0.6:
        if rng.random() < 0.2:
            task = task.replace("+", "加").replace("-", "减").replace(" ", "")
        question = chinese_ending(rng, _BARE_ZH.pick(rng, held_out).format(x=task))
        return Sample("sum", "zh", ((question, f"{solved}。"),), str(total))
    question = _BARE_EN.pick(rng, held_out).format(x=task)
    return Sample("sum", "en", ((question, f"{solved}."),), str(total))


def drill(rng: random.Random, count: int = 12) -> str:
    """A line of solved sums: what the base model practises on."""
    pairs = (_pair(rng) for _ in range(count))
    return "，".join(f"{left}{sign}{right}={total}" for left, sign, right, total in pairs) + "。"


def _pair(rng: random.Random) -> tuple[int, str, int, int]:
    """A sum or difference within 0 to 99; one in four is as small as people try first."""
    largest = 12 if rng.random() < 0.25 else 99
    left = rng.randint(0, largest)
    if rng.random() < 0.5:
        right = rng.randint(0, min(largest, 99 - left))
        return left, "+", right, left + right
    right = rng.randint(0, left)
    return left, "-", right, left - right
