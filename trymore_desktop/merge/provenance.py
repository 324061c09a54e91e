"""trymore.json: what a merged folder was made of, kept inside it."""

from pathlib import Path

import msgspec

PROVENANCE = "trymore.json"


class Provenance(msgspec.Struct, frozen=True):
    """Sources, rule and hashes of a merge; `hashes` are sha256 by file name, `sizes` in bytes.

    `sources` maps base and delta to a fingerprint, `made` is merge or delta. Nothing in it depends
    on the time or the place, so that equal sources give equal folders.
    """

    version: str
    made: str
    dtype: str
    rule: str
    recipe: str
    sources: dict[str, str]
    hashes: dict[str, str]
    sizes: dict[str, int]
    tensors: int


def read_provenance(folder: Path) -> Provenance | None:
    """What `folder` says about its making, or None."""
    path = folder / PROVENANCE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Provenance)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
