"""A prompt is read in chunks between which it can be cancelled: how long they are."""

import pytest
import torch

from trymore_desktop.core.control import Control
from trymore_desktop.errors import Interrupted
from trymore_desktop.inference import generate
from trymore_desktop.inference.generate import CHUNK_SECONDS, SMALLEST_CHUNK, PromptCache

PROMPT = list(range(1900))


class Machine:
    """A decoder that computes nothing, and a clock that goes as if it did so many tokens a second.

    From `later` tokens of a prompt on it is twice as slow, as with more and more keys.
    """

    window, vocabulary, memory = 2048, 2000, 0
    few_rows = 24
    device = torch.device("cpu")

    def __init__(self, speed: float, later: int = 10_000) -> None:
        self.speed, self.later = speed, later
        self.now = 0.0
        self.chunks: list[tuple[int, float]] = []

    def forward(
        self, tokens: list[int], start: int, last: int = 1, control: Control | None = None
    ) -> torch.Tensor:
        seconds = len(tokens) / self.speed * (2 if start >= self.later else 1)
        self.chunks.append((len(tokens), seconds))
        self.now += seconds
        return torch.zeros(last, self.vocabulary)

    def reusable(self, common: int) -> int:
        return common


@pytest.fixture
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(*request.param)
    monkeypatch.setattr(generate.time, "perf_counter", lambda: made.now)
    return made


@pytest.mark.parametrize(
    "machine", [(200.0,), (1000.0,), (1000.0, 600), (50_000.0,)], indirect=True
)
def test_a_chunk_takes_no_longer_than_it_may(machine: Machine) -> None:
    list(PromptCache(machine).prefill(PROMPT, Control()))
    assert sum(length for length, _ in machine.chunks) == len(PROMPT)
    assert machine.chunks[0][0] == SMALLEST_CHUNK
    slowed = [seconds for _, seconds in machine.chunks if seconds > 1.01 * CHUNK_SECONDS]
    assert len(slowed) <= (machine.later < len(PROMPT)), "only one may not know how slow it became"


@pytest.mark.parametrize("machine", [(30.0,)], indirect=True)
def test_a_slow_machine_reads_as_little_as_is_worth_while(machine: Machine) -> None:
    list(PromptCache(machine).prefill(PROMPT, Control()))
    assert {length for length, _ in machine.chunks[:-1]} == {SMALLEST_CHUNK}
    assert machine.chunks[-1][0] <= SMALLEST_CHUNK + machine.few_rows


@pytest.mark.parametrize("machine", [(30.0,)], indirect=True)
def test_a_cancelled_prompt_keeps_what_was_read(machine: Machine) -> None:
    cache, control = PromptCache(machine), Control()
    reading = cache.prefill(PROMPT, control)
    next(reading)
    control.cancel()
    with pytest.raises(Interrupted):
        list(reading)
    assert len(machine.chunks) == 1
    list(cache.prefill(PROMPT, Control()))
    assert sum(length for length, _ in machine.chunks) == len(PROMPT)


@pytest.mark.parametrize("machine", [(30.0,)], indirect=True)
def test_no_crumbs_are_left_that_would_be_computed_in_another_way(machine: Machine) -> None:
    for length in range(1, 200):
        machine.chunks.clear()
        list(PromptCache(machine).prefill(PROMPT[:length], Control()))
        assert all(count > machine.few_rows for count, _ in machine.chunks[1:]), length
