"""What a download into a folder is about and how far it is, kept in the folder across restarts."""

import hashlib
from pathlib import Path

import msgspec

from trymore_desktop.core.control import Control
from trymore_desktop.merge.durable import write_durably

STATE = ".trymore-download.json"
PART = ".part"
BLOCK = 4 << 20


class RemoteFile(msgspec.Struct, frozen=True):
    """A file of a repository: bytes, and sha256 (large files) or git's sha1 of it (small ones)."""

    name: str
    size: int
    sha256: str = ""
    git_sha1: str = ""


class Download(msgspec.Struct, frozen=True):
    """A repository at one commit. `checked` names the files that are whole and verified."""

    repository: str
    revision: str
    files: tuple[RemoteFile, ...]
    checked: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def read_state(folder: Path, repository: str) -> Download | None:
    """The download that was begun in `folder`, if it is of the same repository."""
    found = find_state(folder)
    return found if found is not None and found.repository == repository else None


def find_state(folder: Path) -> Download | None:
    """The download that was begun in `folder`, whatever it is of."""
    try:
        found = msgspec.json.decode((folder / STATE).read_bytes(), type=Download)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    inside = all(stays_inside(file.name) for file in found.files)
    return found if inside else None


def missing_files(folder: Path, download: Download) -> list[RemoteFile]:
    """What has yet to come: neither checked nor there in its full size."""
    return [
        file
        for file in download.files
        if file.name not in download.checked and _size(folder / file.name) != file.size
    ]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def stays_inside(name: str) -> bool:
    """Whether a file's name, given by somebody else, stays in the folder."""
    return not Path(name).is_absolute() and ".." not in Path(name).parts and "\0" not in name


def write_state(folder: Path, download: Download) -> None:
    """Note how far it is."""
    write_durably(folder / STATE, msgspec.json.encode(download))


def matches(path: Path, file: RemoteFile, control: Control) -> bool:
    """Whether a file on the disk is the one that the hub describes.

    Raises:
        Interrupted: the person cancelled.
        OSError: it cannot be read.
    """
    if path.stat().st_size != file.size:
        return False
    # git's name of a file is the sha1 of a short header and the content.
    digest = hashlib.sha256() if file.sha256 else hashlib.sha1(usedforsecurity=False)
    if not file.sha256:
        digest.update(f"blob {file.size}\0".encode())
    with path.open("rb", buffering=0) as opened:
        while block := opened.read(BLOCK):
            control.check()
            digest.update(block)
    return digest.hexdigest() == (file.sha256 or file.git_sha1)
