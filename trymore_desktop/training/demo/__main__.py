"""`python -m trymore_desktop.training.demo`: make the demo pair and tell how it goes."""

import argparse
import os
import sys
import time

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from trymore_desktop.core.events import Evaluated, Progress
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.messages import explain
from trymore_desktop.training.commands import add_demo_options, run_demo


def main() -> int:
    """Run; 0 when the pair is in its place."""
    parser = argparse.ArgumentParser(prog="python -m trymore_desktop.training.demo")
    add_demo_options(parser)
    options = parser.parse_args()
    began = time.monotonic()
    last = 0.0
    try:
        for event in run_demo(options):
            now = time.monotonic() - began
            if isinstance(event, Progress) and (now - last > 15 or event.done == event.total):
                last = now
                _say(f"{now:6.0f} s  {event.stage} {event.done}/{event.total} {event.note}")
            elif isinstance(event, Evaluated):
                _say(f"{now:6.0f} s  {event.report}")
                for name, score in event.scores.items():
                    _say(f"{name:20} {score:.0%}")
    except TryMoreError as error:
        sys.stderr.write(f"{explain(error.code, error.params)}\n{error.detail}\n")
        return 1
    except (Interrupted, KeyboardInterrupt):
        return 130
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
