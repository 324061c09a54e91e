"""Whether the place that the person chose can take the merged model."""

import errno
import os
import shutil
from pathlib import Path

import psutil

from trymore_desktop.core.checkpoints import MergeOptions, Place, Problem, Severity
from trymore_desktop.merge.journal import JOURNAL, LOCK, owned_names, read_journal
from trymore_desktop.merge.outputs import incomplete_folder
from trymore_desktop.merge.places import is_file, is_there
from trymore_desktop.merge.units import bytes_text

FAT_TYPES = frozenset({"vfat", "msdos", "fat", "fat32", "exfat"})
NETWORK_TYPES = frozenset({"nfs", "nfs4", "cifs", "smbfs", "smb3", "fuse.sshfs", "9p", "afpfs"})
RESERVE = 0.01
"""Share of the output kept free: a file system that is full to the last byte fails elsewhere."""
_CLOSED = "target_not_writable"


def check_place(target: Path, sources: tuple[Path, ...]) -> list[Problem]:
    """Whether `target` lies where a new folder may be made."""
    problems = []
    if is_file(target):
        problems.append(_error("target_is_file", path=str(target)))
    elif not target.name:
        return [_error(_CLOSED, path=str(target))]
    problems += [problem for source in sources for problem in _check_source(target, source)]
    ancestor = existing_ancestor(target)
    if _is_name_too_long(target, ancestor):
        problems.append(_error("target_name_too_long", path=str(target)))
    elif not is_file(target) and not (ancestor.is_dir() and os.access(ancestor, os.W_OK | os.X_OK)):
        problems.append(_error(_CLOSED, path=str(ancestor)))
    return problems or _check_file_system(ancestor)


def check_emptiness(target: Path, recipe: str, *, restart: bool) -> list[Problem]:
    """Whether anything is in the way at `target` or in its unfinished folder."""
    try:
        return _find_in_the_way(target, recipe, restart=restart)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return [_error("target_name_too_long", path=str(target))]
        return [_error(_CLOSED, path=str(existing_ancestor(target)))]


def _find_in_the_way(target: Path, recipe: str, *, restart: bool) -> list[Problem]:
    problems = []
    if target.is_dir() and any(target.iterdir()):
        problems.append(_error("target_not_empty", path=str(target), suggestion=_free_name(target)))
    folder = incomplete_folder(target)
    if not folder.exists():
        return problems
    journal = read_journal(folder) if folder.is_dir() else None
    if journal is None:
        ours = {LOCK, f"{JOURNAL}.part"}
        if not folder.is_dir() or {path.name for path in folder.iterdir()} - ours:
            problems.append(_error("incomplete_foreign", path=str(folder)))
    elif restart and {path.name for path in folder.iterdir()} - owned_names(journal):
        problems.append(_error("incomplete_foreign", path=str(folder)))
    elif recipe and journal.recipe != recipe and not restart:
        problems.append(_error("sources_changed", path=str(folder)))
    return problems


def check_started(target: Path, options: MergeOptions) -> list[Problem]:
    """Whether the unfinished folder is where it must be if a merge is to go on."""
    if not options.going_on or options.restart or is_file(incomplete_folder(target) / JOURNAL):
        return []
    return [_error("started_missing", path=str(incomplete_folder(target)))]


def check_space(target: Path, needed: int, free: int) -> list[Problem]:
    """Whether `needed` bytes fit into `free`."""
    if free >= needed:
        return []
    missing, drive = bytes_text(needed - free), str(existing_ancestor(target))
    return [
        _error(
            "no_space",
            path=drive,
            needed=bytes_text(needed),
            free=bytes_text(free),
            missing=missing,
        )
    ]


def needed_space(output: int, done: int) -> int:
    """Bytes that must be free for the rest of an output."""
    return max(0, output - done) + int(output * RESERVE) + (1 << 20)


def free_space(target: Path) -> int:
    """Bytes free for the person on the drive of `target`; 0 if that cannot be found out."""
    try:
        return shutil.disk_usage(existing_ancestor(target)).free
    except OSError:
        return 0


def existing_ancestor(path: Path) -> Path:
    """The nearest folder above (or at) `path` that exists."""
    return next(place for place in (path, *path.parents) if is_there(place))


def _is_name_too_long(target: Path, ancestor: Path) -> bool:
    """Whether the drive takes no such name; of the names, the unfinished folder's is the longest.

    What the drive says about a name below a folder that does not exist yet cannot be asked.
    """
    path = incomplete_folder(target)
    limit = 255
    try:
        if hasattr(os, "pathconf"):
            limit = os.pathconf(ancestor, "PC_NAME_MAX")
        os.lstat(path)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return True
    names = path.relative_to(ancestor).parts if path.is_relative_to(ancestor) else (path.name,)
    return any(len(os.fsencode(name)) > limit for name in names)


def _check_source(target: Path, source: Path) -> list[Problem]:
    inner, outer = target.resolve(), source.resolve()
    if inner == outer:
        return [_error("target_is_source", path=str(target))]
    if outer in inner.parents:
        return [_error("target_inside_source", path=str(target), source=str(source))]
    if inner in outer.parents:
        return [_error("source_inside_target", path=str(target), source=str(source))]
    return []


def _check_file_system(folder: Path) -> list[Problem]:
    kind = _file_system(folder)
    params: dict[str, str | int | float] = {"path": str(folder), "kind": kind}
    if kind in FAT_TYPES:
        return [Problem("target_fat", Severity.INFO, Place.TARGET, params)]
    if kind in NETWORK_TYPES:
        return [Problem("target_network", Severity.INFO, Place.TARGET, params)]
    return []


def _file_system(folder: Path) -> str:
    """The type of the mounted file system that a folder lies on, in lower case, or empty."""
    resolved = folder.resolve()
    try:
        partitions = psutil.disk_partitions(all=True)
    except OSError:  # a container without /proc: this finding only informs
        return ""
    places = {Path(part.mountpoint): part.fstype for part in partitions}
    mounts = [place for place in (resolved, *resolved.parents) if place in places]
    return places[mounts[0]].lower() if mounts else ""


def _free_name(target: Path) -> str:
    names = (target.parent / f"{target.name}-{number}" for number in range(2, 1000))
    return str(next((name for name in names if not name.exists()), target.parent / "merged"))


def _error(code: str, **params: str | int | float) -> Problem:
    return Problem(code, Severity.ERROR, Place.TARGET, dict(params))
