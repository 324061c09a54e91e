"""Folders that may be what the person looks for: known places only, and only for a few seconds.

Runs in a thread of its own, since a sleeping drive can take seconds to answer; it reads names of
files, never weights.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

LIMIT_SECONDS = 5.0
LIMIT_FOUND = 20
WEIGHTS = (".safetensors", ".bin", ".pth")
HUB_SNAPSHOTS = "models--*/snapshots/*"


def known_places(recent: tuple[str, ...], models: Path) -> tuple[tuple[Path, str], ...]:
    """Folders with the pattern of what may lie in them, the most promising first."""
    home = Path.home()
    hub = Path(
        os.environ.get("HF_HUB_CACHE")
        or Path(os.environ.get("HF_HOME") or home / ".cache" / "huggingface") / "hub"
    )
    near = {Path(path).parent for path in recent}
    return (
        *((Path(path), ".") for path in recent),
        *((folder, "*") for folder in sorted(near)),
        (hub, HUB_SNAPSHOTS),
        (models, "*"),
        (home / "Downloads", "*"),
        (home / "models", "*"),
        (home / "llama", "*"),
        (home / "text-generation-webui" / "user_data" / "models", "*"),
        (home / "text-generation-webui" / "models", "*"),
    )


def looks_like_weights(folder: Path) -> bool:
    """Whether a folder holds files of weights and says how to read them."""
    try:
        names = {entry.name for entry in os.scandir(folder)}
    except OSError:
        return False
    described = "config.json" in names or "params.json" in names
    return described and any(name.endswith(WEIGHTS) for name in names)


def find(places: tuple[tuple[Path, str], ...], keep_on: Callable[[], bool]) -> Iterator[Path]:
    """Folders of weights in the places, each once, while `keep_on` says so."""
    seen: set[Path] = set()
    for place, pattern in places:
        for folder in _matching(place, pattern):
            if not keep_on() or len(seen) >= LIMIT_FOUND:
                return
            if folder not in seen and looks_like_weights(folder):
                seen.add(folder)
                yield folder


def _matching(place: Path, pattern: str) -> Iterator[Path]:
    try:
        if pattern == ".":
            yield place
        else:
            yield from sorted(path for path in place.glob(pattern) if path.is_dir())
    except OSError:
        return


class Search:
    """A search in the background; `found` is called in its thread, once, with all of them."""

    def __init__(
        self,
        places: tuple[tuple[Path, str], ...],
        found: Callable[[tuple[str, ...]], None],
        seconds: float = LIMIT_SECONDS,
    ) -> None:
        self._places = places
        self._found = found
        self._seconds = seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="candidates", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Give up; nothing is told any more."""
        self._stopped.set()

    def _run(self) -> None:
        end = time.monotonic() + self._seconds

        def keep_on() -> bool:
            return not self._stopped.is_set() and time.monotonic() < end

        folders = tuple(str(folder) for folder in find(self._places, keep_on))
        if not self._stopped.is_set():
            self._found(folders)
