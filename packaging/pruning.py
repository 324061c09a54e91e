"""What the built program does without, of all that PyInstaller's analysis found."""

import os
from collections.abc import Iterable
from pathlib import Path

from PyInstaller.depend.bindepend import get_imports

Entry = tuple[str, str, str]
"""Its place in the folder, where it comes from, and PyInstaller's type code."""

UNUSED_FOLDERS = (
    "torch/test/",
    "torch/include/",
    "torch/share/",
    "torch/lib/cmake/",
    # The window opens no connection of its own, and shows itself through X11 or Wayland only.
    "plugins/tls/",
    "plugins/networkinformation/",
    "plugins/egldeviceintegrations/",
    "plugins/generic/",
    "matplotlib/mpl-data/sample_data/",
)
# The GTK theme plugin would drag the build machine's GTK along.
UNUSED_PLUGINS = (
    "libqgtk3.",
    "libqeglfs.",
    "libqlinuxfb.",
    "libqminimalegl.",
    "libqvnc.",
    "libqvkkhrdisplay.",
)
UNUSED_SUFFIXES = (".a", ".lib", ".pdb", ".ts")
OUR_TRANSLATIONS = "trymore_desktop/resources/translations/"
LANGUAGES = ("_zh_CN.qm", "_en.qm")


def is_wanted(entry: Entry) -> bool:
    """Whether the program could ever use the file."""
    name = entry[0].replace("\\", "/")
    if "torch/bin/" in name:
        return "torch_shm_manager" in name  # torch looks for that one as it is imported
    if any(folder in name for folder in UNUSED_FOLDERS):
        return False
    if any(plugin in name for plugin in UNUSED_PLUGINS):
        return False
    if OUR_TRANSLATIONS in name:
        return True  # the terminal reads the .ts file
    if name.endswith(".qm"):
        return name.endswith(LANGUAGES)
    return not name.endswith(UNUSED_SUFFIXES)


def prune(entries: Iterable[Entry]) -> list[Entry]:
    """Leave out what is unused, and the libraries that nothing but that asked for."""
    found = [entry for entry in entries if is_wanted(entry)]
    libraries = {os.path.realpath(entry[1]): entry for entry in found if _is_dependency(entry)}
    needed: set[str] = set()
    waiting = [e[1] for e in found if e[2] in ("BINARY", "EXTENSION") and not _is_dependency(e)]
    while waiting:
        for _name, path in get_imports(waiting.pop()):
            real = os.path.realpath(path) if path else ""
            if real in libraries and real not in needed:
                needed.add(real)
                waiting.append(path)
    unneeded = {libraries[real][0] for real in libraries.keys() - needed}
    return [
        entry
        for entry in found
        if entry[0] not in unneeded and not (entry[2] == "SYMLINK" and _target(entry) in unneeded)
    ]


def system_libraries(entries: Iterable[Entry]) -> list[str]:
    """Where the bundled libraries of the build machine's system come from."""
    return sorted(source for _place, source, _kind in entries if _is_of_system(source))


def _is_of_system(source: str) -> bool:
    return source.startswith(("/lib/", "/usr/lib/", "/lib64/", "/usr/lib64/"))


def _is_dependency(entry: Entry) -> bool:
    """Whether it is there only since another binary is linked with it."""
    place, source, kind = entry
    if kind != "BINARY" or ".so" not in place:
        return False
    return (os.sep not in place and _is_of_system(source)) or "PySide6/Qt/lib/" in place


def _target(entry: Entry) -> str:
    return os.path.normpath(Path(entry[0]).parent / entry[1])
