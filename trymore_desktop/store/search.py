"""Finding what was said: Chinese substrings of any length, English words by their beginning."""

from trymore_desktop.store.conversations import Store
from trymore_desktop.store.records import SearchHit


def search(store: Store, query: str, limit: int = 50) -> list[SearchHit]:
    """Titles and messages that hold every word of the query, titles first, the latest first.

    A run of Chinese characters is found as it stands, a single character too; a Latin word matches
    words that begin with it, without regard to case and accents. An empty query finds nothing.
    """
    raise NotImplementedError
