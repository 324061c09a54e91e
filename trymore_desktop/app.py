"""The composition root: everything is made here, tied together, and taken apart at the end.

The order is that of the first paint: what it does not need (asyncio, the engine, the pane's code
colours) is loaded after it.
"""

import builtins
import gc
import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the window; the exit status."""
    gc.disable()  # nothing becomes garbage so soon; the program turns it on after the first paint
    import trymore_desktop.settings  # noqa: F401 - before PySide6 slows down all imports

    refusal = unsuitable_qt()
    if refusal:
        sys.stderr.write(refusal + "\n")
        return 1
    import_plainly()
    prepare_environment()
    from trymore_desktop.ui.program import Program

    return Program(list(sys.argv if arguments is None else arguments)).run()


def unsuitable_qt() -> str:
    """Why this PySide6 must not be used with this Python, or an empty text."""
    import PySide6

    version = tuple(int(part) for part in PySide6.__version__.split(".")[:2])
    if version >= (6, 12) and sys.version_info < (3, 12):
        return (
            f"TryMoreGPT cannot run: PySide6 {PySide6.__version__} crashes on Python "
            f"{sys.version_info.major}.{sys.version_info.minor}, since it loses references to "
            "None.\nInstall PySide6-Essentials 6.11.3, or use Python 3.12 or newer."
        )
    return ""


def import_plainly() -> None:
    """Take back the `import` that PySide6 put in place of Python's.

    Its own reads the source of every module that is imported, to see whether it may ask for
    `from __feature__ import …`, which nothing here does.
    """
    builtins.__import__ = vars(builtins).get("__orig_import__", builtins.__import__)


def prepare_environment() -> None:
    """Set what Qt reads before the application exists; the person's own choice counts more."""
    # The wheels bring ibus' plugin but none of fcitx, which answers to ibus' protocol as well.
    os.environ.setdefault("QT_IM_MODULES", "wayland;fcitx;ibus")
    os.environ.setdefault("QT_ENABLE_HIGHDPI_SCALING", "1")


if __name__ == "__main__":
    sys.exit(main())
