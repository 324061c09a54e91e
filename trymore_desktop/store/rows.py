"""Rows of the tables as records, and back. A value that makes no sense is read as its default."""

from typing import Any, TypeVar

import msgspec

from trymore_desktop.core.chat import FinishReason, GenerationConfig, Role, Usage
from trymore_desktop.core.events import Failed
from trymore_desktop.store.records import ConversationRecord, MessageRecord, MessageState

T = TypeVar("T")

_ROLES = {member.value: member for member in Role}
_STATES = {member.value: member for member in MessageState}
_REASONS = {member.value: member for member in FinishReason}

CONVERSATION = (
    "id, title, created, updated, pinned, folder, system, config, model, leaf, draft, deleted,"
    " titled"
)
MESSAGE = (
    "message.id, message.conversation, message.parent, role, content, state, message.created,"
    " message.model, reason, usage, failure"
)


def conversation_record(row: tuple[Any, ...]) -> ConversationRecord:
    """A row of the columns CONVERSATION."""
    number, title, created, updated, pinned, folder, system, *rest = row
    config, model, leaf, draft, deleted, titled = rest
    return ConversationRecord(
        id=number,
        title=title,
        created=created,
        updated=updated,
        pinned=bool(pinned),
        folder=folder,
        system=system,
        config=_decoded(config, GenerationConfig),
        model=model,
        leaf=leaf,
        draft=draft,
        deleted=deleted,
        titled=bool(titled),
    )


def message_record(row: tuple[Any, ...], versions: tuple[int, ...]) -> MessageRecord:
    """A row of the columns MESSAGE."""
    number, conversation, parent, role, content, state, created, model, *end = row
    reason, usage, failure = end
    return MessageRecord(
        id=number,
        conversation=conversation,
        parent=parent,
        role=_ROLES.get(role, Role.ASSISTANT),
        content=content,
        state=_STATES.get(state, MessageState.COMPLETE),
        created=created,
        model=model,
        reason=_REASONS.get(reason),
        usage=_decoded(usage, Usage),
        versions=versions,
        failure=_decoded(failure, Failed),
    )


def encoded(value: msgspec.Struct | None) -> str | None:
    """A structure as JSON text for a column."""
    return None if value is None else msgspec.json.encode(value).decode()


def encoded_failure(failure: Failed | None) -> str | None:
    """Code and parameters for a column, so that the words can be said again in any language."""
    return encoded(failure and Failed(failure.code, failure.params))


def clean(text: str) -> str:
    """The text without lone halves of surrogate pairs, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _decoded(text: str | None, kind: type[T]) -> T | None:
    if text is None:
        return None
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, RecursionError):
        return None
