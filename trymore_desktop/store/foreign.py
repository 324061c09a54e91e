"""Entries of other programs' files, already read from JSON, as conversations of ours."""

from collections.abc import Iterator
from typing import Any

import msgspec

from trymore_desktop.core.chat import Role
from trymore_desktop.store.exchange import OutsideConversation, OutsideMessage

_SPEAKERS = {
    **dict.fromkeys(("human", "user"), Role.USER),
    **dict.fromkeys(
        ("gpt", "chatgpt", "assistant", "model", "bot", "bard", "bing"), Role.ASSISTANT
    ),
    "system": Role.SYSTEM,
}

Node = dict[str, Any]


def conversation_from(entry: object) -> OutsideConversation | None:
    """Recognize one entry; None if it is of no known kind. Its messages may be none."""
    if isinstance(entry, list):
        return _from_turns(entry, {})
    if not isinstance(entry, dict):
        return None
    if isinstance(entry.get("mapping"), dict):
        return _from_chatgpt(entry)
    turns = entry.get("conversations", entry.get("messages"))
    if not isinstance(turns, list):
        return None
    if any(isinstance(turn, dict) and "parent" in turn for turn in turns):
        return _own(entry)
    return _from_turns(turns, entry)


def _own(entry: Node) -> OutsideConversation | None:
    try:
        return msgspec.convert(entry, OutsideConversation, strict=False)
    except msgspec.ValidationError:
        return None


def _from_turns(turns: list[object], entry: Node) -> OutsideConversation:
    """ShareGPT's from and value, or role and content as the programming interfaces have them."""
    system = _string(entry.get("system"))
    messages: list[OutsideMessage] = []
    for turn in turns:
        if not isinstance(turn, dict):
            continue
        role = _SPEAKERS.get(_string(turn.get("from", turn.get("role"))).lower())
        content = _string(turn.get("value", turn.get("content")))
        if role is Role.SYSTEM and not messages:
            system = system or content
        elif role in (Role.USER, Role.ASSISTANT) and content:
            number = len(messages)
            messages.append(OutsideMessage(number, number - 1 if number else None, role, content))
    title = _string(entry.get("title"))
    leaf = len(messages) - 1 if messages else None
    return OutsideConversation(messages, title, system=system, leaf=leaf, titled=bool(title))


def _from_chatgpt(entry: Node) -> OutsideConversation:
    """A tree of nodes `{id, parent, children, message}`, of which some are invisible."""
    mapping: dict[str, Any] = entry["mapping"]
    numbers: dict[str, int | None] = {}
    messages: list[OutsideMessage] = []
    for name, node, parent in _parents_first(mapping):
        above = numbers.get(parent) if parent is not None else None
        found = _chatgpt_message(node)
        if found is None:
            numbers[name] = above
            continue
        role, content, created, model = found
        numbers[name] = len(messages)
        messages.append(OutsideMessage(len(messages), above, role, content, created, model=model))
    title = _string(entry.get("title"))
    return OutsideConversation(
        messages,
        title,
        created=_moment(entry.get("create_time")),
        updated=_moment(entry.get("update_time")),
        leaf=numbers.get(_string(entry.get("current_node"))),
        titled=bool(title),
    )


def _parents_first(mapping: dict[str, Any]) -> Iterator[tuple[str, Node, str | None]]:
    """Every node once, each after its parent; nodes in a ring without a root are left out."""
    children: dict[str | None, list[str]] = {}
    for name, node in mapping.items():
        if isinstance(node, dict):
            parent = node.get("parent")
            known = isinstance(parent, str) and parent in mapping
            children.setdefault(parent if known else None, []).append(name)
    waiting = [(name, None) for name in reversed(children.get(None, []))]
    open_nodes: list[tuple[str, str | None]] = list(waiting)
    while open_nodes:
        name, above = open_nodes.pop()
        yield name, mapping[name], above
        open_nodes.extend((child, name) for child in reversed(children.get(name, [])))


def _chatgpt_message(node: Node) -> tuple[Role, str, float, str] | None:
    message = node.get("message")
    if not isinstance(message, dict):
        return None
    author, metadata = _dict(message.get("author")), _dict(message.get("metadata"))
    role = _SPEAKERS.get(_string(author.get("role")))
    content = _chatgpt_text(_dict(message.get("content"))).strip()
    hidden = metadata.get("is_visually_hidden_from_conversation") is True
    if role not in (Role.USER, Role.ASSISTANT) or hidden or not content:
        return None
    model = _string(metadata.get("model_slug"))
    return role, content, _moment(message.get("create_time")), model


def _chatgpt_text(content: Node) -> str:
    kind = content.get("content_type")
    if kind == "code":
        return f"```\n{_string(content.get('text'))}\n```"
    parts = content.get("parts")
    if kind not in ("text", "multimodal_text") or not isinstance(parts, list):
        return ""
    return "\n\n".join(part if isinstance(part, str) else "[image]" for part in parts if part)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _dict(value: object) -> Node:
    return value if isinstance(value, dict) else {}


def _moment(value: object) -> float:
    """Seconds since 1970; 0 for what is none or lies outside the years 1970 to 2200."""
    sound = isinstance(value, int | float) and 0 < value < 7.26e9
    return float(value) if isinstance(value, int | float) and sound else 0.0
