"""Where fetched builds lie, and the one file that says which of them is in use."""

import shutil
from pathlib import Path

import msgspec

from trymore_desktop import paths
from trymore_desktop.files import replacing
from trymore_desktop.locks import FileLock
from trymore_desktop.runtime.build import Build

POINTER = "active.json"
DISOWNED = "active.json.bad"
"""What the pointer is called once the build that it names could not be imported."""
LOCK = "lock"
INCOMPLETE = ".incomplete"


class Active(msgspec.Struct, frozen=True):
    """The pointer file: the folder's name below the root, and what is in it.

    `cuda` is the CUDA version of the build, `card` the card on which it computed a product when
    it was tested, or empty.
    """

    folder: str
    package: str
    version: str
    abi: str
    cuda: str = ""
    card: str = ""


class Place(msgspec.Struct, frozen=True):
    """The folders that a fetch uses: builds below `root`, wheels under way below `wheels`."""

    root: Path
    wheels: Path

    def target(self, build: Build) -> Path:
        """The folder of a finished build."""
        return self.root / build.name

    def incomplete(self, build: Build) -> Path:
        """The folder of a build that is being unpacked."""
        return self.root / (build.name + INCOMPLETE)

    def downloads(self, build: Build) -> Path:
        """The folder of the wheels that have arrived; kept until the build is in its place."""
        return self.wheels / build.name

    def lock(self) -> FileLock:
        """Keep other processes of this program out; see FileLock."""
        return FileLock(self.root / LOCK)


def default_place() -> Place:
    """The program's own folders, made if they are not there."""
    root, wheels = paths.data_dir() / "runtimes", paths.cache_dir() / "wheels"
    for folder in (root, wheels):
        folder.mkdir(exist_ok=True)
    return Place(root, wheels)


def read_pointer(root: Path) -> Active | None:
    """The build in use, or None if there is none.

    Raises:
        ValueError: the file is there and damaged, or the build was disowned.
        OSError: it cannot be read.
    """
    try:
        text = (root / POINTER).read_bytes()
    except FileNotFoundError:
        if (root / DISOWNED).exists():
            raise ValueError("it could not be imported") from None
        return None
    try:
        active = msgspec.json.decode(text, type=Active)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error
    if active.folder != Path(active.folder).name or active.folder in ("", ".", ".."):
        raise ValueError("the folder is outside")
    return active


def write_pointer(root: Path, active: Active) -> None:
    """Put a build into use: the last step, whole or not at all."""
    with replacing(root / POINTER) as file:
        file.write(msgspec.json.encode(active))
    (root / DISOWNED).unlink(missing_ok=True)


def disown(root: Path) -> None:
    """Take a build that cannot be imported out of use; its files stay until it is fetched anew."""
    (root / POINTER).replace(root / DISOWNED)


def size_of(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def clear(folder: Path) -> int:
    """Remove a folder if it is there; the bytes that this freed.

    Raises:
        OSError: a file of it is in use or protected.
    """
    if not folder.exists():
        return 0
    size = size_of(folder)
    shutil.rmtree(folder)
    return size
