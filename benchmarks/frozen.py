"""How soon the built program's window is there, against the same source unfrozen.

    python benchmarks/frozen.py dist/trymore-desktop [--rounds 9]

Run it with the Python of .venv-build, whose packages the build holds. Both programs are started in
turns, in fresh processes, as a person starts them; the time goes from before the start until Qt
reports that it flushed the first picture to the screen, which both tell in the same words
(Qt's logging category qt.widgets.painting). Medians; the first round only warms the disk's cache.
Bar: 1.5 times. Exit status 1 if it is missed.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BAR = 1.5
PATIENCE = 60
"""Seconds after which a window that was not painted is a failure."""
PAINTED = b"Flushing"
UNFROZEN = "import sys; from trymore_desktop.app import main; sys.exit(main(['trymore-desktop']))"


def first_paint(command: list[str], environment: dict[str, str]) -> float:
    """Seconds from before the start to the first picture; the process is ended then."""
    began = time.monotonic()
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    told = []
    try:
        while line := process.stderr.readline():
            if PAINTED in line:
                return time.monotonic() - began
            told.append(line.decode(errors="replace"))
            if time.monotonic() - began > PATIENCE:
                break
    finally:
        process.kill()
        process.wait()
    sys.exit(f"{command[0]} painted nothing:\n{''.join(told)}")


def environment_of(home: Path) -> dict[str, str]:
    """Both start alike, with the settings of somebody who has finished the wizard."""
    os.environ["TRYMORE_HOME"] = str(home)
    from trymore_desktop.settings import Settings, save

    save(Settings(setup_done=True))
    environment = dict(os.environ) | {"QT_LOGGING_RULES": "qt.widgets.painting.info=true"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a person's second start compiles nothing
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    suffix = ".exe" if sys.platform == "win32" else ""
    commands = {
        "unfrozen": [sys.executable, "-c", UNFROZEN],
        "frozen": [str(options.folder.resolve() / f"trymore-desktop{suffix}")],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as home:
        environment = environment_of(Path(home))
        for _ in range(options.rounds + 1):
            for name, command in commands.items():
                seconds[name].append(first_paint(command, environment))
    medians = {}
    for name, found in seconds.items():
        medians[name] = statistics.median(found[1:])
        low, high = min(found[1:]) * 1000, max(found[1:]) * 1000
        print(f"first paint, {name:<9} {medians[name] * 1000:5.0f} ms  ({low:.0f} to {high:.0f})")
    ratio = medians["frozen"] / medians["unfrozen"]
    print(f"ratio {ratio:.2f}, bar {BAR}: {'met' if ratio <= BAR else 'MISSED'}")
    return 0 if ratio <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
