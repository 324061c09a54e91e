"""The product's engine, whose merge stands still in the middle for as long as a file is there.

python -m tests.support.gated_engine GATE
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event, Progress
from trymore_desktop.engine import host
from trymore_desktop.engine.protocol import Command
from trymore_desktop.engine.service import Engine

COMMAND = [sys.executable, "-m", "tests.support.gated_engine"]


def main(gate: Path) -> None:
    """Be the engine."""
    handle = Engine.handle

    def gated(self: Engine, command: Command, control: Control) -> Iterator[Event]:
        for event in handle(self, command, control):
            yield event
            if isinstance(event, Progress) and event.stage == "merge":
                while gate.exists() and not control.cancelled:
                    time.sleep(0.02)

    Engine.handle = gated  # type: ignore[method-assign]
    host.main()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
