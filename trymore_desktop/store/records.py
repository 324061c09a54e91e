"""What the store hands out: conversations, messages and hits, as plain frozen values."""

from enum import StrEnum

import msgspec

from trymore_desktop.core.chat import FinishReason, GenerationConfig, Role, Usage
from trymore_desktop.core.events import Failed


class MessageState(StrEnum):
    """`streaming` while a reply is written; `interrupted` if the program ended in its middle."""

    COMPLETE = "complete"
    STREAMING = "streaming"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


class ConversationRecord(msgspec.Struct, frozen=True):
    """A conversation without its messages; times are seconds since 1970.

    `titled` says that the person chose the title. `leaf` is the last message of the branch that is
    shown. `model` is the folder of the model it was last held with. `config` is None for the
    settings' own. `deleted` is when it went to the trash.
    """

    id: int
    title: str
    created: float
    updated: float
    pinned: bool = False
    folder: str = ""
    system: str = ""
    config: GenerationConfig | None = None
    model: str = ""
    leaf: int | None = None
    draft: str = ""
    deleted: float | None = None
    titled: bool = False


class MessageRecord(msgspec.Struct, frozen=True):
    """One message of the tree; `versions` are the ids of its siblings and itself, in order.

    `failure` says why a reply failed, without technical details; None where nobody knows.
    """

    id: int
    conversation: int
    parent: int | None
    role: Role
    content: str
    state: MessageState
    created: float
    model: str = ""
    reason: FinishReason | None = None
    usage: Usage | None = None
    versions: tuple[int, ...] = ()
    failure: Failed | None = None

    @property
    def said_all(self) -> bool:
        """Whether the model itself ended the reply: there is nothing to go on with."""
        return self.state == MessageState.COMPLETE and self.reason == FinishReason.STOP


class SearchHit(msgspec.Struct, frozen=True):
    """A found message, or a found title when `message` is None.

    `snippet` is one line around the first match; `start` and `length` say where in it the match
    is, in characters (length 0 when the words are further apart).
    """

    conversation: int
    message: int | None
    title: str
    snippet: str
    start: int = 0
    length: int = 0
