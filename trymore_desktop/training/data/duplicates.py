"""Exact and near duplicates, with memory that does not grow with the texts."""

import hashlib
import re
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trymore_desktop.training.data.conversation import Conversation

CACHE = 32_768
"""KiB of each file that SQLite keeps in memory."""
PERMUTATIONS = 64
BANDS = 16
_HAN_OR_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_]+")
SHINGLE = 5
"""Words or Han characters that are compared together."""


class ExactDuplicates:
    """Remembers 16 bytes for each conversation's id, and for its first question with the answer.

    They lie in a SQLite file, so that a million conversations need disk and not memory.
    """

    def __init__(self, path: Path) -> None:
        self._database = _scratch(path)
        self._database.execute("CREATE TABLE seen (key BLOB PRIMARY KEY) WITHOUT ROWID")

    def is_new(self, conversation: Conversation) -> bool:
        """Whether neither the id (within its source) nor the beginning was seen before."""
        turns = [turn.value for turn in conversation.conversations[:3]]
        keys = (_digest("id", conversation.source, conversation.id), _digest("text", *turns))
        query = "SELECT 1 FROM seen WHERE key IN (?, ?)"
        if self._database.execute(query, keys).fetchone():
            return False
        self._database.executemany("INSERT INTO seen VALUES (?)", [(key,) for key in keys])
        return True

    def close(self) -> None:
        """Let the file go."""
        self._database.close()


def _scratch(path: Path) -> sqlite3.Connection:
    """An empty database that nobody needs after a crash, in one endless transaction."""
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript(
        f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{CACHE}; BEGIN;"
    )
    return database


def _digest(*parts: str) -> bytes:
    hashed = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = " ".join(part.split()).encode("utf-8", "surrogatepass")
        hashed.update(len(data).to_bytes(8, "little") + data)
    return hashed.digest()


class NearDuplicates:
    """Finds texts whose sets of shingles overlap by `threshold` (Jaccard, estimated by MinHash).

    Signatures and their bands lie in a SQLite file, so that a million conversations need disk and
    not memory. datasketch makes the signatures.
    """

    def __init__(self, path: Path, threshold: float = 0.85) -> None:
        self._threshold = threshold
        self._database = _scratch(path)
        for table in (
            "CREATE TABLE signatures (number INTEGER PRIMARY KEY, signature BLOB)",
            "CREATE TABLE bands (band BLOB, number INTEGER, PRIMARY KEY (band, number))"
            " WITHOUT ROWID",
        ):
            self._database.execute(table)

    def is_new(self, conversation: Conversation) -> bool:
        """Whether no text like it was seen; remembers it if so. Texts below a shingle pass."""
        import datasketch
        import numpy as np

        shingles = list(_shingles(conversation.text))
        if not shingles:
            return True
        minhash = datasketch.MinHash(num_perm=PERMUTATIONS, hashfunc=zlib.crc32)
        minhash.update_batch(shingles)
        signature = np.asarray(minhash.hashvalues, dtype=np.uint32)
        bands = [bytes([at]) + part.tobytes() for at, part in enumerate(np.split(signature, BANDS))]
        for number in self._candidates(bands):
            other = np.frombuffer(self._signature(number), dtype=np.uint32)
            if float(np.mean(other == signature)) >= self._threshold:
                return False
        self._remember(signature.tobytes(), bands)
        return True

    def close(self) -> None:
        """Let the file go."""
        self._database.close()

    def _candidates(self, bands: list[bytes]) -> list[int]:
        marks = ",".join("?" * len(bands))
        query = f"SELECT DISTINCT number FROM bands WHERE band IN ({marks}) LIMIT 200"
        return [row[0] for row in self._database.execute(query, bands)]

    def _signature(self, number: int) -> Any:
        query = "SELECT signature FROM signatures WHERE number = ?"
        return self._database.execute(query, (number,)).fetchone()[0]

    def _remember(self, signature: bytes, bands: list[bytes]) -> None:
        insert = "INSERT INTO signatures (signature) VALUES (?)"
        number = self._database.execute(insert, (signature,)).lastrowid
        rows = [(band, number) for band in bands]
        self._database.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", rows)


def _shingles(text: str) -> Iterator[bytes]:
    units = _HAN_OR_WORD.findall(text.lower())
    for at in range(len(units) - SHINGLE + 1):
        yield " ".join(units[at : at + SHINGLE]).encode("utf-8", "surrogatepass")
