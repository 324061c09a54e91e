"""The real client over real children, without Qt."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.process.puppet import COMMAND
from tests.support import terminal
from tests.support.checkpoints import Pair, make_pair, write_model
from tests.support.tensors import Shape
from tests.support.terminal import ROOT, Run
from trymore_desktop.core.events import AnyEvent, Final, Progress
from trymore_desktop.engine.client import EngineClient, EngineState, Patience
from trymore_desktop.engine.protocol import AnyCommand, Inspect

T = TypeVar("T")


class Driver:
    """A client in a thread, and everything it said."""

    def __init__(self, command: list[str], patience: Patience) -> None:
        self.events: list[tuple[int, AnyEvent]] = []
        self.states: list[EngineState] = []
        self.said = threading.Condition()
        self.client = EngineClient(self._deliver, self._tell, command, patience)
        self.thread = threading.Thread(target=self.client.run)
        self.thread.start()

    def _deliver(self, number: int, event: AnyEvent) -> None:
        with self.said:
            self.events.append((number, event))
            self.said.notify_all()

    def _tell(self, state: EngineState) -> None:
        with self.said:
            self.states.append(state)
            self.said.notify_all()

    def wait_for(self, find: Callable[[], T | None], seconds: float = 90.0) -> T:
        with self.said:
            assert self.said.wait_for(lambda: find() is not None, seconds), (
                self.events[-5:],
                self.states,
            )
            found = find()
            assert found is not None
            return found

    def wait_state(self, state: EngineState) -> None:
        self.wait_for(lambda: True if state in self.states[-1:] else None)

    def act(self, script: str) -> int:
        return self.client.submit(Inspect(script))

    def of(self, number: int) -> list[AnyEvent]:
        return [event for at, event in self.events if at == number]

    def final(self, number: int, seconds: float = 90.0) -> AnyEvent:
        return self.wait_for(
            lambda: next((e for e in self.of(number) if isinstance(e, Final)), None), seconds
        )

    def progress(self, number: int) -> Progress:
        return self.wait_for(
            lambda: next((e for e in self.of(number) if isinstance(e, Progress)), None)
        )

    def end_of(self, command: AnyCommand) -> AnyEvent:
        return self.final(self.client.submit(command))

    def pid(self) -> int:
        number = self.act("pid")
        self.final(number)
        return self.progress(number).done

    def stop(self) -> float:
        began = time.monotonic()
        self.client.stop()
        self.thread.join(90)
        assert not self.thread.is_alive()
        return time.monotonic() - began


LARGE = Shape(layers=8, hidden=256, heads=8, kv_heads=8)
QUICK = Patience(start=60.0, cancel=0.5, stop=1.0)
Start = Callable[..., Driver]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("TRYMORE_HOME", str(folder))
    return folder


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    drivers: list[Driver] = []

    def begin(*options: str, patience: Patience = QUICK) -> Driver:
        drivers.append(Driver([*COMMAND, *options], patience))
        return drivers[-1]

    yield begin
    for driver in drivers:
        driver.stop()


@pytest.fixture
def driver(start: Start) -> Driver:
    return start()


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    return kept | {"PYTHONPATH": str(ROOT), "LANG": "en_US.UTF-8", "OMP_NUM_THREADS": "1"}


@pytest.fixture
def trymore(environment: dict[str, str], tmp_path: Path) -> Run:
    def run(*arguments: object, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*terminal.COMMAND, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            cwd=tmp_path,
            env=environment | more,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return make_pair(tmp_path_factory.mktemp("pair"), LARGE)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models") / "李 雷")
