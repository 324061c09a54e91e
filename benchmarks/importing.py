"""Large files of other programs imported in the real window: seconds, and whether it stops.

    python benchmarks/importing.py [--megabytes 100] [--kind sharegpt|chatgpt]

A 5 ms timer in the window's event loop while its own import runs; a draft is saved and the list of
conversations is read ten times a second meanwhile, as by a person who goes on writing. "Own work"
is the most that the window's thread itself computed between two ticks. Bars: 60 s and a gap of
100 ms for 100 MB. Exit status 1 if one is missed.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from lines import INFINITE, report
from store import sentence

SECONDS_BAR, GAP_BAR = 60.0, 100.0
"""For 100 MB: seconds, milliseconds."""


def sharegpt(dice: random.Random) -> object:
    """Ten turns."""
    speakers = ("human", "gpt") * 5
    return {"id": "x", "conversations": [{"from": s, "value": sentence(dice)} for s in speakers]}


def chatgpt(dice: random.Random) -> object:
    """Ten turns in a tree of nodes below an invisible one, with the usual fields around them."""
    names = [f"{dice.getrandbits(128):032x}" for _ in range(11)]
    mapping = {}
    for place, name in enumerate(names):
        message = _node(dice, name, place) if place else None
        below = names[place + 1 : place + 2]
        above = names[place - 1] if place else None
        mapping[name] = {"id": name, "message": message, "parent": above, "children": below}
    times = {"create_time": 1.7e9, "update_time": 1.7e9}
    return {"title": "t", **times, "mapping": mapping, "current_node": names[-1]}


def _node(dice: random.Random, name: str, place: int) -> object:
    return {
        "id": name,
        "author": {"role": "user" if place % 2 else "assistant", "name": None, "metadata": {}},
        "create_time": 1.7e9 + place,
        "update_time": None,
        "content": {"content_type": "text", "parts": [sentence(dice)]},
        "status": "finished_successfully",
        "end_turn": True,
        "weight": 1.0,
        "metadata": {"model_slug": "gpt-4", "timestamp_": "absolute", "message_type": None},
        "recipient": "all",
    }


KINDS = {"sharegpt": sharegpt, "chatgpt": chatgpt}


def write(path: Path, kind: str, megabytes: float) -> None:
    """A file of so many megabytes."""
    dice = random.Random(2)
    with path.open("wb") as file:
        file.write(b"[")
        while file.tell() < megabytes * 1e6:
            comma = b"," if file.tell() > 1 else b""
            file.write(comma + msgspec.json.encode(KINDS[kind](dice)))
        file.write(b"]")


class Measurement:
    """Imports in a program's window and leaves its process with the figures."""

    def __init__(self, program, folder: tempfile.TemporaryDirectory, path: Path) -> None:
        from conversation import Probe
        from PySide6.QtCore import QTimer

        self.window = program._window
        self.waiting = QTimer()
        self.waiting.timeout.connect(self.prepare)
        self.waiting.start(200)
        self.folder, self.path = folder, path
        self.probe = Probe()
        self.meanwhile = QTimer()
        self.meanwhile.timeout.connect(self.write)

    def prepare(self) -> None:
        """Once the window is complete: a conversation to write in, and some rest."""
        from PySide6.QtCore import QTimer

        if not self.window.complete_:
            return
        self.waiting.stop()
        self.chat = self.window.store.create_conversation().id
        self.window.transfer.ended.connect(self.ended)
        QTimer.singleShot(3000, self.begin)

    def begin(self) -> None:
        """Start, as the menu does."""
        self.begun = time.perf_counter()
        self.probe.restart()
        self.window.transfer.start_import([self.path])
        self.meanwhile.start(100)

    def write(self) -> None:
        """What a person's typing does."""
        self.window.store.update_conversation(self.chat, draft=str(time.time()))
        self.window.store.conversation(self.chat)

    def ended(self, event: object) -> None:
        """The list is shown anew after this; that counts too."""
        from PySide6.QtCore import QTimer

        self.meanwhile.stop()
        self.seconds = time.perf_counter() - self.begun
        self.event = event
        QTimer.singleShot(1000, self.tell)

    def tell(self) -> None:
        """Print, and end the process."""
        gaps, busy = self.probe.gaps, self.probe.busy
        share = self.path.stat().st_size / 1e8
        lines = [
            ("seconds", self.seconds, SECONDS_BAR * share),
            ("longest gap, ms", max(gaps), GAP_BAR),
            ("99 of 100 gaps, ms", sorted(gaps)[len(gaps) * 99 // 100], INFINITE),
            ("longest own work, ms", max(busy), GAP_BAR),
        ]
        print(self.event)
        failed = report(lines)
        self.folder.cleanup()
        os._exit(failed > 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=100)
    parser.add_argument("--kind", choices=KINDS, default="sharegpt")
    options = parser.parse_args()
    folder = tempfile.TemporaryDirectory()
    os.environ["TRYMORE_HOME"] = folder.name
    path = Path(folder.name) / "import.json"
    write(path, options.kind, options.megabytes)
    from trymore_desktop import app
    from trymore_desktop.ui import program

    class Measured(program.Program):
        def _furnished(self) -> None:
            super()._furnished()
            self.measurement = Measurement(self, folder, path)

    program.Program = Measured
    sys.exit(app.main(["trymore-desktop"]))


if __name__ == "__main__":
    main()
