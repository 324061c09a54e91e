"""The thread between the window and the engine, with a real engine process behind it."""

import os
import signal
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QThread, QTimer
from pytestqt.qtbot import QtBot

from tests.process.puppet import COMMAND, SECRET, messages
from trymore_desktop.core.events import (
    Cancelled,
    Failed,
    HardwareFound,
    Inspected,
    Progress,
    TextDelta,
    TokensCounted,
)
from trymore_desktop.engine.client import Patience
from trymore_desktop.engine.protocol import CountTokens, FindHardware, Inspect
from trymore_desktop.worker import MOST_WAITING, PORTION, EngineWorker, Request


@pytest.fixture
def idle(qtbot: QtBot) -> Iterator[EngineWorker]:
    """Not started: what it says first would be delivered before a test can listen."""
    worker = EngineWorker(command=COMMAND, patience=Patience(start=120, cancel=0.5, stop=1))
    yield worker
    worker.stop()


@pytest.fixture
def puppet(idle: EngineWorker) -> EngineWorker:
    idle.start()
    return idle


def act(worker: EngineWorker, script: str) -> Request:
    return worker.submit(Inspect(script))


def outcome(qtbot: QtBot, request: Request) -> object:
    qtbot.waitUntil(lambda: not request.running, timeout=60_000)
    return request.outcome


def test_signals_come_in_order_and_in_the_windows_thread(
    qtbot: QtBot, puppet: EngineWorker
) -> None:
    seen: list[object] = []
    threads: set[QThread] = set()

    def note(event: object) -> None:
        seen.append(event)
        threads.add(QThread.currentThread())

    request = act(puppet, "steps:20")
    request.progressed.connect(note)
    request.ended.connect(note)
    assert isinstance(outcome(qtbot, request), Inspected)
    assert [type(event) for event in seen[:-1]] == [Progress] * (len(seen) - 1)
    assert seen[-1] is request.outcome
    assert threads == {puppet.thread()}


def test_states_are_told(qtbot: QtBot, idle: EngineWorker) -> None:
    states: list[str] = []
    idle.state_changed.connect(states.append)
    idle.start()
    act(idle, "crash:SIGKILL")

    qtbot.waitUntil(lambda: states.count("ready") == 2, timeout=120_000)
    assert states == ["starting", "ready", "restarting", "ready"]
    assert idle.state == "ready"
    idle.stop()
    assert states[-1] == "stopped"


def test_text_is_whole_though_deltas_melt(qtbot: QtBot, puppet: EngineWorker) -> None:
    deltas: list[TextDelta] = []
    request = act(puppet, "text:5000")
    request.text_arrived.connect(deltas.append)
    outcome(qtbot, request)
    assert "".join(delta.text for delta in deltas) == "".join(f"{n} " for n in range(5000))
    assert deltas[-1].tokens == 5000


def test_cancel(qtbot: QtBot, puppet: EngineWorker) -> None:
    request = act(puppet, "steps:5000")
    with qtbot.waitSignal(request.progressed, timeout=60_000):
        pass
    request.cancel()
    assert isinstance(outcome(qtbot, request), Cancelled)
    request.cancel()  # after the end: nothing


def test_failure(qtbot: QtBot, puppet: EngineWorker) -> None:
    failed = outcome(qtbot, act(puppet, "fail:x"))
    assert isinstance(failed, Failed)
    assert failed.code == "no_space"


def test_a_killed_engine_costs_the_request_and_not_the_window(
    qtbot: QtBot, puppet: EngineWorker
) -> None:
    pids: list[int] = []
    first = act(puppet, "pid")
    first.progressed.connect(lambda event: pids.append(event.done))
    outcome(qtbot, first)
    request = act(puppet, "steps:5000")
    with qtbot.waitSignal(request.progressed, timeout=60_000):
        pass
    os.kill(pids[0], signal.SIGKILL)
    failed = outcome(qtbot, request)
    assert isinstance(failed, Failed)
    assert failed.code == "engine_lost"
    assert isinstance(outcome(qtbot, act(puppet, "answer")), Inspected)


