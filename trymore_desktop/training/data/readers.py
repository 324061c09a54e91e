"""Records of the known data sets as conversations."""

from typing import Any

from trymore_desktop.training.data.conversation import Conversation, Speaker, Turn
from trymore_desktop.training.data.html import is_too_long, to_markdown

Reject = str
"""Why an item is set aside: a name in the field's words, counted and written to the rejects."""

SPEAKERS = {
    "human": Speaker.HUMAN,
    "user": Speaker.HUMAN,
    "gpt": Speaker.GPT,
    "chatgpt": Speaker.GPT,
    "assistant": Speaker.GPT,
    "bard": Speaker.GPT,
    "bing": Speaker.GPT,
    "model": Speaker.GPT,
    "system": Speaker.SYSTEM,
}


TALKS = ("conversations", "items", "messages", "conversation")
"""Under which names the turns of a conversation stand."""


def read_sharegpt(record: Any, identity: str) -> Conversation | Reject:
    """{"id", "conversations" or "items": [{"from", "value"}]}.

    OpenAI's {"messages"} and LMSYS' {"conversation"} of {"role", "content"} as well.
    """
    if not isinstance(record, dict):
        return "not_an_object"
    said = next((record[name] for name in TALKS if name in record), None)
    if not isinstance(said, list):
        return "no_conversation"
    turns = []
    if isinstance(record.get("system"), str) and record["system"].strip():
        turns.append(Turn(Speaker.SYSTEM, record["system"]))
    for entry in said:
        turn = _turn(entry)
        if isinstance(turn, str):
            return turn
        turns.append(turn)
    return named(record, identity, turns)


def _turn(entry: Any) -> Turn | Reject:
    if not isinstance(entry, dict):
        return "no_conversation"
    role = entry.get("from", entry.get("role"))
    text = entry.get("value", entry.get("content"))
    speaker = SPEAKERS.get(role.lower()) if isinstance(role, str) else None
    if speaker is None:
        return "wrong_role"
    return Turn(speaker, text) if isinstance(text, str) else "no_text"


def read_alpaca(record: Any, identity: str) -> Conversation | Reject:
    """{"instruction", "input", "output"}: Alpaca-GPT4, COIG's value alignment, COIG-CQIA."""
    if not isinstance(record, dict):
        return "not_an_object"
    parts = [record.get(name) or "" for name in ("instruction", "input", "output")]
    if not all(isinstance(part, str) for part in parts):
        return "no_text"
    instruction, given, output = parts
    if not (instruction.strip() or given.strip()) or not output.strip():
        return "empty"
    both = instruction.strip() and given.strip()
    question = f"{instruction}\n{given}" if both else (instruction or given)
    return named(record, identity, [Turn(Speaker.HUMAN, question), Turn(Speaker.GPT, output)])


def read_leetcode(record: Any, identity: str) -> Conversation | Reject:
    """A problem with its solution: COIG's records, or statements in HTML with a solution.

    The Chinese statement is taken before the English one, as COIG's instructions have it.
    """
    if not isinstance(record, dict):
        return "not_an_object"
    if "instruction" in record:
        return read_alpaca(record, identity)
    chinese, english = (_first(record, f"description_html_{code}") for code in ("zh", "en"))
    statement = chinese or english or _first(record, "description")
    solution = _first(record, "solution_python", "python_solution", "python", "solution", "code")
    if not statement or not solution:
        return "empty"
    explanation = _first(record, "explanation_zh", "explanation_en", "explanation")
    task = "请用 Python 解答下面的题目。" if chinese else "Solve this problem in Python."
    title = _first(record, "title")
    if is_too_long(statement) or is_too_long(explanation):
        return "html_too_long"
    try:
        statement = to_markdown(statement, page=statement in (chinese, english))
        explanation = to_markdown(explanation)
    except Exception:  # noqa: BLE001 - as in cleaning: a broken page costs its item only
        return "broken_html"
    question = "\n\n".join(part for part in (task, title, statement) if part)
    code = solution if "```" in solution else f"```python\n{solution.strip()}\n```"
    answer = "\n\n".join(part for part in (explanation, code) if part)
    return named(record, identity, [Turn(Speaker.HUMAN, question), Turn(Speaker.GPT, answer)])


def read_chat(record: Any, identity: str) -> Conversation | Reject:
    """A conversation of this program's own JSON export: the branch that was shown."""
    if not isinstance(record, dict) or not isinstance(record.get("messages"), list):
        return read_sharegpt(record, identity)
    by_id = {_key(one, "id"): one for one in record["messages"] if isinstance(one, dict)}
    if not any("parent" in one for one in by_id.values()):
        return read_sharegpt(record, identity)
    branch: list[dict[str, Any]] = []
    at = _key(record, "leaf")
    while at in by_id and len(branch) <= len(by_id):
        branch.append(by_id[at])
        at = _key(by_id[at], "parent")
    shown = dict(record, messages=branch[::-1])
    if any(one.get("state") == "failed" for one in branch):
        return "failed_reply"
    return read_sharegpt(shown, identity)


def _key(record: dict[str, Any], name: str) -> str | int | None:
    """A message's number, or None: whatever else stands there names no message."""
    value = record.get(name)
    return value if isinstance(value, (str, int)) else None


def named(record: dict[str, Any], identity: str, turns: list[Turn]) -> Conversation:
    """The conversation with the record's own id, source and licence, where it has them."""
    source, licence = _first(record, "source"), _first(record, "licence", "license")
    return Conversation(_identity(record, identity), tuple(turns), source, licence)


def _identity(record: dict[str, Any], otherwise: str) -> str:
    own = record.get("id")
    named = isinstance(own, (str, int)) and not isinstance(own, bool)
    return str(own) if named and str(own).strip() else otherwise


def _first(record: dict[str, Any], *names: str) -> str:
    for name in names:
        if isinstance(record.get(name), str) and record[name].strip():
            return str(record[name])
    return ""
