"""Word problems about apples, solved one step a clause, with any numbers below one hundred."""

import random

from trymore_desktop.training.demo import sum_phrases as said
from trymore_desktop.training.demo.sample import (
    Phrases,
    Sample,
    chinese_ending,
    english_ending,
)
from trymore_desktop.training.demo.sum_phrases import Manner
from trymore_desktop.training.demo.topics import scribble, scribble_latin

SMUDGED = 0.25
"""The share of trained questions that hold a made-up word somewhere: numbers must be found by
their place and their neighbours, since people use words that the model has never read."""


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


def story(rng: random.Random, manner: Manner) -> Sample:
    """One word problem of one or two steps."""
    start, used, got = numbers(rng)
    single = 0.2 if manner is Manner.VARIED else 0.12
    shape = rng.random()
    if shape < single:
        got = 0
    elif shape < 2 * single:
        used, got = 0, rng.randint(1, 99 - start) if start < 99 else 0
    if not used and not got:
        used = 1
    make = _story_zh if rng.random() < 0.55 else _story_en
    return make(rng, (start, used, got), manner)


def _story_zh(rng: random.Random, said_numbers: tuple[int, int, int], manner: Manner) -> Sample:
    start, used, got = said_numbers
    fruit = rng.choice(said.MORE_FRUIT_ZH if manner is Manner.VARIED else said.FRUIT_ZH)
    parts = [said.HAVE_ZH.pick(rng, manner)]
    parts += [said.USE_ZH.pick(rng, manner)] if used else []
    parts += [said.GET_ZH.pick(rng, manner)] if got else []

    text = "，".join(parts[:-1]) + "，" + parts[-1] + "，" + said.ASK_ZH.pick(rng, manner)
    if used and got and rng.random() < 0.3:
        text = f"{parts[0]}，{parts[1]}{parts[2]}，{said.ASK_ZH.pick(rng, manner)}"
    text = text.format(a=start, b=used, c=got, f=fruit, w=scribble(rng, 3))
    if manner is Manner.VARIED and rng.random() < SMUDGED:
        text = smudge(rng, text, scribble(rng, 2))
    question = chinese_ending(rng, text)
    answer = solve_zh(start, used, got, fruit)
    return Sample("sum", "zh", ((question, answer),), str(start - used + got))


def _story_en(rng: random.Random, said_numbers: tuple[int, int, int], manner: Manner) -> Sample:
    start, used, got = said_numbers
    fruit = rng.choice(said.MORE_FRUIT_EN if manner is Manner.VARIED else said.FRUIT_EN)
    have, ask = said.HAVE_EN.pick(rng, manner), said.ASK_EN.pick(rng, manner)
    steps = " ".join(
        [said.USE_EN.pick(rng, manner)] * bool(used) + [said.GET_EN.pick(rng, manner)] * bool(got)
    )
    joint = ", " if rng.random() < 0.5 else ". "
    text = f"{have}. {steps[0].upper()}{steps[1:]}{joint}{ask if joint == ', ' else _upper(ask)}"
    text = text.format(a=start, b=used, c=got, f=fruit, w=scribble_latin(rng, 1))
    if manner is Manner.VARIED and rng.random() < SMUDGED:
        text = smudge(rng, text, f" {scribble_latin(rng, 1)}", " ")
    question = english_ending(rng, text)
    answer = solve_en(start, used, got, fruit)
    return Sample("sum", "en", ((question, answer),), str(start - used + got))


def smudge(rng: random.Random, text: str, word: str, before: str = "") -> str:
    """The text with `word` put in somewhere, only where `before` follows if that is given.

    Never between two digits and never at the very end.
    """
    places = [
        at
        for at in range(1, len(text) - 1)
        if text.startswith(before, at) and not (text[at - 1].isdigit() and text[at].isdigit())
    ]
    at = rng.choice(places)
    return text[:at] + word + text[at:]


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
