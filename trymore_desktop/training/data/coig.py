"""COIG's records: alpaca's fields, and those of its questionnaires and translations."""

from typing import Any

from trymore_desktop.training.data.conversation import Conversation, Speaker, Turn
from trymore_desktop.training.data.readers import Reject, named, read_alpaca, read_sharegpt

_QUESTION = ("textbox_q_instruction", "textbox_q_context", "textbox_question")
_ANSWER = ("textbox_answer", "textbox_answer_analysis")
_TRANSLATED = ("instruction", "input", "output")


def is_coig(record: dict[str, Any]) -> bool:
    """Whether a record has fields that only COIG has."""
    said = record.get("conversations")
    asked = isinstance(said, list) and bool(said) and _is_pair(said[0])
    return asked or "textbox_question" in record or "trans_instruction" in record


def read_coig(record: Any, identity: str) -> Conversation | Reject:
    """Alpaca's fields (value alignment part 1, leetcode), or one of the other files' shapes.

    Part 2 of the value alignment and the exams are questionnaires (`textbox_*`): the answer is
    followed by its analysis. Translations have `trans_*`. What COIG's own loading script makes of
    all of them is {"instruction", "conversations": [{"question", "answer"}]}.
    """
    if not isinstance(record, dict):
        return "not_an_object"
    if "textbox_question" in record:
        return _questionnaire(record, identity)
    if "trans_instruction" in record:
        translated = {name: record.get(f"trans_{name}") for name in _TRANSLATED}
        return read_alpaca(dict(record, **translated), identity)
    if is_coig(record):
        return _pairs(record, identity)
    if "conversations" in record:
        return read_sharegpt(record, identity)
    return read_alpaca(record, identity)


def _questionnaire(record: dict[str, Any], identity: str) -> Conversation | Reject:
    texts = [record.get(name) or "" for name in (*_QUESTION, *_ANSWER)]
    if not all(isinstance(text, str) for text in texts):
        return "no_text"
    *asked, answer, analysis = (text.strip() for text in texts)
    answers = [answer] if analysis in answer else [answer, analysis]
    question, reply = ("\n".join(filter(None, parts)) for parts in (asked, answers))
    if not question or not reply:
        return "empty"
    return named(record, identity, [Turn(Speaker.HUMAN, question), Turn(Speaker.GPT, reply)])


def _pairs(record: dict[str, Any], identity: str) -> Conversation | Reject:
    instruction = record.get("instruction") or ""
    turns = []
    for pair in record["conversations"]:
        if not _is_pair(pair):
            return "no_conversation"
        texts = (pair["question"], pair["answer"])
        if not all(isinstance(text, str) for text in (instruction, *texts)):
            return "no_text"
        turns += [Turn(Speaker.HUMAN, texts[0]), Turn(Speaker.GPT, texts[1])]
    if instruction.strip():
        first = "\n".join(filter(str.strip, (instruction, turns[0].value)))
        turns[0] = Turn(Speaker.HUMAN, first)
    return named(record, identity, turns)


def _is_pair(entry: Any) -> bool:
    return isinstance(entry, dict) and {"question", "answer"} <= entry.keys()
