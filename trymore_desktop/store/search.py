"""Finding what was said: Chinese substrings of any length, English words by their beginning."""

import sqlite3
from collections.abc import Iterator

from trymore_desktop.store.conversations import Store
from trymore_desktop.store.records import SearchHit
from trymore_desktop.store.rows import clean
from trymore_desktop.store.words import exact_terms, expression, snippet

LONGEST_QUERY = 200
"""Characters. A pasted page is cut to this; nobody looks for more by heart."""

_SHOWN = "conversation.deleted IS NULL AND conversation.importing IS NULL"
_LIKE = " LIKE ? ESCAPE '\\'"


def search(store: Store, query: str, limit: int = 50) -> list[SearchHit]:
    """Titles and messages that hold every word of the query, titles first, the latest first.

    A run of Chinese characters is found as it stands, a single character too; a Latin word matches
    words that begin with it, without regard to case and accents; a term with symbols in it (C++)
    must occur exactly as it is. An empty query finds nothing. A title that the program took from
    the first words is no find of its own where a message of the conversation is found.
    """
    query = clean(query[:LONGEST_QUERY].replace("\0", " ")).strip()
    if not query:
        return []
    with store.database.read() as connection:
        titles = list(_titles(connection, query, limit))
        messages = list(_messages(connection, query, limit))
    found = {hit.conversation for hit in messages}
    kept = [hit for hit, chosen in titles if chosen or hit.conversation not in found]
    return [*kept, *messages][:limit]


def _titles(
    connection: sqlite3.Connection, query: str, limit: int
) -> Iterator[tuple[SearchHit, bool]]:
    """Each with whether the person chose the title."""
    terms = query.split()
    condition = " AND ".join(["title" + _LIKE] * len(terms))
    rows = connection.execute(
        f"SELECT id, title, titled FROM conversation WHERE {_SHOWN} AND {condition}"
        " ORDER BY updated DESC LIMIT ?",
        (*map(_pattern, terms), limit),
    )
    for conversation, title, titled in rows:
        yield SearchHit(conversation, None, title, *snippet(title, query)), bool(titled)


def _messages(connection: sqlite3.Connection, query: str, limit: int) -> Iterator[SearchHit]:
    words, terms = expression(query), exact_terms(query)
    conditions = [_SHOWN, "message.deleted IS NULL", *["message.content" + _LIKE] * len(terms)]
    source, order, values = "message", "message.id", list(map(_pattern, terms))
    if words:
        source, order = "words JOIN message ON message.id = words.rowid", "words.rowid"
        conditions.insert(0, "words MATCH ?")
        values.insert(0, words)
    rows = connection.execute(
        f"SELECT conversation.id, message.id, title, message.content FROM {source}"
        " JOIN conversation ON conversation.id = message.conversation"
        f" WHERE {' AND '.join(conditions)} ORDER BY {order} DESC LIMIT ?",
        (*values, limit),
    )
    for conversation, message, title, content in rows:
        yield SearchHit(conversation, message, title, *snippet(content, query))


def _pattern(term: str) -> str:
    for symbol in "\\%_":
        term = term.replace(symbol, "\\" + symbol)
    return f"%{term}%"
