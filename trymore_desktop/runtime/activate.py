"""Puts a fetched build before the bundled one; to be called before torch is imported."""

import logging
import os
import sys
from pathlib import Path

import msgspec

from trymore_desktop import paths
from trymore_desktop.runtime import build
from trymore_desktop.runtime.folder import Active, read_pointer

_log = logging.getLogger(__name__)

OTHER_VERSION = "runtime_other_version"
OTHER_SYSTEM = "runtime_other_system"
DAMAGED = "runtime_damaged"
_DLL_FOLDERS: list[object] = []
"""What Windows gave for each folder of libraries: it forgets a folder whose handle is gone."""


class Activation(msgspec.Struct, frozen=True):
    """What came of it: the folder in use, or the code of the reason why a build is ignored.

    `bundled` and `bundled_cuda` tell of the package that came with the program, which cannot be
    seen any more once another one stands before it.
    """

    bundled: str
    bundled_cuda: bool
    active: Active | None = None
    folder: str = ""
    ignored: str = ""


_present: dict[str, Activation] = {}


def activate(root: Path | None = None, package: str = build.TORCH) -> Activation:
    """Use the fetched build if it fits; otherwise say in the log why not. Never raises OSError."""
    bundled, cuda = build.bundled_version(package), build.has_cuda(package)
    try:
        root = root or paths.data_dir() / "runtimes"
        active = read_pointer(root)
    except (OSError, ValueError) as error:
        return _keep(package, Activation(bundled, cuda, ignored=_ignore(DAMAGED, str(error))))
    if active is None or active.package != package:
        return _keep(package, Activation(bundled, cuda))
    folder = root / active.folder
    reason = misfit(active, folder, bundled)
    if reason:
        return _keep(package, Activation(bundled, cuda, ignored=_ignore(reason, str(folder))))
    use(folder)
    return _keep(package, Activation(bundled, cuda, active, str(folder)))


def present(package: str = build.TORCH) -> Activation:
    """What `activate` did in this process; without it, what is bundled."""
    made = _present.get(package)
    return made or Activation(build.bundled_version(package), build.has_cuda(package))


def misfit(active: Active, folder: Path, bundled: str) -> str:
    """The code of the reason why a build cannot be used here, or an empty text."""
    if bundled.partition("+")[0] != active.version:
        return OTHER_VERSION
    if active.abi != build.abi():
        return OTHER_SYSTEM
    return "" if (folder / active.package / "__init__.py").is_file() else DAMAGED


def use(folder: Path) -> None:
    """Let imports and, on Windows, libraries be found in the folder first."""
    sys.path.insert(0, str(folder))
    if sys.platform == "win32":  # pragma: no cover - the other system
        for libraries in (folder / "torch" / "lib", folder / "bin"):
            if libraries.is_dir():
                handle = os.add_dll_directory(str(libraries))
                _DLL_FOLDERS.append(handle)


def _keep(package: str, activation: Activation) -> Activation:
    _present[package] = activation
    return activation


def _ignore(code: str, detail: str) -> str:
    _log.warning("the fetched build of torch is not used: %s: %s", code, detail)
    return code
