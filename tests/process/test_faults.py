"""An engine that dies, hangs or lies: the window's side goes on, and says what happened."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.process.conftest import Driver, Start
from tests.process.puppet import SECRET, messages
from trymore_desktop.core.events import Cancelled, Failed, Inspected, Progress, TokensCounted
from trymore_desktop.engine.client import MAX_RUBBISH, EngineState, Patience
from trymore_desktop.engine.log import MAX_SIZE
from trymore_desktop.engine.protocol import CountTokens, Inspect

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def assert_lost(event: object) -> Failed:
    assert isinstance(event, Failed)
    assert event.code == "engine_lost"
    return event


def test_a_killed_engine_fails_its_commands_and_comes_back(driver: Driver) -> None:
    before = driver.pid()
    running, waiting = driver.act("steps:5000"), driver.act("answer")
    driver.progress(running)
    os.kill(before, signal.SIGKILL)
    assert assert_lost(driver.final(running)).params == {"status": -signal.SIGKILL}
    assert_lost(driver.final(waiting))
    driver.wait_state(EngineState.READY)
    assert driver.states[-2] is EngineState.RESTARTING
    assert driver.pid() != before


def test_a_crash_leaves_its_trace_in_the_log(driver: Driver, home: Path) -> None:
    failed = assert_lost(driver.end_of(Inspect("crash:SIGSEGV")))
    assert "do_crash" in failed.detail
    driver.stop()
    assert "do_crash" in (home / "logs" / "engine.log").read_text()


def test_two_restarts_in_a_row_and_no_more(driver: Driver) -> None:
    for _ in range(3):
        assert_lost(driver.end_of(Inspect("crash:SIGKILL")))
    driver.wait_state(EngineState.LOST)
    assert driver.states.count(EngineState.RESTARTING) == 2


def test_a_lost_engine_is_tried_again_by_a_command_but_not_by_the_meter(driver: Driver) -> None:
    for _ in range(3):
        assert_lost(driver.end_of(Inspect("crash:SIGKILL")))
    driver.wait_state(EngineState.LOST)
    assert_lost(driver.end_of(CountTokens(messages(1))))
    assert driver.states[-1] is EngineState.LOST
    assert isinstance(driver.end_of(Inspect("answer")), Inspected)
    assert driver.states[-1] is EngineState.READY


def test_a_success_of_what_killed_it_sets_the_count_back(driver: Driver) -> None:
    for _ in range(4):
        assert_lost(driver.end_of(Inspect("crash:SIGKILL")))
        assert isinstance(driver.end_of(Inspect("answer")), Inspected)
    assert EngineState.LOST not in driver.states


def test_another_success_does_not_set_it_back(driver: Driver) -> None:
    for _ in range(3):
        assert_lost(driver.end_of(Inspect("crash:SIGKILL")))
        if EngineState.LOST not in driver.states[-1:]:
            counted = driver.end_of(CountTokens(messages(2)))
            assert isinstance(counted, TokensCounted | Failed)
    driver.wait_state(EngineState.LOST)


@pytest.mark.parametrize("act", ["hang", "stuck"])
def test_an_engine_that_ignores_cancel_is_replaced(driver: Driver, act: str) -> None:
    before = driver.pid()
    number = driver.act(act)
    driver.progress(number)
    began = time.monotonic()
    driver.client.cancel(number)
    assert isinstance(driver.final(number), Cancelled)
    assert time.monotonic() - began > 0.4
    driver.wait_state(EngineState.READY)
    assert driver.pid() != before
    assert not psutil.pid_exists(before)


def test_replacing_a_hung_engine_is_no_death_of_its_own(driver: Driver) -> None:
    for _ in range(4):
        number = driver.act("hang")
        driver.progress(number)
        driver.client.cancel(number)
        assert isinstance(driver.final(number), Cancelled)
    assert EngineState.LOST not in driver.states


@pytest.mark.parametrize("act", ["hang", "stuck"])
def test_stop_kills_an_engine_that_hangs(driver: Driver, act: str) -> None:
    pid = driver.pid()
    driver.progress(driver.act(act))
    assert driver.stop() < 20.0
    wait_for_end(pid)


def wait_for_end(pid: int) -> None:
    """The system may take a moment to take a killed process down."""
    with contextlib.suppress(psutil.NoSuchProcess):
        while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)


def test_an_engine_that_never_gets_ready_is_given_up(start: Start) -> None:
    driver = start("--mute", patience=Patience(start=0.3, cancel=0.5, stop=0.5))
    number = driver.act("answer")
    assert_lost(driver.final(number))
    driver.wait_state(EngineState.LOST)
    assert driver.states.count(EngineState.RESTARTING) == 2


def test_an_engine_that_cannot_run_is_given_up(start: Start) -> None:
    driver = start("--dead")
    driver.wait_state(EngineState.LOST)
    assert assert_lost(driver.end_of(CountTokens(messages(1))))


def test_an_engine_whose_graphics_card_failed_is_replaced(driver: Driver) -> None:
    """CUDA refuses everything in a process after such an error; injected, for want of a card."""
    before = driver.pid()
    failed = driver.end_of(Inspect("card"))
    assert isinstance(failed, Failed)
    assert failed.code == "gpu_failed"
    driver.wait_for(lambda: True if EngineState.RESTARTING in driver.states else None)
    assert driver.pid() != before


def test_a_program_that_is_not_there_is_told(home: Path) -> None:
    driver = Driver([str(home / "nothing")], Patience())
    assert_lost(driver.end_of(Inspect("answer")))
    assert driver.states[-1] is EngineState.LOST
    driver.stop()


def test_rubbish_is_ignored_and_its_content_is_not_logged(
    driver: Driver, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    number = driver.act("rubbish:500")
    assert isinstance(driver.final(number), Inspected)
    assert [type(event) for event in driver.of(number)] == [Progress, Inspected]
    assert "made no sense" in caplog.text
    driver.stop()
    assert SECRET not in caplog.text + (home / "logs" / "engine.log").read_text()


def test_an_answer_that_nobody_asked_for_is_ignored(driver: Driver) -> None:
    number = driver.act("foreign")
    assert isinstance(driver.final(number), Inspected)
    assert {at for at, _ in driver.events} == {number}


def test_too_much_rubbish_ends_the_engine(driver: Driver, home: Path) -> None:
    before = driver.pid()
    assert_lost(driver.end_of(Inspect(f"rubbish:{MAX_RUBBISH + 10}")))
    assert driver.pid() != before
    driver.stop()
    assert "without sense" in (home / "logs" / "engine.log").read_text()


@linux
def test_a_line_without_an_end_takes_no_memory(driver: Driver) -> None:
    driver.pid()
    this = psutil.Process()
    before = this.memory_info().rss
    number = driver.act("endless:56")
    highest = before
    while not any(isinstance(event, Inspected) for event in driver.of(number)):
        highest = max(highest, this.memory_info().rss)
        time.sleep(0.02)
    assert highest - before < 24 << 20
    assert isinstance(driver.final(number, 60), Inspected)


def test_half_a_line_and_death(driver: Driver) -> None:
    assert assert_lost(driver.end_of(Inspect("half"))).params == {"status": 3}
    assert isinstance(driver.end_of(Inspect("answer")), Inspected)


def test_a_flood_of_events_passes_without_loss_of_the_end(driver: Driver) -> None:
    number = driver.act("flood:50000")
    assert isinstance(driver.final(number, 60), Inspected)
    assert len(driver.of(number)) == 50001


def test_a_flood_of_warnings_does_not_fill_the_disk(driver: Driver, home: Path) -> None:
    number = driver.act("chatter:200")  # 13 MB
    assert isinstance(driver.final(number, 60), Inspected)
    driver.stop()
    logs = list((home / "logs").glob("engine.log*"))
    assert 2 <= len(logs) <= 4
    assert all(log.stat().st_size <= MAX_SIZE for log in logs)


@linux
def test_the_kernel_would_rather_take_the_engine(driver: Driver) -> None:
    score = Path(f"/proc/{driver.pid()}/oom_score_adj").read_text()
    assert int(score) >= 500


ORPHAN = """
import sys, time
from tests.process.conftest import Driver, QUICK
from tests.process.puppet import COMMAND
driver = Driver(COMMAND, QUICK)
pid = driver.pid()
if sys.argv[1:]:
    driver.progress(driver.act(sys.argv[1]))
print(pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("act", [[], ["steps:5000"], ["hang"], ["stuck"]])
def test_the_engine_dies_with_its_parent(home: Path, act: list[str]) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", ORPHAN, *act],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    engine = psutil.Process(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    engine.wait(60)
    assert not psutil.pid_exists(pid)
