"""A conversation outside the store: what this program's own JSON files hold, and what imports make.

A file is `{"format": "trymore-chats", "version": 1, "conversations": [...]}`.
"""

import msgspec

from trymore_desktop.core.chat import FinishReason, GenerationConfig, Role, Usage
from trymore_desktop.core.events import Failed
from trymore_desktop.store.records import MessageState

FORMAT = "trymore-chats"
VERSION = 1


class OutsideMessage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message; `id` counts within its conversation, `parent` is an `id` before it, or None.

    `failure` says why a reply failed: code and parameters.
    """

    id: int
    parent: int | None
    role: Role
    content: str
    created: float = 0.0
    state: MessageState = MessageState.COMPLETE
    model: str = ""
    reason: FinishReason | None = None
    usage: Usage | None = None
    failure: Failed | None = None


class OutsideConversation(msgspec.Struct, frozen=True, omit_defaults=True):
    """A conversation with its whole tree; `leaf` is the `id` of the last message that is shown."""

    messages: list[OutsideMessage]
    title: str = ""
    created: float = 0.0
    updated: float = 0.0
    pinned: bool = False
    folder: str = ""
    system: str = ""
    config: GenerationConfig | None = None
    model: str = ""
    leaf: int | None = None
    titled: bool = False
