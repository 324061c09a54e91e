"""Moving and deleting a merged model: checked copies, and only files that the model consists of."""

import errno
import hashlib
import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Event, Moved
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.files import sync_folder
from trymore_desktop.merge.provenance import PROVENANCE, read_provenance
from trymore_desktop.merge.target_checks import existing_ancestor, free_space
from trymore_desktop.merge.units import bytes_text

CHUNK = 4 << 20
"""Bytes read at once."""
COMPANIONS = (
    "config.json",
    "generation_config.json",
    "model.safetensors.index.json",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer.model",
    "tokenizer_config.json",
    "chat_template.jinja",
    PROVENANCE,
)
"""What a merge writes beside the weights."""
PACKED = ".trymore-*"
"""What loading keeps beside the weights: the same numbers packed, made again when needed."""


def move_model(folder: Path, target: Path, control: Control) -> Iterator[Event]:
    """Move all files of `folder` to `target`, which must not exist.

    On the same drive the folder is renamed. Elsewhere each file is copied, read again, compared by
    sha256, and only then the old ones are removed. Stages: copy and check, both in bytes.

    Raises:
        TryMoreError: `move_source_missing`, `move_target_exists`, `move_target_inside`,
            `move_no_space`, `move_failed`, `move_copy_differs`; the model is whole in its old
            place then.
        Interrupted: cancelled; the copy is removed.
    """
    files = _check(folder, target)
    size = sum(path.stat().st_size for path in files)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not _rename(folder, target):
            yield from _copy(folder, files, target, size, control)
    except OSError as error:
        reason = error.strerror or str(error)
        raise TryMoreError("move_failed", str(error), reason=reason, path=str(folder)) from error
    yield Moved(str(target), size)


def _check(folder: Path, target: Path) -> list[Path]:
    if not folder.is_dir():
        raise TryMoreError("move_source_missing", path=str(folder))
    if target.exists():
        raise TryMoreError("move_target_exists", path=str(target))
    if target.resolve().is_relative_to(folder.resolve()):
        raise TryMoreError("move_target_inside", path=str(target))
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _rename(folder: Path, target: Path) -> bool:
    try:
        folder.rename(target)
    except OSError as error:
        if error.errno == errno.EXDEV:
            return False
        raise
    sync_folder(target.parent)
    return True


def _copy(
    folder: Path, files: list[Path], target: Path, size: int, control: Control
) -> Iterator[Event]:
    free = free_space(target)
    if free < size:
        place, missing = str(existing_ancestor(target)), bytes_text(size - free)
        raise TryMoreError("move_no_space", path=place, missing=missing)
    moving = target.with_name(f"{target.name}.moving")
    if moving.exists():
        raise TryMoreError("move_target_exists", path=str(moving))
    moving.mkdir()
    try:
        hashes = yield from _copy_files(folder, files, moving, size, control)
        yield from _check_copies(moving, hashes, size, control)
        moving.rename(target)
    except (OSError, TryMoreError, Interrupted, GeneratorExit):
        # What is in there was made by this very call.
        shutil.rmtree(moving, ignore_errors=True)
        raise
    sync_folder(target.parent)
    _remove(folder, files)


def _copy_files(
    folder: Path, files: list[Path], moving: Path, size: int, control: Control
) -> Generator[Event, None, dict[str, str]]:
    report, done = Reporter(control, "copy", size), 0
    hashes: dict[str, str] = {}
    for path in files:
        name = str(path.relative_to(folder))
        copy = moving / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with path.open("rb") as source, copy.open("xb") as written:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                written.write(chunk)
                done += len(chunk)
                yield from report(done, name)
            written.flush()
            os.fsync(written.fileno())
        hashes[name] = digest.hexdigest()
    return hashes


def _check_copies(
    moving: Path, hashes: dict[str, str], size: int, control: Control
) -> Iterator[Event]:
    report, done = Reporter(control, "check", size), 0
    for name, expected in hashes.items():
        digest = hashlib.sha256()
        with (moving / name).open("rb") as copy:
            _forget_cache(copy.fileno())
            while chunk := copy.read(CHUNK):
                digest.update(chunk)
                done += len(chunk)
                yield from report(done, name)
        if digest.hexdigest() != expected:
            raise TryMoreError("move_copy_differs", name=name)


def _forget_cache(descriptor: int) -> None:
    """Have the file read from the drive, not from memory, where the system can be told so."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _remove(folder: Path, files: list[Path]) -> None:
    for path in files:
        path.unlink()
    folders = sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True)
    for inner in (*folders, folder):
        inner.rmdir()


def delete_model(folder: Path) -> int:
    """Delete what a merge wrote into `folder`, and the folder if nothing else is in it.

    Returns the bytes that are free again.

    Raises:
        TryMoreError: `delete_unknown`, the folder was not merged by this program;
            `delete_failed`.
    """
    provenance = read_provenance(folder)
    if provenance is None:
        raise TryMoreError("delete_unknown", path=str(folder))
    # The provenance goes last, so that a deletion that failed can be tried again.
    packed = [path.name for path in folder.glob(PACKED)]
    names = dict.fromkeys((*packed, *provenance.hashes, *COMPANIONS))
    files = [folder / name for name in names if Path(name).name == name]
    freed = 0
    try:
        for path in files:
            if path.is_file():
                freed += path.stat().st_size
                path.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        reason = error.strerror or str(error)
        raise TryMoreError("delete_failed", str(error), reason=reason, path=str(folder)) from error
    return freed
