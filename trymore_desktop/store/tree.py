"""The tree that a conversation's messages form, and which way through it is shown."""

import sqlite3
from typing import Any, NamedTuple

_UP = """
WITH RECURSIVE up (id, parent, depth) AS (
    SELECT id, parent, 0 FROM message WHERE id = ?
    UNION ALL
    SELECT message.id, message.parent, depth + 1 FROM message JOIN up
    ON message.id = up.parent AND message.id < up.id
)
"""
"""A parent is always older than its children; asking for it ends the walk in a damaged file too."""


class Node(NamedTuple):
    """One message without its text; `chosen` is the child through which it was last shown."""

    id: int
    parent: int | None
    chosen: int | None
    deleted: bool


class Tree:
    """All nodes of one conversation, read at once: 10,000 take about 20 ms."""

    def __init__(self, connection: sqlite3.Connection, conversation: int) -> None:
        rows = connection.execute(
            "SELECT id, parent, chosen, deleted IS NOT NULL FROM message"
            " WHERE conversation = ? ORDER BY id",
            (conversation,),
        )
        self.nodes = {row[0]: Node(row[0], row[1], row[2], bool(row[3])) for row in rows}
        self._children: dict[int | None, list[Node]] = {}
        for node in self.nodes.values():
            self._children.setdefault(self._parent(node), []).append(node)

    def versions(self, message: int) -> tuple[int, ...]:
        """The ids of the siblings that are not deleted, and of the message itself, in order."""
        if message not in self.nodes:
            return (message,)  # a damaged file: its parent says another conversation
        siblings = self._children[self._parent(self.nodes[message])]
        return tuple(node.id for node in siblings if not node.deleted or node.id == message)

    def leaf_below(self, message: int) -> int:
        """Where the branch through this message ends, as it was last shown."""
        while below := self._children.get(message):
            shown = [node for node in below if not node.deleted] or below
            chosen = self.nodes[message].chosen
            ids = [node.id for node in shown]
            message = chosen if chosen in ids else ids[-1]
        return message

    def shown_parent(self, message: int) -> int | None:
        """The nearest message above this one that is not deleted."""
        parent = self._parent(self.nodes[message])
        while parent is not None and self.nodes[parent].deleted:
            parent = self._parent(self.nodes[parent])
        return parent

    def replacement(self, message: int) -> int | None:
        """The version nearest to this one: the one before it, else the one after it."""
        others = [other for other in self.versions(message) if other != message]
        before = [other for other in others if other < message]
        return before[-1] if before else others[0] if others else None

    def _parent(self, node: Node) -> int | None:
        sound = node.parent is not None and node.parent < node.id and node.parent in self.nodes
        return node.parent if sound else None


def show(connection: sqlite3.Connection, conversation: int, leaf: int | None) -> None:
    """Make `leaf` the end of what is shown, and remember the way to it at every fork."""
    connection.execute("UPDATE conversation SET leaf = ? WHERE id = ?", (leaf, conversation))
    if leaf is not None:
        connection.execute(
            _UP + "UPDATE message SET chosen = child.id FROM up AS child"
            " WHERE message.id = child.parent AND message.chosen IS NOT child.id",
            (leaf,),
        )


def siblings(
    connection: sqlite3.Connection, conversation: int, parent: int | None, message: int
) -> tuple[int, ...]:
    """The versions of one message, as `Tree.versions` has them, without reading the whole tree."""
    rows = connection.execute(
        "SELECT id FROM message WHERE conversation = ? AND parent IS ?"
        " AND (deleted IS NULL OR id = ?) ORDER BY id",
        (conversation, parent, message),
    )
    return tuple(row[0] for row in rows)


def forks(connection: sqlite3.Connection, conversation: int) -> dict[int | None, tuple[int, ...]]:
    """By parent, the versions below it, where there are several: those are few."""
    rows = connection.execute(
        "SELECT parent, group_concat(id) FROM message WHERE conversation = ?"
        " AND deleted IS NULL GROUP BY parent HAVING count(*) > 1",
        (conversation,),
    )
    return {parent: tuple(sorted(map(int, ids.split(",")))) for parent, ids in rows}


def branch_rows(connection: sqlite3.Connection, leaf: int, columns: str) -> list[tuple[Any, ...]]:
    """The rows of the messages from the first to `leaf`, deleted ones left out."""
    return connection.execute(
        _UP + f"SELECT {columns} FROM up JOIN message USING (id)"
        " WHERE message.deleted IS NULL ORDER BY depth DESC",
        (leaf,),
    ).fetchall()
