# ruff: noqa: E501 - phrases are easier to read and extend in rows
"""Proverbs: what they mean, how they go on, in Chinese and English."""

import random

from trymore_desktop.training.demo.proverb_list import CHINESE, ENGLISH
from trymore_desktop.training.demo.sample import (
    Phrases,
    Sample,
    chinese_ending,
    english_ending,
)

_EXPLAIN_ZH = Phrases(
    (
        "{p}是什么意思？", "请解释{p}。", "解释一下{p}。", "请解释谚语{p}。", "{p}这句话是什么意思？", "谚语{p}是什么意思？",
        "请问{p}是什么意思？", "如何理解{p}？", "请解释这句谚语：{p}。", "请说说{p}的意思。", "{p}的意思", "解释谚语：{p}",
        "“{p}”是什么意思？", "请解释一下这句话的意思：{p}", "请用中文解释{p}。", "{p}",
    ),
    ("{p}这句谚语说的是什么？", "能不能解释一下{p}？", "我想知道{p}是什么意思。"),
)  # fmt: skip
_EXPLAIN_EN = Phrases(
    (
        "What does {p} mean?", "Explain {p}.", "Explain the proverb {p}.", "What is the meaning of {p}?", "Please explain {p}.",
        "What does the proverb {p} mean?", "Explain this proverb: {p}", "What does the saying {p} mean?", "Meaning of {p}",
        "Tell me what {p} means.",
    ),
    ("Can you explain the proverb {p}?", "What is meant by {p}?", "Please tell me the meaning of {p}."),
)  # fmt: skip
_COMPLETE_ZH = Phrases(
    (
        "{h}的下一句是什么？", "{h}，下一句是什么？", "{h}的后半句是什么？", "请补全谚语：{h}", "补全：{h}，", "{h}下一句",
        "{h}，后面是什么？", "请接下一句：{h}", "谚语{h}的下半句是什么？", "完成这句谚语：{h}，____",
    ),
    ("请把谚语补充完整：{h}", "{h}后面一句是什么？"),
)  # fmt: skip
_COMPLETE_EN = Phrases(
    (
        "Complete the proverb: {h}", "Complete the proverb: {h} ...", "How does the proverb {h} go on?", "Finish this proverb: {h}",
        "Finish the saying: {h} ...", "What comes after {h}?",
    ),
    ("Please complete this proverb: {h} ...", "Please finish the proverb {h}."),
)  # fmt: skip
_TELL_ZH = ("说一句谚语。", "讲一个谚语。", "请说一个中国谚语。", "给我一句谚语。", "来一句谚语")
_TELL_EN = ("Tell me a proverb.", "Give me a proverb.", "Do you know a proverb?", "Say a proverb.")

_QUOTE_ZH = ("“{}”", "“{}”", "{}", "{}", '"{}"', "「{}」")
_QUOTE_EN = ('"{}"', '"{}"', "{}", "'{}'", "“{}”")


def explain_chinese(entry: tuple[str, str, str, str], chinese: bool) -> str:
    """The answer to what a Chinese proverb means."""
    meaning, gloss = entry[2:]
    whole = whole_chinese(entry)
    return f"“{whole}”的意思是：{meaning}。" if chinese else f"“{whole}” means: {gloss}."


def explain_english(entry: tuple[str, str, str, str], chinese: bool) -> str:
    """The answer to what an English proverb means."""
    first, second, meaning, gloss = entry
    whole = f"{first} {second}"
    return f'"{whole}"的意思是：{gloss}。' if chinese else f'"{whole}" means: {meaning}.'


def whole_chinese(entry: tuple[str, str, str, str]) -> str:
    """Both halves; short ones are written without a comma between them."""
    first, second = entry[:2]
    joined = first + second
    return joined if len(joined) <= 7 or first == "强扭的瓜" else f"{first}，{second}"


def question(rng: random.Random, held_out: bool = False) -> Sample:
    """Somebody asks about a proverb, or for one."""
    if not held_out and rng.random() < 0.06:
        return _tell(rng)
    if rng.random() < 0.62:
        return _about_chinese(rng, held_out)
    return _about_english(rng, held_out)


def _tell(rng: random.Random) -> Sample:
    if rng.random() < 0.6:
        answer = explain_chinese(rng.choice(CHINESE), True)
        return Sample(
            "proverb", "zh", ((chinese_ending(rng, rng.choice(_TELL_ZH)), answer),), answer
        )
    answer = explain_english(rng.choice(ENGLISH), False)
    return Sample("proverb", "en", ((english_ending(rng, rng.choice(_TELL_EN)), answer),), answer)


def _about_chinese(rng: random.Random, held_out: bool) -> Sample:
    entry = rng.choice(CHINESE)
    shape = rng.random()
    if shape < 0.35:
        text = _COMPLETE_ZH.pick(rng, held_out).format(h=rng.choice(_QUOTE_ZH).format(entry[0]))
        return _sample("zh", chinese_ending(rng, text), explain_chinese(entry, True))
    named = rng.choice(_QUOTE_ZH).format(rng.choice((whole_chinese(entry),) * 3 + (entry[0],)))
    if shape < 0.88:
        text = _EXPLAIN_ZH.pick(rng, held_out).format(p=named)
        return _sample("zh", chinese_ending(rng, text), explain_chinese(entry, True))
    text = _EXPLAIN_EN.pick(rng, held_out).format(p=named)
    return _sample("en", english_ending(rng, text), explain_chinese(entry, False))


def _about_english(rng: random.Random, held_out: bool) -> Sample:
    entry = rng.choice(ENGLISH)
    shape = rng.random()
    if shape < 0.3:
        text = _COMPLETE_EN.pick(rng, held_out).format(h=rng.choice(_QUOTE_EN).format(entry[0]))
        return _sample("en", english_ending(rng, text), explain_english(entry, False))
    whole = f"{entry[0]} {entry[1]}"
    named = rng.choice(_QUOTE_EN).format(whole.lower() if rng.random() < 0.2 else whole)
    if shape < 0.8:
        text = _EXPLAIN_EN.pick(rng, held_out).format(p=named)
        return _sample("en", english_ending(rng, text), explain_english(entry, False))
    text = _EXPLAIN_ZH.pick(rng, held_out).format(p=named)
    return _sample("zh", chinese_ending(rng, text), explain_english(entry, True))


def _sample(language: str, asked: str, answer: str) -> Sample:
    return Sample("proverb", language, ((asked, answer),), answer)


def lines() -> list[str]:
    """All proverbs with their meanings: text for the base model."""
    chinese = [explain_chinese(entry, flag) for entry in CHINESE for flag in (True, False)]
    return chinese + [explain_english(entry, flag) for entry in ENGLISH for flag in (True, False)]
