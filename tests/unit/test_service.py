"""Every command has its place; only what needs torch imports it."""

import subprocess
import sys
import threading
import typing
from pathlib import Path

import pytest

from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event, Failed, ModelUnloaded
from trymore_desktop.engine import protocol, service
from trymore_desktop.engine.failures import failure
from trymore_desktop.engine.protocol import AnyCommand, CommandLine, decode_command, encode
from trymore_desktop.engine.service import Engine
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.messages import TABLE

COMMANDS = {
    protocol.Inspect: ("/nothing",),
    protocol.PlanMerge: ("/nothing", "/nowhere", "/none"),
    protocol.Merge: ("/nothing", "/nowhere", "/none"),
    protocol.DiscardMerge: ("/nothing",),
    protocol.MakeDelta: ("/nothing", "/nowhere", "/none"),
    protocol.VerifyModel: ("/nothing",),
    protocol.MoveModel: ("/nothing", "/nowhere"),
    protocol.DeleteModel: ("/nothing",),
    protocol.FetchDelta: ("not a name", "/nothing"),
    protocol.FindHardware: (),
    protocol.FindRuntime: (),
    protocol.FetchRuntime: ("/nothing",),
    protocol.RemoveRuntime: (),
    protocol.PlanLoad: ("/nothing",),
    protocol.LoadModel: ("/nothing",),
    protocol.UnloadModel: (),
    protocol.Generate: ((),),
    protocol.CountTokens: ((),),
    protocol.Benchmark: (),
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command may remove what the program keeps."""
    monkeypatch.setenv("TRYMORE_HOME", str(tmp_path / "home"))


def end_of(command: AnyCommand) -> Event:
    try:
        return list(Engine().handle(command, Control()))[-1]
    except (TryMoreError, OSError) as error:
        return failure(error)


def test_the_table_above_is_complete() -> None:
    assert set(COMMANDS) == set(typing.get_args(AnyCommand)) - {protocol.Cancel}


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
def test_every_command_is_served_and_refuses_in_known_words(kind: type[AnyCommand]) -> None:
    command = kind(*COMMANDS[kind])
    assert decode_command(encode(CommandLine(1, command))).command == command
    ended = end_of(command)
    if isinstance(ended, Failed):
        assert ended.code in TABLE
        assert ended.code not in ("unexpected", "protocol_error")


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
def test_a_path_that_the_system_refuses_is_no_fault_of_the_program(
    kind: type[AnyCommand],
) -> None:
    impossible = "/" + 300 * "x"
    values = (impossible if value == "/nothing" else value for value in COMMANDS[kind])
    ended = end_of(kind(*values))
    assert getattr(ended, "code", "") != "unexpected"


@pytest.mark.parametrize("kind", [protocol.LoadModel, protocol.Merge, protocol.VerifyModel])
def test_what_waits_for_torch_can_be_cancelled(
    kind: type[AnyCommand], monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = threading.Event()
    monkeypatch.setattr(service, "_import_torch", imported.wait)
    engine, control = Engine(), Control()
    engine.warm_up()
    control.cancel()
    try:
        with pytest.raises(Interrupted):
            list(engine.handle(kind(*COMMANDS[kind]), control))
    finally:
        imported.set()


def test_cancel_is_no_command_of_the_service() -> None:
    assert end_of(protocol.Cancel(1)) == Failed("protocol_error", {}, "Cancel")


def test_unloading_nothing_is_done() -> None:
    assert end_of(protocol.UnloadModel()) == ModelUnloaded()


def test_counting_tokens_without_a_model_does_not_import_torch(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from trymore_desktop.core.control import Control\n"
        "from trymore_desktop.engine.protocol import CountTokens, DiscardMerge\n"
        "from trymore_desktop.engine.service import Engine\n"
        "from trymore_desktop.errors import TryMoreError\n"
        "try:\n"
        "    list(Engine().handle(CountTokens(()), Control()))\n"
        "except TryMoreError as error:\n"
        "    print(error.code, 'torch' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=True,
    )
    assert done.stdout.split() == ["no_model", "False"]
