"""Start the window; a frozen build runs this file, also as its console program and engine."""

import sys
from pathlib import Path

CONSOLE_NAMES = ("trymore", "trymore-console")
COMMANDS = frozenset(
    {"inspect", "merge", "make-delta", "verify", "chat", "bench", "doctor", "journey", "runtime"}
    | {"data", "train", "evaluate"}
)
PARTS = frozenset({"--engine", "--pip", "--try-runtime"})
"""What the program starts as processes of its own."""


def wants_console(program: str, arguments: list[str]) -> bool:
    """Whether a command was given, the engine is meant, or the console program was called."""
    first = arguments[0] if arguments else ""
    console = Path(program).stem.lower() in CONSOLE_NAMES
    return console or first in PARTS or first in COMMANDS


def start() -> int:
    """Run what was asked for; the exit status."""
    if wants_console(sys.argv[0], sys.argv[1:]):
        from trymore_desktop.cli import main as console

        return console()
    from trymore_desktop.app import main as window

    return window()


if __name__ == "__main__":
    sys.exit(start())
