"""What of a conversation is given to the engine; no Qt."""

from collections.abc import Sequence

import msgspec

from trymore_desktop.core.chat import Message, Role
from trymore_desktop.store.records import MessageRecord

CHARACTERS_PER_TOKEN = 24
"""More than any text reaches; what is beyond window times this cannot fit and is not sent."""
UNKNOWN_WINDOW = 4096


class Prompt(msgspec.Struct, frozen=True):
    """`shown` holds the record behind each message but the system's and an unsent draft's."""

    messages: tuple[Message, ...]
    shown: tuple[MessageRecord, ...]
    omitted: int
    """How many of the oldest messages were left out beforehand, since they can never fit."""

    def first_seen(self, dropped: int) -> int | None:
        """The id of the oldest message that the model sees, or None if it sees all of them.

        `dropped` is what the engine says of this prompt.
        """
        if not self.omitted and not dropped:
            return None
        left = self.shown[min(dropped, len(self.shown) - 1) :] if self.shown else ()
        return left[0].id if left else None


def build_prompt(
    system: str, path: Sequence[MessageRecord], draft: str = "", window: int = UNKNOWN_WINDOW
) -> Prompt:
    """The system prompt, as much of the path as could fit into `window` tokens, and the draft.

    Empty replies (failed ones) are left out. The oldest message kept is a question.
    """
    said = [record for record in path if record.content.strip()]
    start, characters = len(said), len(draft)
    while start and characters <= window * CHARACTERS_PER_TOKEN:
        start -= 1
        characters += len(said[start].content)
    while 0 < start < len(said) and said[start].role is not Role.USER:
        start += 1
    kept = said[start:]
    messages = [Message(record.role, record.content) for record in kept]
    if system.strip():
        messages.insert(0, Message(Role.SYSTEM, system))
    if draft.strip():
        messages.append(Message(Role.USER, draft))
    return Prompt(tuple(messages), tuple(kept), start)
