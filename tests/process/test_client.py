"""Commands across the pipe: what comes back, in which order, and how it ends."""

import os

from tests.process.conftest import Driver, Start
from tests.process.puppet import SECRET, messages
from trymore_desktop.core.events import (
    Cancelled,
    Failed,
    Inspected,
    Progress,
    TextDelta,
    TokensCounted,
)
from trymore_desktop.engine.client import EngineState, Patience
from trymore_desktop.engine.protocol import CountTokens, Inspect, UnloadModel


def test_progress_then_the_result(driver: Driver) -> None:
    number = driver.act("steps:20")
    assert isinstance(driver.final(number), Inspected)
    done = [event.done for event in driver.of(number) if isinstance(event, Progress)]
    assert done == sorted(done)
    assert done[-1] == 20
    assert driver.states == [EngineState.STARTING, EngineState.READY]


def test_text_arrives_whole_and_in_order(driver: Driver) -> None:
    number = driver.act("text:5000")
    driver.final(number)
    text = "".join(event.text for event in driver.of(number) if isinstance(event, TextDelta))
    assert text == "".join(f"{number} " for number in range(5000))


def test_first_in_first_out(driver: Driver) -> None:
    numbers = [driver.act(act) for act in ("steps:10", "answer", "steps:3", "answer", "answer")]
    for number in numbers:
        driver.final(number)
    ends = [number for number, event in driver.events if isinstance(event, Inspected)]
    assert ends == numbers
    firsts = [driver.events.index(next(e for e in driver.events if e[0] == n)) for n in numbers]
    assert firsts == sorted(firsts)


def test_tokens_are_counted_while_a_command_runs(driver: Driver) -> None:
    number = driver.act("steps:50000")
    driver.progress(number)
    counted = driver.end_of(CountTokens(messages(3)))
    assert isinstance(counted, TokensCounted)
    assert counted.total == 3
    assert not any(isinstance(event, Inspected) for event in driver.of(number))
    driver.client.cancel(number)
    assert isinstance(driver.final(number), Cancelled)


def test_cancel_while_running_keeps_the_engine(start: Start) -> None:
    driver = start(patience=Patience(start=60.0, cancel=60.0, stop=1.0))
    before = driver.pid()
    number = driver.act("steps:50000")
    driver.progress(number)
    driver.client.cancel(number)
    assert isinstance(driver.final(number), Cancelled)
    assert driver.pid() == before, "the ladder's end was not needed"


def test_cancel_of_a_waiting_command_leaves_the_running_one_alone(driver: Driver) -> None:
    running, waiting = driver.act("steps:50000"), driver.act("answer")
    driver.client.cancel(waiting)
    assert isinstance(driver.final(waiting), Cancelled)
    heard = len(driver.of(running))
    driver.wait_for(lambda: True if len(driver.of(running)) > heard + 1 else None)
    assert all(isinstance(event, Progress) for event in driver.of(running))
    driver.client.cancel(running)
    assert isinstance(driver.final(running), Cancelled)


def test_cancel_after_the_end_changes_nothing(driver: Driver) -> None:
    number = driver.act("answer")
    driver.final(number)
    driver.client.cancel(number)
    driver.client.cancel(12345)
    assert isinstance(driver.end_of(Inspect("answer")), Inspected)
    assert len(driver.of(number)) == 1


def test_a_failure_comes_with_code_and_params(driver: Driver) -> None:
    failed = driver.end_of(Inspect("fail:你好"))
    assert failed == Failed("no_space", {"missing": 7, "name": "你好"}, "technical")
    assert isinstance(driver.end_of(Inspect("answer")), Inspected)


def test_an_unforeseen_exception_tells_where_but_not_what_was_said(driver: Driver) -> None:
    failed = driver.end_of(Inspect("stumble"))
    assert isinstance(failed, Failed)
    assert failed.code == "unexpected"
    assert failed.params == {"error": "ValueError"}
    assert "do_stumble" in failed.detail
    assert SECRET not in failed.detail


def test_memory_that_runs_out_in_python_is_told_as_such(driver: Driver) -> None:
    failed = driver.end_of(Inspect("memory"))
    assert isinstance(failed, Failed)
    assert failed.code == "out_of_memory"


def test_a_command_without_an_end_fails(driver: Driver) -> None:
    driver.end_of(Inspect("silent_end"))
    failed = driver.end_of(Inspect("answer"))
    assert isinstance(failed, Failed)
    assert failed.code == "unexpected"


def test_a_command_that_the_engine_does_not_know_fails(driver: Driver) -> None:
    failed = driver.end_of(UnloadModel())
    assert isinstance(failed, Failed)
    assert failed.params == {"error": "AssertionError"}


def test_prints_of_libraries_cannot_reach_the_protocol(driver: Driver, home) -> None:
    number = driver.act("print")
    assert isinstance(driver.final(number), Inspected)
    assert driver.of(number)[0] == TextDelta("stdin is empty", 1)
    driver.stop()
    log = (home / "logs" / "engine.log").read_text()
    for text in ("from Python", "from fd 1", "from C"):
        assert text in log


def test_commands_submitted_before_the_start_are_run(start: Start) -> None:
    driver = start()
    number = driver.act("answer")
    assert isinstance(driver.final(number), Inspected)


def test_stop_ends_what_runs_and_the_process(driver: Driver) -> None:
    pid = driver.pid()
    running, waiting = driver.act("steps:5000"), driver.act("answer")
    driver.progress(running)
    assert driver.stop() < 1.0
    assert isinstance(driver.final(running), Cancelled)
    assert isinstance(driver.final(waiting), Cancelled)
    assert driver.states[-1] is EngineState.STOPPED
    assert not os.path.exists(f"/proc/{pid}")  # noqa: PTH110
