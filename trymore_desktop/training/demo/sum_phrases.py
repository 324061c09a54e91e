# ruff: noqa: E501 - phrases are easier to read and extend in rows
"""How the clauses of a word problem are said: many ways to train on, a few kept for examination.

`{a}` `{b}` `{c}` stand for the numbers, `{f}` for the fruit, `{w}` for an unknown place or name:
made-up words teach to copy past what is unknown. Most clauses are put together from parts, since
a model that has read each phrase a hundred times learns the phrases, and one that has read few of
them twice learns what they have in common.
"""

import random
from enum import StrEnum
from itertools import product

import msgspec


class Manner(StrEnum):
    """Which phrases are used.

    `WRITTEN` ones in the base's documents, written and made ones in fine-tuning (`VARIED`), and
    the `HELD_OUT` ones only in the examination.
    """

    WRITTEN = "written"
    VARIED = "varied"
    HELD_OUT = "held out"


class Clause(msgspec.Struct, frozen=True):
    """Ways to say one part of a problem. What holds a phrase of the examination is never made."""

    written: tuple[str, ...]
    made: tuple[str, ...]
    held_out: tuple[str, ...]

    def pick(self, rng: random.Random, manner: Manner) -> str:
        """One of them, uniformly; written and made ones in equal shares."""
        if manner is Manner.VARIED and rng.random() < 0.5:
            return rng.choice(self.made)
        return rng.choice(self.held_out if manner is Manner.HELD_OUT else self.written)


FRUIT_ZH = ("苹果", "苹果", "苹果", "苹果", "橘子", "桃子", "鸡蛋", "香蕉", "梨")
FRUIT_EN = ("apples", "apples", "apples", "apples", "oranges", "peaches", "eggs", "bananas")
MORE_FRUIT_ZH = (
    *FRUIT_ZH[2:],
    "橘子",
    "桃子",
    "鸡蛋",
    "香蕉",
    "梨",
    "西瓜",
    "土豆",
    "饺子",
    "蛋糕",
)
MORE_FRUIT_EN = (
    *FRUIT_EN[2:],
    "oranges",
    "peaches",
    "eggs",
    "bananas",
    "pears",
    "cookies",
    "tickets",
)


def _phrases(written: tuple[str, ...], made: list[str], held_out: tuple[str, ...]) -> Clause:
    kept = [text for text in made if not any(phrase in text for phrase in held_out)]
    return Clause(written, tuple(kept), held_out)


def _joined(*parts: tuple[str, ...]) -> list[str]:
    return ["".join(chosen) for chosen in product(*parts)]


_PLACES_ZH = ("食堂", "商店", "篮子", "箱子", "学校", "桌上", "农场", "超市", "盘子", "果园", "{w}")
_PEOPLE_ZH = ("小明", "小红", "我", "妈妈", "爸爸", "爷爷", "小王", "他们", "姐姐", "{w}")
HAVE_ZH = _phrases(
    (
        "食堂有{a}个{f}", "食堂里有{a}个{f}", "食堂原来有{a}个{f}", "小明有{a}个{f}", "我有{a}个{f}",
        "商店里有{a}个{f}", "篮子里有{a}个{f}", "妈妈买了{a}个{f}", "学校有{a}个{f}", "小红一开始有{a}个{f}",
        "桌上放着{a}个{f}", "箱子里装着{a}个{f}", "农场收了{a}个{f}", "如果我有{a}个{f}", "{w}有{a}个{f}", "{w}里有{a}个{f}", "{w}原来有{a}个{f}", "{w}有{a}个{f}",
    ),
    _joined(_PLACES_ZH, ("有", "里有", "原来有", "里放着", "里还有", "一共有"), ("{a}个{f}",))
    + _joined(_PEOPLE_ZH, ("有", "买了", "原来有", "手里有", "一开始有", "带来了"), ("{a}个{f}",)),
    ("厨房里有{a}个{f}", "老师有{a}个{f}", "冰箱里有{a}个{f}"),
)  # fmt: skip
USE_ZH = _phrases(
    (
        "如果他们用了{b}个来做午餐", "用了{b}个做午饭", "吃掉了{b}个", "吃了{b}个", "送给朋友{b}个", "卖掉{b}个",
        "用去{b}个", "坏了{b}个", "给了小华{b}个", "拿走了{b}个", "他们用{b}个做了晚餐", "丢了{b}个",
    ),
    _joined(("", "如果", "后来", "今天", "他们", "如果他们", "{w}"), ("用了", "用", "吃了", "吃掉", "卖了", "卖出", "送出", "扔掉", "丢掉了", "借出"), ("{b}个",))
    + _joined(("", "如果", "后来", "他们"), ("送给", "给了", "借给", "送了"), ("朋友", "邻居", "弟弟", "小华", "{w}"), ("{b}个",))
    + _joined(("", "如果", "他们", "如果我们"), ("用了{b}个", "用{b}个", "拿了{b}个"), ("做", "来做", "做了"), ("早饭", "晚饭", "蛋糕", "果汁", "沙拉", "{w}")),
    ("用掉了{b}个", "分给同学{b}个", "他们做午餐用了{b}个"),
)  # fmt: skip
GET_ZH = _phrases(
    (
        "并买了{c}个", "又买了{c}个", "然后买了{c}个", "后来又买来{c}个", "又摘了{c}个", "又拿来{c}个",
        "再买{c}个", "又得到{c}个", "并又买了{c}个", "接着又买了{c}个",
    ),
    _joined(("又", "再", "并", "后来又", "然后又", "接着", "第二天又", "晚上又"), ("买了", "买", "买来", "买到", "摘了", "摘来", "拿来", "得到", "捡到", "收到", "送来", "添了", "{w}了"), ("{c}个",)),
    ("之后又买了{c}个", "又买回{c}个"),
)  # fmt: skip
ASK_ZH = _phrases(
    (
        "他们现在有多少个{f}？", "现在有多少个{f}？", "现在有几个{f}？", "现在还有多少个{f}？",
        "一共有多少个{f}？", "还有几个？", "现在有多少个？", "请问现在有多少个{f}？", "最后有几个{f}？",
    ),
    _joined(("", "现在", "最后", "他们现在", "这时", "请问现在", "{w}现在"), ("有", "还有", "一共有", "还剩", "剩下"), ("多少个", "几个"), ("{f}？", "？")),
    ("那么现在有多少{f}？", "请问还有几个{f}？"),
)  # fmt: skip

