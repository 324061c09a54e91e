"""How soon the window is there, and whether it ever stops: ratios and gaps from one run.

    python benchmarks/responsiveness.py [--rounds 7] [--megabytes 200] [--tokens 400]

Paint: from before the process is started until the turn of the event loop after the first paint,
the real main window against a bare QWidget, in fresh processes that take turns; medians.
Gaps: a 5 ms timer in the real window, from the first paint on ("start": it completes itself), while
the real worker merges a generated pair, loads the result, and the window streams a reply of it into
its pane; "own work" is the most that the window's thread itself computed between two ticks,
whatever else the machine does.
Bars: paint at most 1.7 times, no gap over 100 ms, torch never imported by the window's process.
Exit status 1 if one is missed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.window_journey import Journey, forbidden_modules, leave, moment  # noqa: E402

PAINT_BAR = 1.7
GAP_BAR = 0.1
SPECIAL = 3 + 256
"""Control pieces and single bytes, the first ones of the vocabulary."""


def bare_window() -> None:
    """Paint a window without anything in it."""
    from PySide6.QtCore import QEvent, QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    class Bare(QWidget):
        def event(self, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, lambda: leave(moment()))
            return super().event(event)

    app = QApplication([])
    window = Bare()
    window.resize(1080, 760)
    window.show()
    app.exec()


def main_window() -> None:
    """Paint the program's window."""
    run_program(lambda program: leave(moment() | {"modules": forbidden_modules()}))


def gaps(base: str, delta: str, target: str) -> None:
    """Walk through the journey in the program's window and tell the longest gap of each stage."""

    def begin(program) -> None:
        program.journey = Journey(program, base, delta, target)

    run_program(begin, lambda program: program.journey.settle())


def run_program(painted, furnished=lambda program: None) -> None:
    """Start the program as `trymore-desktop` does; tell when it is painted, and when complete."""
    from trymore_desktop import app

    def prepare_and_probe(prepare=app.prepare_environment) -> None:
        prepare()
        from trymore_desktop.ui import program  # not before: the order of imports is part of it

        class Probed(program.Program):
            def _painted(self) -> None:
                painted(self)
                super()._painted()

            def _furnished(self) -> None:
                super()._furnished()
                furnished(self)

        program.Program = Probed

    app.prepare_environment = prepare_and_probe
    sys.exit(app.main(["trymore-desktop"]))


def measure(mode: str, home: Path, *arguments: str) -> dict:
    """Run one mode in a fresh process; `seconds` from before its start to its report's time."""
    environment = os.environ | {"TRYMORE_HOME": str(home)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a person's second start compiles nothing
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    began = time.monotonic()
    command = [sys.executable, __file__, "--mode", mode, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900)
    if done.returncode or not done.stdout:
        sys.exit(f"{mode} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
    report = json.loads(done.stdout.splitlines()[-1])
    if "failed" in report:
        sys.exit(f"{mode} failed: {report['failed']}")
    return report | {"seconds": report.get("at", began) - began}


def make_home(folder: Path, tokens: int) -> Path:
    """The home of somebody who has finished the wizard and has no model yet."""
    os.environ["TRYMORE_HOME"] = str(folder)
    from trymore_desktop.core.chat import GenerationConfig
    from trymore_desktop.settings import Settings, save

    save(Settings(setup_done=True, generation=GenerationConfig(max_new_tokens=tokens, seed=1)))
    return folder


def make_sources(folder: Path, megabytes: int) -> tuple[str, str]:
    """A LLaMA-shaped pair of about so many MB each, whose merge never ends a reply by itself."""
    from tests.support.checkpoints import write_checkpoint
    from tests.support.tensors import Shape, random_tensors

    shape = Shape(max(1, round(megabytes / 25.7)), 1024, 512, 16, 16, 256)
    base, delta = random_tensors(shape, 1), random_tensors(shape, 2)
    head = base["lm_head.weight"]
    head *= 50  # far apart, so that a zero is never the likeliest
    for weights in (head, delta["lm_head.weight"]):
        weights[:SPECIAL] = 0
    for tensor in delta.values():
        tensor *= 0.1
    write_checkpoint(folder / "base", base, shape, "bin_sharded")
    write_checkpoint(folder / "delta", delta, shape, "safetensors_sharded")
    return str(folder / "base"), str(folder / "delta")


def compare_paints(home: Path, rounds: int) -> bool:
    """Print how soon both windows are there; whether the bar is met."""
    bare, full = [], []
    for _ in range(rounds + 1):
        bare.append(measure("bare", home))
        full.append(report := measure("main", home))
    bare_median, full_median = median(bare, "seconds"), median(full, "seconds")
    ratio = full_median / bare_median
    print(f"first paint, bare window      {bare_median * 1000:7.0f} ms  (median of {rounds})")
    print(f"first paint, main window      {full_median * 1000:7.0f} ms")
    met = ratio <= PAINT_BAR
    print(f"ratio                         {ratio:7.2f}     bar {PAINT_BAR}  {told(met)}")
    computed = median(full, "computed") / median(bare, "computed")
    print(f"ratio of what both computed   {computed:7.2f}     whatever else the machine did")
    return clean(report) and met


def median(reports: list[dict], name: str) -> float:
    """Of all rounds but the first, which warms the disk's cache."""
    return statistics.median(report[name] for report in reports[1:])


def compare_gaps(home: Path, folder: Path, megabytes: int) -> bool:
    """Print the longest gaps of the event loop; whether the bar is met."""
    base, delta = make_sources(folder, megabytes)
    report = measure("gaps", home, "--paths", base, delta, str(folder / "merged"))
    met = True
    for name, stage in report["stages"].items():
        counts = name in ("start", "merge", "load", "generate")
        met = met and (not counts or stage["max"] <= GAP_BAR)
        bar = f"bar {GAP_BAR * 1000:.0f}  {told(stage['max'] <= GAP_BAR)}" if counts else ""
        others = f"p99 {stage['p99'] * 1000:.0f}, own work {stage['work'] * 1000:.0f}"
        numbers = f"{stage['max'] * 1000:7.0f} ms  ({others})"
        print(f"longest gap, {name:<16} {numbers}  {bar}")
    print(f"tokens of the reply           {report['tokens']:7}  in {report['updates']} updates")
    return clean(report) and met


def clean(report: dict) -> bool:
    """Print whether the window's process kept clear of the heavy libraries."""
    found = ", ".join(report["modules"]) or "none"
    print(f"heavy modules in the window   {found:>7}     {told(not report['modules'])}")
    return not report["modules"]


def told(met: bool) -> str:
    return "met" if met else "MISSED"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--tokens", type=int, default=400)
    parser.add_argument("--mode", choices=("bare", "main", "gaps"), help=argparse.SUPPRESS)
    parser.add_argument("--paths", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.mode == "bare":
        bare_window()
    elif options.mode == "main":
        main_window()
    elif options.mode == "gaps":
        gaps(*options.paths)
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder) / "home", options.tokens)
        painted = compare_paints(home, options.rounds)
        steady = compare_gaps(home, Path(folder) / "pair", options.megabytes)
    return 0 if painted and steady else 1


if __name__ == "__main__":
    sys.exit(main())
