"""Installs a build of torch into the program's own folder: all of it or nothing.

The order is what makes it safe: ask what belongs to it, get every wheel with its checksum, unpack
beside, try it in a process of its own, rename, and only then let the pointer name it.
"""

import contextlib
import os
import shutil
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import msgspec

from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event, Progress, RuntimeInstalled
from trymore_desktop.errors import TryMoreError
from trymore_desktop.locks import LockHeldError
from trymore_desktop.runtime.build import Build, abi, torch_build
from trymore_desktop.runtime.child import ChildError, own_program, pip, run
from trymore_desktop.runtime.failures import explained
from trymore_desktop.runtime.folder import (
    Active,
    Place,
    clear,
    default_place,
    size_of,
    write_pointer,
)
from trymore_desktop.runtime.selftest import Verdict
from trymore_desktop.runtime.wheels import Source, download, resolve, unpacked_size


def fetch(
    control: Control,
    source: Source,
    build: Build | None = None,
    place: Place | None = None,
) -> Iterator[Event]:
    """Install the build from an index or a folder of wheels; ends in RuntimeInstalled.

    Progress comes as the stages resolve, fetch (bytes), install (bytes) and test.

    Raises:
        TryMoreError: runtime_*; what was in use before is still in use.
        Interrupted: cancelled; complete wheels are kept for the next time.
    """
    build, place = build or torch_build(), place or default_place()
    with _alone(place):
        work, incomplete = place.downloads(build), place.incomplete(build)
        work.mkdir(parents=True, exist_ok=True)
        try:
            yield Progress("resolve", 0, 1, "steps")
            wheels = resolve(build, source, work, control)
            folder = Path(source.folder) if source.folder else work
            if not source.folder:
                _require_space(place, build, work)
                yield from download(build, wheels, source, work, control)
            clear(incomplete)
            site = incomplete / "site"
            yield from _install(build, [folder / one.file for one in wheels], site, control)
            verdict = yield from _try(build, site, control)
            yield _put_in_use(build, place, site, verdict)
        finally:
            for rest in (incomplete, work / "tmp", work / "cache"):
                shutil.rmtree(rest, ignore_errors=True)


@contextlib.contextmanager
def _alone(place: Place) -> Iterator[None]:
    try:
        lock = place.lock()
    except LockHeldError as error:
        raise TryMoreError("runtime_busy", pid=error.pid) from error
    try:
        yield
    except OSError as error:
        params = {"path": str(error.filename or place.root), "reason": str(error.strerror)}
        raise TryMoreError("runtime_folder_failed", str(error), **params) from error
    finally:
        lock.release()


def _require_space(place: Place, build: Build, work: Path) -> None:
    """Refuse before anything is fetched; the exact need is checked again before unpacking."""
    missing = max(0, build.download - size_of(work))
    if place.root.stat().st_dev == place.wheels.stat().st_dev:
        _require(place.root, missing + build.installed)
    else:
        _require(place.wheels, missing)
        _require(place.root, build.installed)


def _require(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise TryMoreError(
            "runtime_no_space", path=str(folder), needed=_gigabytes(needed), free=_gigabytes(free)
        )


def _gigabytes(size: int) -> str:
    return f"{size / 10**9:.1f} GB"


def _install(build: Build, files: Sequence[Path], site: Path, control: Control) -> Iterator[Event]:
    """Unpack; what the disk lost since the start is how far it is, since pip does not tell."""
    total = unpacked_size(files)
    _require(site.parent.parent, total)
    free = shutil.disk_usage(site.parent.parent).free
    what = ["install", "--isolated", "--no-index", "--no-deps", "--no-compile", "--no-cache-dir"]
    command = [*what, "--quiet", "--target", str(site), *map(str, files)]
    try:
        for _ in pip(command, control, site.parent / "tmp"):
            used = free - shutil.disk_usage(site.parent.parent).free
            yield Progress("install", min(max(0, used), total), total)
    except ChildError as error:
        raise explained(error, build.requirement) from error
    yield Progress("install", total, total)


def _try(build: Build, site: Path, control: Control) -> Generator[Event, None, Verdict]:
    yield Progress("test", 0, 1, "steps")
    module = "trymore_desktop.runtime.selftest"
    command = own_program("--try-runtime", module, str(site), build.package, build.version)
    output = ""
    try:
        for line in run(command, control):
            output = line.strip() or output
        verdict = msgspec.json.decode(output, type=Verdict)
    except (ChildError, msgspec.DecodeError) as error:
        lines = error.lines if isinstance(error, ChildError) else (output,)
        raise TryMoreError("runtime_not_working", "\n".join(lines), reason=str(error)) from error
    if verdict.fault:
        reason = verdict.fault.strip().splitlines()[-1]
        raise TryMoreError("runtime_not_working", verdict.fault, reason=reason)
    return verdict


def _put_in_use(build: Build, place: Place, site: Path, verdict: Verdict) -> RuntimeInstalled:
    target = place.target(build)
    clear(target)
    site.rename(target)
    if hasattr(os, "sync"):
        os.sync()  # a pointer that survives a power cut must not name files that do not
    active = Active(target.name, build.package, build.version, abi(), verdict.cuda, verdict.card)
    write_pointer(place.root, active)
    for old in (*place.root.iterdir(), *place.wheels.iterdir()):
        if old.is_dir() and old not in (target, site.parent):  # other versions, used wheels
            shutil.rmtree(old, ignore_errors=True)
    return RuntimeInstalled(str(target), build.version, verdict.cuda, verdict.card, size_of(target))