_PLACES_EN = ("cafeteria", "shop", "school", "box", "basket", "market", "farm", "bowl", "{w}")
_PEOPLE_EN = ("Tom", "Mary", "She", "My mother", "A boy", "Our neighbor", "{w}")
HAVE_EN = _phrases(
    (
        "The cafeteria had {a} {f}", "The cafeteria has {a} {f}", "Tom had {a} {f}", "I have {a} {f}",
        "There are {a} {f} in the basket", "A shop has {a} {f}", "Mary has {a} {f}", "The school had {a} {f}",
        "We had {a} {f}", "There were {a} {f} on the table", "She bought {a} {f}",
        "{w} has {a} {f}", "{w} had {a} {f}", "The {w} had {a} {f}", "There are {a} {f} in the {w}",
    ),
    _joined(("The ", "A ", "Our "), _PLACES_EN, (" had {a} {f}", " has {a} {f}"))
    + _joined(_PEOPLE_EN, (" had {a} {f}", " has {a} {f}", " bought {a} {f}", " picked {a} {f}"))
    + _joined(("There are {a} {f} ", "There were {a} {f} ", "We see {a} {f} "), ("in the ", "at the ", "near the "), _PLACES_EN),
    ("The kitchen had {a} {f}", "My teacher has {a} {f}"),
)  # fmt: skip
USE_EN = _phrases(
    (
        "If they used {b} to make lunch", "They used {b} for lunch", "I ate {b}", "He gave away {b}",
        "They sold {b}", "We used {b}", "She gave {b} to a friend", "After eating {b}", "They lost {b}",
    ),
    _joined(("If they ", "If we ", "If {w} ", "They ", "We ", "Then he ", "She "), ("use {b}", "used {b}", "ate {b}", "eat {b}", "cooked {b}", "took {b}"), ("", " for lunch", " for breakfast", " to make a cake", " for a pie", " today", " to make {w}"))
    + _joined(("He ", "They ", "If I ", "Then we ", "{w} "), ("gave away {b}", "gave {b} to a friend", "gave {b} to {w}", "sold {b}", "lost {b}", "threw away {b}", "sold {b} of the {f}", "dropped {b}")),
    ("If they use {b} for dinner", "He ate {b} of them"),
)  # fmt: skip
GET_EN = _phrases(
    (
        "and bought {c} more", "and then bought {c} more", "and got {c} more", "and buy {c} more",
        "then bought {c}", "and picked {c} more", "and found {c} more",
    ),
    _joined(("and ", "then ", "and then ", "and soon ", "and next day ", "and they ", "and {w} "), ("bought {c}", "buy {c}", "got {c}", "picked {c}", "found {c}", "get {c}", "received {c}", "brought {c}", "added {c}"), ("", " more", " new ones")),
    ("and later bought {c} more", "and then got {c}"),
)  # fmt: skip
ASK_EN = _phrases(
    (
        "how many {f} do they have?", "how many {f} are there now?", "how many {f} do they have now?",
        "how many {f} are left?", "how many are there now?", "how many {f} do I have?",
    ),
    _joined(("how many ", "so how many ", "now how many "), ("{f} ", ""), ("are there?", "are left now?", "do they have?", "do we have today?", "does {w} have?", "remain?")),
    ("how many {f} are there in the end?", "how many do they have now?"),
)  # fmt: skip
