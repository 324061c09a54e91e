"""When a dead engine is started again, and the inbox of its keeper."""

import threading
import time

from trymore_desktop.core.checkpoints import CheckpointReport
from trymore_desktop.core.events import Cancelled, Failed, HardwareFound, Inspected
from trymore_desktop.core.hardware import Hardware
from trymore_desktop.engine.inbox import CAPACITY, Call, Inbox
from trymore_desktop.engine.protocol import FindHardware, Inspect
from trymore_desktop.engine.restarts import MAX_RESTARTS, Restarts

INSPECTED = Inspected(CheckpointReport("x", "none"))
FOUND = HardwareFound(Hardware("cpu", 1, 1, 1, ()))


def test_two_in_a_row() -> None:
    restarts = Restarts()
    assert [restarts.died(Inspect("x")) for _ in range(MAX_RESTARTS + 1)] == [True, True, False]


def test_only_a_success_of_the_same_kind_counts() -> None:
    restarts = Restarts()
    for _ in range(MAX_RESTARTS):
        assert restarts.died(Inspect("x"))
        restarts.ended(FindHardware(), FOUND)
        restarts.ended(Inspect("x"), Failed("x"))
        restarts.ended(Inspect("x"), Cancelled())
    assert not restarts.died(Inspect("x"))
    restarts.ended(Inspect("y"), INSPECTED)
    assert restarts.died(Inspect("x"))


def test_after_a_death_in_idleness_any_success_counts() -> None:
    restarts = Restarts()
    for _ in range(10):
        assert restarts.died(None)
        restarts.ended(FindHardware(), FOUND)


def test_a_person_may_try_again() -> None:
    restarts = Restarts()
    while restarts.died(Inspect("x")):
        pass
    restarts.forgive()
    assert restarts.died(Inspect("x"))


def drain(inbox: Inbox, times: int) -> None:
    for _ in range(times):
        for call in inbox.take(0.0):
            call()


def test_calls_come_in_order_and_never_wait() -> None:
    inbox, done = Inbox(), []
    began = time.monotonic()
    for number in range(10 * CAPACITY):
        inbox.call(lambda number=number: done.append(number))
    assert time.monotonic() - began < 30.0
    drain(inbox, 1)
    assert done == list(range(10 * CAPACITY))


def test_arrivals_wait_for_room_and_keep_their_order() -> None:
    inbox, done = Inbox(), []

    def arrive() -> None:
        for number in range(3 * CAPACITY):
            call: Call = lambda number=number: done.append(number)  # noqa: E731
            inbox.arrive(call)

    sender = threading.Thread(target=arrive)
    sender.start()
    time.sleep(0.1)
    assert sender.is_alive()
    while len(done) < 3 * CAPACITY:
        drain(inbox, 1)
    sender.join(5)
    assert done == list(range(3 * CAPACITY))


def test_a_closed_inbox_holds_nobody() -> None:
    inbox = Inbox()
    for _ in range(CAPACITY):
        inbox.arrive(lambda: None)
    sender = threading.Thread(target=inbox.arrive, args=(lambda: None,))
    sender.start()
    inbox.close()
    sender.join(5)
    assert not sender.is_alive()


def test_an_empty_inbox_gives_up_in_time() -> None:
    assert list(Inbox().take(0.01)) == []
