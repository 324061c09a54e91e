"""The product's own engine as a process: merge, load, answer, die, come back."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process.conftest import Driver
from tests.support.checkpoints import make_pair
from tests.support.tensors import Shape
from trymore_desktop.core.chat import GenerationConfig, Message, Role
from trymore_desktop.core.events import (
    Cancelled,
    Failed,
    Finished,
    HardwareFound,
    Inspected,
    Merged,
    ModelLoaded,
    ModelUnloaded,
    TextDelta,
    TokensCounted,
)
from trymore_desktop.engine.client import EngineState, Patience
from trymore_desktop.engine.environment import engine_command, engine_environment
from trymore_desktop.engine.protocol import (
    CountTokens,
    FindHardware,
    Generate,
    Inspect,
    LoadModel,
    Merge,
    UnloadModel,
)

QUESTION = (Message(Role.USER, "你好, how are you?"),)
LONG = GenerationConfig(max_new_tokens=1900, temperature=0.0)
SHORT = GenerationConfig(max_new_tokens=5, temperature=0.0)


@pytest.fixture
def engine(home: Path) -> Iterator[Driver]:
    driver = Driver(engine_command(), Patience())
    yield driver
    driver.stop()


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    folder = tmp_path_factory.mktemp("李 雷")
    # Large enough that a long reply is still being made when it is cancelled.
    pair = make_pair(folder, Shape(layers=16, hidden=384, heads=6, kv_heads=6))
    return pair.base, pair.delta, folder / "合并 model"


def test_the_journey_of_one_engine(engine: Driver, merged: tuple[Path, Path, Path]) -> None:
    base, delta, target = map(str, merged)
    assert isinstance(engine.end_of(Merge(base, delta, target)), Merged)
    assert isinstance(engine.end_of(LoadModel(target, "cpu")), ModelLoaded)
    number = engine.client.submit(Generate(QUESTION, SHORT))
    finished = engine.final(number, 60)
    assert isinstance(finished, Finished)
    deltas = [event.text for event in engine.of(number) if isinstance(event, TextDelta)]
    assert "".join(deltas) == finished.text
    assert isinstance(engine.end_of(UnloadModel()), ModelUnloaded)
    failed = engine.end_of(Generate(QUESTION, SHORT))
    assert isinstance(failed, Failed)
    assert failed.code == "no_model"
    assert engine.states == [EngineState.STARTING, EngineState.READY]


def test_counting_and_cancelling_while_a_reply_is_made(
    engine: Driver, merged: tuple[Path, Path, Path]
) -> None:
    base, delta, target = map(str, merged)
    engine.end_of(Merge(base, delta, target))
    assert isinstance(engine.end_of(LoadModel(target, "cpu")), ModelLoaded)
    number = engine.client.submit(Generate(QUESTION, LONG))
    engine.wait_for(lambda: next((e for e in engine.of(number) if isinstance(e, TextDelta)), None))
    counted = engine.end_of(CountTokens(QUESTION, SHORT))
    assert isinstance(counted, TokensCounted)
    assert counted.total > 10
    assert not any(isinstance(event, Finished) for event in engine.of(number))
    process = engine.client._process
    engine.client.cancel(number)
    assert isinstance(engine.final(number), Cancelled)
    assert engine.client._process is process, "it stopped by itself"
    again = engine.end_of(Generate(QUESTION, SHORT))
    assert isinstance(again, Finished)


def test_an_engine_killed_while_it_answers_comes_back_without_a_model(
    engine: Driver, merged: tuple[Path, Path, Path]
) -> None:
    base, delta, target = map(str, merged)
    engine.end_of(Merge(base, delta, target))
    first = engine.end_of(LoadModel(target, "cpu"))
    assert isinstance(first, ModelLoaded)
    number = engine.client.submit(Generate(QUESTION, LONG))
    engine.wait_for(lambda: next((e for e in engine.of(number) if isinstance(e, TextDelta)), None))
    process = engine.client._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    lost = engine.final(number)
    assert isinstance(lost, Failed)
    assert lost.code == "engine_lost"
    failed = engine.end_of(Generate(QUESTION, SHORT))
    assert isinstance(failed, Failed)
    assert failed.code == "no_model"
    assert isinstance(engine.end_of(LoadModel(target, "cpu")), ModelLoaded)
    assert isinstance(engine.end_of(Generate(QUESTION, SHORT)), Finished)


def test_first_commands_meet_the_import_of_torch_in_the_background(
    engine: Driver, merged: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    inspect = engine.client.submit(Inspect(str(tmp_path)))
    hardware = engine.client.submit(FindHardware())
    load = engine.client.submit(LoadModel(str(tmp_path), "cpu"))
    assert isinstance(engine.final(inspect, 60), Inspected | Failed)
    assert isinstance(engine.final(hardware, 60), HardwareFound)
    failed = engine.final(load, 60)
    assert isinstance(failed, Failed)
    assert failed.code != "unexpected"


def test_the_environment_keeps_libraries_offline_and_threads_quiet() -> None:
    environment = engine_environment({"OMP_WAIT_POLICY": "ACTIVE", "HF_HUB_OFFLINE": "0"})
    assert environment["OMP_WAIT_POLICY"] == "ACTIVE"  # the person's own word
    assert environment["HF_HUB_OFFLINE"] == "1"
    assert engine_environment({})["OMP_WAIT_POLICY"] == "PASSIVE"
