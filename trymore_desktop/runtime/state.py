"""What is in use, what could be fetched and from where; and the way back."""

import contextlib
import shlex
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from trymore_desktop import settings
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event, RuntimeFound, RuntimeRemoved
from trymore_desktop.core.runtime import RuntimeState
from trymore_desktop.errors import TryMoreError
from trymore_desktop.runtime.activate import present
from trymore_desktop.runtime.build import DOWNLOAD, INSTALLED, exists_here
from trymore_desktop.runtime.child import ChildError, pip
from trymore_desktop.runtime.fetch import fetch
from trymore_desktop.runtime.folder import DISOWNED, POINTER, Place, clear, default_place
from trymore_desktop.runtime.wheels import Source

_INDEX = (":env:.index-url", "install.index-url", "global.index-url")
"""Where pip looks for its index, the strongest first."""


def find_runtime(control: Control) -> Iterator[Event]:
    """What a person must know before fetching; asks pip's configuration, not the network."""
    now, place = present(), default_place()
    yield RuntimeFound(
        RuntimeState(
            bundled=now.bundled,
            bundled_cuda=now.bundled_cuda,
            folder=str(place.root),
            active=now.folder,
            active_cuda=now.active.cuda if now.active else "",
            ignored=now.ignored,
            refused=refusal(),
            index=shown(chosen_index() or pip_index(control, place)),
            download=DOWNLOAD,
            installed=INSTALLED,
        )
    )


def refusal() -> str:
    """The code of the reason why nothing can be fetched here, or an empty text."""
    now = present()
    if now.bundled_cuda or now.active is not None:
        return "runtime_not_needed"
    return "" if exists_here() else "runtime_none_here"


def install(wheels: str, control: Control) -> Iterator[Event]:
    """Install the CUDA build from the index, or from a folder `wheels` without network.

    Raises:
        TryMoreError: see `fetch`, and `runtime_not_needed`, `runtime_none_here`.
    """
    reason = refusal()
    if reason:
        raise TryMoreError(reason)
    source = Source(folder=wheels) if wheels else Source(index=chosen_index())
    yield from fetch(control, source)


def remove(place: Place | None = None) -> Iterator[Event]:
    """Go back to the bundled build: the pointer first, then the files.

    Raises:
        TryMoreError: `runtime_in_use`, some files could not be removed yet.
    """
    place = place or default_place()
    freed = 0
    for pointer in (POINTER, DISOWNED):
        (place.root / pointer).unlink(missing_ok=True)
    try:
        for folder in (place.root, place.wheels):
            freed += sum(clear(path) for path in folder.iterdir() if path.is_dir())
    except OSError as error:
        raise TryMoreError("runtime_in_use", str(error), path=str(place.root)) from error
    yield RuntimeRemoved(freed)


def chosen_index() -> str:
    """The index of the settings, or empty."""
    with contextlib.suppress(OSError):
        return settings.load()[0].package_index.strip()
    return ""


def pip_index(control: Control, place: Place) -> str:
    """The index that the person's pip configuration names, or empty for pip's default."""
    found: dict[str, str] = {}
    try:
        for line in pip(["config", "list"], control, place.wheels / "tmp"):
            name, equals, value = line.partition("=")
            if equals and name in _INDEX:
                found[name] = (shlex.split(value) or [""])[0]
    except (ChildError, TryMoreError, ValueError):
        return ""
    return next((found[name] for name in _INDEX if found.get(name)), "")


def shown(url: str) -> str:
    """An address without the name and password that it may carry."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
