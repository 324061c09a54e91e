"""Conversations and their message trees, on the disk before anybody sees them."""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from trymore_desktop.core.chat import FinishReason, GenerationConfig, Role, Usage
from trymore_desktop.store.records import (
    ConversationRecord,
    MessageRecord,
    MessageState,
    SearchHit,
)

__all__ = ["ConversationRecord", "MessageRecord", "MessageState", "SearchHit", "Store"]


class Store:
    """All chats of one person, in one file that one process at a time writes.

    May be called from any thread. Every method raises TryMoreError with one of `store_full`,
    `store_damaged`, `store_failed` when the disk refuses; nothing is half done then.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file, migrate it after a backup, and repair what a crash left.

        Raises:
            TryMoreError: `store_in_use` by another process, `store_newer` than this program,
                `store_damaged`, `store_full`, `store_failed`.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Give the file back; the store is of no use afterwards."""
        raise NotImplementedError

    def list_conversations(self) -> list[ConversationRecord]:
        """Every conversation outside the trash: pinned ones first, then the latest first."""
        raise NotImplementedError

    def trashed(self) -> list[ConversationRecord]:
        """The trash, the latest deleted first."""
        raise NotImplementedError

    def folders(self) -> list[str]:
        """Names of the folders in use, sorted."""
        raise NotImplementedError

    def conversation(self, conversation: int) -> ConversationRecord:
        """One conversation, also from the trash. Raises TryMoreError `conversation_missing`."""
        raise NotImplementedError

    def create_conversation(
        self,
        system: str = "",
        *,
        title: str = "",
        folder: str = "",
        config: GenerationConfig | None = None,
        model: str = "",
    ) -> ConversationRecord:
        """A new, empty conversation."""
        raise NotImplementedError

    def update_conversation(self, conversation: int, **changes: Any) -> ConversationRecord:
        """Change title, pinned, folder, system, config, model or draft; `updated` stays.

        Raises:
            TryMoreError: `conversation_missing`.
            TypeError: no such field.
        """
        raise NotImplementedError

    def duplicate_conversation(self, conversation: int) -> ConversationRecord:
        """A copy with all branches, to go on differently."""
        raise NotImplementedError

    def trash(self, conversation: int) -> None:
        """Put into the trash; `restore` undoes it."""
        raise NotImplementedError

    def restore(self, conversation: int) -> None:
        """Take out of the trash."""
        raise NotImplementedError

    def purge(self, conversation: int) -> None:
        """Remove for good, with every message and its words in the search index."""
        raise NotImplementedError

    def empty_trash(self, before: float | None = None) -> int:
        """Purge what was trashed earlier than `before` (all by default); how many went."""
        raise NotImplementedError

    def message(self, message: int) -> MessageRecord:
        """One message, also a deleted one. Raises TryMoreError `message_missing`."""
        raise NotImplementedError

    def path(self, conversation: int) -> list[MessageRecord]:
        """The branch that is shown, from the first message to the last; deleted ones left out."""
        raise NotImplementedError

    def add_message(
        self,
        conversation: int,
        parent: int | None,
        role: Role,
        content: str,
        state: MessageState = MessageState.COMPLETE,
        model: str = "",
    ) -> MessageRecord:
        """Write a message below `parent` and show its branch; on the disk when this returns.

        The same parent twice makes versions (edit, regenerate). The first words of the first user
        message become the title unless the person chose one. A user message empties the draft.
        """
        raise NotImplementedError

    def write_reply(self, message: int, content: str) -> None:
        """Journal a streaming reply so far; call it once a second. Survives a killed process."""
        raise NotImplementedError

    def finish_reply(
        self,
        message: int,
        content: str,
        state: MessageState = MessageState.COMPLETE,
        reason: FinishReason | None = None,
        usage: Usage | None = None,
    ) -> MessageRecord:
        """Write the reply's end; from now on it can be found by searching."""
        raise NotImplementedError

    def continue_reply(self, message: int) -> MessageRecord:
        """Make a finished or interrupted reply `streaming` again, to go on with it."""
        raise NotImplementedError

    def select_version(self, message: int) -> list[MessageRecord]:
        """Show the branch through this message as it was last seen; the new path."""
        raise NotImplementedError

    def delete_message(self, message: int) -> list[MessageRecord]:
        """Hide one message; the new path. What follows it stays, below the one before it.

        A message with other versions gives its place, and what follows it, to the nearest one.
        """
        raise NotImplementedError

    def restore_message(self, message: int) -> list[MessageRecord]:
        """Undo `delete_message`, showing the branch as it was; the new path."""
        raise NotImplementedError

    def messages(self, conversation: int) -> Iterable[MessageRecord]:
        """The whole tree but what was deleted, parents before children."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
