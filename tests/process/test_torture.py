"""A few seconds of each torture; `make torture` has the rest."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

QUICK = {
    "replies": 0.03,
    "conversations": 0.05,
    "migrations": 0.06,
    "imports": 0.04,
    "merges": 0.02,
    "window-replies": 0.02,
    "window-merges": 0.02,
    "window-drives": 0.25,
    "sources": 0.04,
    "drives": 0.05,
    "downloads": 0.06,
    "disks": 0.05,
    "places": 0.1,
    "privacy": 1.0,
    "fuzz": 0.003,
}
"""How much of each; the numbers at scale 1 are in tests/torture/__main__.py."""


@pytest.mark.parametrize("name", QUICK)
def test_nothing_is_lost(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture", name, "--seed=8", f"--scale={QUICK[name]}"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    struck = [int(count) for count in re.findall(r": tried \d+, faults (\d+), lost 0", done.stdout)]
    skipped = re.findall(r": skipped, (.*) \(", done.stdout)
    if not struck and skipped:
        pytest.skip(skipped[0])
    assert sum(struck) > 0, done.stdout
