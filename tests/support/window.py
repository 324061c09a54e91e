"""Drives the real window in a process of its own, from outside: see tests/support/robot.py."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil

from tests.support.checkpoints import Pair
from trymore_desktop import settings

ROOT = Path(__file__).parents[2]
ROBOT = [sys.executable, "-m", "tests.support.robot"]
PATIENCE = 120.0
"""Seconds: the engine imports torch on a busy machine."""
POLL = 0.03


class Window:
    """One start of the program; what it shows is in `shown`, each with the moment it came."""

    def __init__(
        self,
        home: Path,
        engine: Sequence[str] = (),
        prefix: Sequence[str] = (),
        **environment: str,
    ) -> None:
        given = {"TRYMORE_HOME": str(home), "OMP_NUM_THREADS": "1", "LANG": "C.UTF-8"}
        self.shown: list[tuple[float, dict[str, Any]]] = []
        self._answers: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._complete = threading.Event()
        self.process = subprocess.Popen(
            [*prefix, *ROBOT, *engine],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"} | given | environment,
            text=True,
            start_new_session=True,
        )
        self.complaints = ""
        self._threads = [
            threading.Thread(target=work, daemon=True) for work in (self._hear, self._listen)
        ]
        for thread in self._threads:
            thread.start()

    def _hear(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if not line.endswith("\n"):
                break
            facts = json.loads(line)
            if "value" in facts or "error" in facts:
                self._answers.put(facts)
            elif "complete" in facts:
                self._complete.set()
            else:
                self.shown.append((time.monotonic(), facts))
        self._answers.put(None)
        self._complete.set()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.complaints += line

    def ready(self) -> None:
        """Wait until all parts of the window are there."""
        assert self._complete.wait(PATIENCE), self.complaints
        assert self.process.poll() is None, self.complaints

    def ask(self, do: str, *arguments: object) -> Any:
        """One request; raises AssertionError with what went wrong there."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps([do, *arguments]) + "\n")
            self.process.stdin.flush()
        except OSError as error:
            raise AssertionError(f"the window is gone: {self.complaints[-2000:]}") from error
        answer = self._answers.get(timeout=PATIENCE)
        if answer is None:
            raise AssertionError(f"the window is gone: {self.complaints[-2000:]}")
        if "error" in answer:
            raise AssertionError(f"{do} {arguments}: {answer['error']}")
        return answer["value"]

    def until(self, condition: Callable[[], Any], what: str = "", seconds: float = PATIENCE) -> Any:
        """Wait for a condition, which may use `ask`."""
        end = time.monotonic() + seconds
        while not (found := condition()):
            if time.monotonic() > end:
                names, labels = self.ask("names"), self.ask("labels")
                raise AssertionError(f"{what} did not come; shown: {names} {labels}")
            time.sleep(POLL)
        return found

    def press(self, name: str) -> None:
        """Click a control as soon as it can be."""
        self.until(lambda: self.ask("usable", name), name)
        self.ask("click", name)

    def say(self, text: str) -> None:
        """Write a message and send it."""
        self.until(lambda: self.ask("usable", "Message"), "Message")
        self.ask("write", "Message", text)
        self.press("Send")

    def begin_merge(self, pair: Pair, target: Path) -> None:
        """Through the wizard's screens, from the first one until the merge is asked for."""
        for _ in range(2):
            self.press("Next")
        for name, folder in (("Base folder", pair.base), ("Delta folder", pair.delta)):
            self.fill(name, folder)
            self.press("Next")
        self.fill("Target folder", target)
        self.press("Merge")

    def fill(self, name: str, folder: Path) -> None:
        """Write a folder into a field as soon as it is there."""
        self.until(lambda: name in self.ask("names"), name)
        self.ask("write", name, str(folder))

    def state(self, **wanted: object) -> dict[str, Any]:
        """Wait until model and chat are so; how they are then."""

        def look() -> dict[str, Any] | None:
            state: dict[str, Any] = self.ask("state")
            return state if all(state[key] == value for key, value in wanted.items()) else None

        found: dict[str, Any] = self.until(look, f"{wanted}, not {self.ask('state')},")
        return found

    def engine(self) -> int | None:
        """The engine's process number, None while there is none."""
        try:
            children = psutil.Process(self.process.pid).children()
        except psutil.NoSuchProcess:
            return None
        return children[0].pid if children else None

    def kill(self, together: bool = True) -> None:
        """SIGKILL of window and engine at once, or of the window alone; both are gone after."""
        engine = self.engine()
        if together:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join(PATIENCE)
        if engine is not None:
            _wait_for_end(engine)

    def close(self) -> int:
        """Close the window as a person does; the exit status."""
        self.ask("close_window")
        status = self.process.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)
        return status

    def __enter__(self) -> "Window":
        self.ready()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()


def _wait_for_end(pid: int) -> None:
    try:
        psutil.Process(pid).wait(10)
    except psutil.NoSuchProcess:
        return


def settle(home: Path, **choices: Any) -> None:
    """Write the settings of a home, as if a person had chosen them."""
    folder = home / "config"
    folder.mkdir(parents=True, exist_ok=True)
    settings.save(settings.Settings(language="en", **choices), folder / settings.FILE_NAME)


def chats(home: Path) -> Path:
    """The file of the chats."""
    return home / "data" / "chats.db"
