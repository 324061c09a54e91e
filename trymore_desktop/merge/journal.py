"""The journal of an unfinished merge: what of it is done, and of which sources it is made."""

import hashlib
from pathlib import Path

import msgspec

from trymore_desktop.merge.checkpoint import Checkpoint
from trymore_desktop.merge.durable import write_durably

JOURNAL = "merge-journal.json"
LOCK = "merge.lock"
PART = ".part"


class ShardRecord(msgspec.Struct, frozen=True):
    """A finished file: bytes and sha256."""

    size: int
    sha256: str


class Journal(msgspec.Struct, frozen=True):
    """`files` are all that the merge may write beside journal and lock: nothing else is its own.

    `recipe` is equal for two runs if and only if they would write the same shards.
    """

    made: str
    base: str
    delta: str
    recipe: str
    files: tuple[str, ...]
    total: int
    done: dict[str, ShardRecord] = {}

    @property
    def done_bytes(self) -> int:
        """Size of the finished shards."""
        return sum(record.size for record in self.done.values())


def read_journal(folder: Path) -> Journal | None:
    """The journal in an unfinished folder, or None if there is none that can be read."""
    try:
        return msgspec.json.decode((folder / JOURNAL).read_bytes(), type=Journal)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def owned_names(journal: Journal) -> set[str]:
    """Every name in the unfinished folder that is the merge's own; none leads out of it."""
    plain = {name for name in journal.files if _is_plain(name)}
    return plain | {name + PART for name in plain} | {JOURNAL, JOURNAL + PART, LOCK}


def _is_plain(name: str) -> bool:
    return name == Path(name).name and name not in ("", "..") and "\0" not in name


def write_journal(folder: Path, journal: Journal) -> None:
    """Replace the journal in one step."""
    write_durably(folder / JOURNAL, msgspec.json.format(msgspec.json.encode(journal), indent=1))


def fingerprint(checkpoint: Checkpoint) -> str:
    """Tells whether weights are the same as before without reading them.

    sha256 of the files' names, sizes and times of change and of where every tensor lies. Paths
    are left out: a drive may come back under another letter.
    """
    digest = hashlib.sha256()
    for path in checkpoint.weights.files:
        status = path.stat()
        digest.update(
            f"{checkpoint.name_of(path)} {status.st_size} {status.st_mtime_ns}\n".encode()
        )
    for name, tensor in checkpoint.tensors.items():
        places = [
            (checkpoint.name_of(part.path), part.member, part.offset, part.shape)
            for part in tensor.parts
        ]
        digest.update(f"{name} {tensor.dtype} {tensor.head_size} {places}\n".encode())
    return digest.hexdigest()