def test_a_hung_engine_is_replaced(qtbot: QtBot, puppet: EngineWorker) -> None:
    request = act(puppet, "stuck")
    with qtbot.waitSignal(request.progressed, timeout=60_000):
        pass
    request.cancel()
    assert isinstance(outcome(qtbot, request), Cancelled)
    assert isinstance(outcome(qtbot, act(puppet, "answer")), Inspected)


def test_tokens_are_counted_while_another_command_runs(qtbot: QtBot, puppet: EngineWorker) -> None:
    request = act(puppet, "steps:5000")
    with qtbot.waitSignal(request.progressed, timeout=60_000):
        pass
    assert isinstance(outcome(qtbot, puppet.submit(CountTokens(messages(2)))), TokensCounted)
    assert request.running
    request.cancel()
    outcome(qtbot, request)


@pytest.mark.parametrize("act_name", ["babble:20000", "flood:100000", "rubbish:900", "chatter:100"])
def test_a_lying_engine_does_not_hold_the_window(
    qtbot: QtBot, puppet: EngineWorker, act_name: str
) -> None:
    """However much it says, the window takes a portion a turn of its loop, and nothing is lost."""
    turns: list[int] = [0]
    waiting: list[int] = []

    def turn() -> None:
        turns.append(0)
        waiting.append(len(puppet._inbox))

    outcome(qtbot, act(puppet, "answer"))
    timer = QTimer()
    timer.timeout.connect(turn)
    timer.start(0)
    request = act(puppet, act_name)
    seen: list[Progress] = []

    def note(event: Progress) -> None:
        seen.append(event)
        turns[-1] += 1

    request.progressed.connect(note)
    assert isinstance(outcome(qtbot, request), Inspected)
    timer.stop()
    assert max(turns) <= 2 * PORTION  # two: the order of timers may change once
    assert max(waiting) <= MOST_WAITING
    if act_name.startswith("babble"):
        assert [event.done for event in seen] == list(range(20_000))
    else:
        assert len(seen) < 20_000  # a flood melts on its way


def test_a_window_that_does_not_look_keeps_the_engine_waiting(
    qtbot: QtBot, puppet: EngineWorker
) -> None:
    outcome(qtbot, act(puppet, "answer"))
    request = act(puppet, "babble:200000")
    until(lambda: len(puppet._inbox) == MOST_WAITING)
    queue = puppet._client._inbox._arrivals
    until(queue.full)
    assert len(puppet._inbox) == MOST_WAITING
    assert request.running
    puppet.stop()  # and does not wait for one another
    assert isinstance(request.outcome, Cancelled)


def until(true: Callable[[], bool]) -> None:
    """Wait without an event loop."""
    patience = time.monotonic() + 60
    while not true():
        assert time.monotonic() < patience
        time.sleep(0.01)


def test_stop_ends_open_requests_and_later_ones(qtbot: QtBot, puppet: EngineWorker) -> None:
    request = act(puppet, "steps:5000")
    with qtbot.waitSignal(request.progressed, timeout=60_000):
        pass
    puppet.stop()
    assert isinstance(request.outcome, Cancelled)
    assert not puppet.isRunning()
    assert isinstance(outcome(qtbot, act(puppet, "answer")), Cancelled)


def test_nothing_said_reaches_the_log(qtbot: QtBot, puppet: EngineWorker, home) -> None:
    outcome(qtbot, act(puppet, "stumble"))
    puppet.stop()
    assert SECRET not in (home / "logs" / "engine.log").read_text()


def test_the_real_engine_answers(qtbot: QtBot, worker: EngineWorker, tmp_path) -> None:
    pytest.importorskip("trymore_desktop.merge.inspect")
    pytest.importorskip("trymore_desktop.inference.hardware")
    inspected = outcome(qtbot, worker.submit(Inspect(str(tmp_path))))
    assert isinstance(inspected, Inspected | Failed)
    found = worker.submit(FindHardware())
    qtbot.waitUntil(lambda: not found.running, timeout=60_000)
    assert isinstance(found.outcome, HardwareFound)
