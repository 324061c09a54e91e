"""Whether an answer is right, by the kind of sample: rules without a judging model."""

import re
from collections import Counter
from collections.abc import Callable

from trymore_desktop.training.evaluate.code_tests import TESTS
from trymore_desktop.training.evaluate.sandbox import Verdict, run_code

_NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?")
_FENCE = re.compile(r"```[ \t]*(?:[\w+-]*)[ \t]*\n(.*?)```", re.DOTALL)
_DOG = re.compile(
    r"汪|嗷|呜|尾巴|骨头|狗|二哈|哈士奇|\b(?:woof|awoo+|arf|bark|husky|tail|paws?|howl)", re.I
)
_OUT_OF_ROLE = re.compile(r"语言模型|人工智能|演示模型|language model|an AI\b|demo model", re.I)
_HAN = re.compile(r"[\u3400-\u9fff]")

REFERENCE_OVERLAP = 0.5
"""F1 of a right proverb: another one shares at most the frame of the sentence, about 0.35."""


def final_number(answer: str) -> float | None:
    """The last number in an answer, which is where a worked solution states its result."""
    found = _NUMBER.findall(answer)
    return float(found[-1].replace(",", "")) if found else None


def check_sum(answer: str, expect: str) -> bool:
    """The last number equals the expected one."""
    return final_number(answer) == float(expect)


def code_of(answer: str) -> str:
    """The first fenced block, or nothing."""
    found = _FENCE.search(answer)
    return found.group(1) if found else ""


def check_code(answer: str, expect: str) -> bool:
    """The first fenced block passes the test named `expect`."""
    code = code_of(answer)
    return bool(code) and run_code(code, TESTS[expect]).verdict is Verdict.PASSED


def check_role(answer: str, expect: str) -> bool:
    """A husky speaks, stays in its role, and does so in the language of the reference."""
    same_language = bool(_HAN.search(answer)) == bool(_HAN.search(expect))
    return bool(_DOG.search(answer)) and not _OUT_OF_ROLE.search(answer) and same_language


def units(text: str) -> list[str]:
    """Han characters in pairs, and words of Latin letters in small letters."""
    han = "".join(_HAN.findall(text))
    pairs = [han[at : at + 2] for at in range(len(han) - 1)]
    return pairs + re.findall(r"[a-z']+", text.lower())


def overlap(answer: str, reference: str) -> float:
    """F1 of shared `units`, from 0 to 1."""
    given, wanted = Counter(units(answer)), Counter(units(reference))
    shared = sum((given & wanted).values())
    return 2 * shared / (given.total() + wanted.total()) if shared else 0.0


def check_reference(answer: str, expect: str) -> bool:
    """The answer says what the reference says."""
    return overlap(answer, expect) >= REFERENCE_OVERLAP


def check_words(answer: str, expect: str) -> bool:
    """The answer holds the expected words."""
    return expect.lower() in answer.lower()


CHECKS: dict[str, Callable[[str, str], bool]] = {
    "sum": check_sum,
    "code": check_code,
    "husky": check_role,
    "proverb": check_reference,
    "greeting": check_reference,
    "identity": check_reference,
    "thanks": check_reference,
    "goodbye": check_reference,
    "other": check_words,
}
"""By the kind of sample: (answer, expectation) -> right or wrong."""
