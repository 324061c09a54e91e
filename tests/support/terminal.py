"""The terminal program: its command line, and what it prints for a script."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.support.checkpoints import Pair

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "trymore_desktop.cli"]
Run = Callable[..., subprocess.CompletedProcess[str]]


def events(output: str) -> list[dict[str, object]]:
    """What --json printed."""
    return [json.loads(line) for line in output.splitlines()]


def folders(pair: Pair, target: Path) -> list[object]:
    """Options of a merge."""
    return ["--base", pair.base, "--delta", pair.delta, "--target", target]
