"""Do a new model's first answers look like language? Signs of a wrong base, without a model."""

import re
from enum import StrEnum

import msgspec

from trymore_desktop.core.chat import FinishReason

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
WORD = re.compile(r"[A-Za-z']+|[\u3400-\u9fff]")
STRANGE = re.compile(r"[\ufffd\x00-\x08\x0b\x0c\x0e-\x1f]")


class Sign(StrEnum):
    """What is wrong with an answer."""

    EMPTY = "empty"
    BROKEN_CHARACTERS = "broken_characters"
    WRONG_SCRIPT = "wrong_script"
    REPETITION = "repetition"
    NO_END = "no_end"


class Answer(msgspec.Struct, frozen=True):
    """What the model said to a question asked in `language`, zh or en."""

    language: str
    text: str
    reason: FinishReason = FinishReason.STOP


def judge(answer: Answer) -> tuple[Sign, ...]:
    """The signs that this is no language; none is the good case."""
    text = answer.text.strip()
    if not text:
        return (Sign.EMPTY,)
    signs = []
    if STRANGE.search(text):
        signs.append(Sign.BROKEN_CHARACTERS)
    if _script_share(text, answer.language) < 0.5:
        signs.append(Sign.WRONG_SCRIPT)
    if _repeats(text):
        signs.append(Sign.REPETITION)
        if answer.reason is FinishReason.LENGTH:
            signs.append(Sign.NO_END)
    return tuple(signs)


def _script_share(text: str, language: str) -> float:
    """The share of letters that belong to the question's script, 0 to 1; "8" is English enough."""
    han, latin = len(HAN.findall(text)), len(LATIN.findall(text))
    others = sum(character.isalpha() for character in text) - han - latin
    letters = han + latin + max(0, others)
    wanted = han if language == "zh" else latin
    if not letters:
        return float(language == "en" and any(character.isdigit() for character in text))
    return wanted / letters


def _repeats(text: str) -> bool:
    """Whether one word fills the answer, or a handful goes round and round."""
    words = WORD.findall(text.lower())
    if len(words) < 8:
        return len(words) >= 4 and len(set(words)) == 1
    return len(set(words)) / len(words) < 0.2
