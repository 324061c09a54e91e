"""What each command does: the one door through which the window and the terminal come in.

Every import of a package that needs torch stands in the function that needs it, so that a check
of two folders does not wait for it.
"""

import gc
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from trymore_desktop.core.control import Control
from trymore_desktop.core.events import (
    Discarded,
    Event,
    HardwareFound,
    Inspected,
    LoadPlanned,
    ModelUnloaded,
    PlanReady,
)
from trymore_desktop.engine import protocol
from trymore_desktop.engine.protocol import Command
from trymore_desktop.errors import TryMoreError
from trymore_desktop.runtime.build import has_cuda
from trymore_desktop.runtime.folder import disown

if TYPE_CHECKING:
    from trymore_desktop.inference.session import Session

GLANCE = 0.05
"""Seconds between two looks whether a command that waits for torch was cancelled."""


class Service(Protocol):
    """Anything that a host can serve."""

    def handle(self, command: Command, control: Control) -> Iterator[Event]:
        """Do the command: any number of events, the last one a Final.

        Raises:
            TryMoreError: refused or failed.
            Interrupted: cancelled through `control`.
        """

    def warm_up(self) -> None:
        """Do in the background what the first command would wait for."""

    def idle(self) -> None:
        """Do in advance what the next command would wait for; no command waits now."""


class Engine:
    """The service of the product: merging and inference, with at most one model loaded."""

    def __init__(self) -> None:
        self._session: Session | None = None
        self._importing: threading.Thread | None = None

    def handle(self, command: Command, control: Control) -> Iterator[Event]:
        """Do the command; see Service.handle."""
        match command:
            case protocol.Inspect() | protocol.PlanMerge() | protocol.DiscardMerge():
                yield from _merge(command, control)
            case protocol.Merge() | protocol.MakeDelta() | protocol.VerifyModel():
                self._wait_for_torch(control)
                yield from _merge(command, control)
            case protocol.MoveModel(path, target):
                from trymore_desktop.merge.relocate import move_model

                yield from move_model(Path(path), Path(target), control)
            case protocol.DeleteModel(path):
                from trymore_desktop.merge.relocate import delete_model

                yield Discarded(delete_model(Path(path)))
            case protocol.FetchDelta():
                yield from _fetch(command, control)
            case protocol.FindRuntime() | protocol.FetchRuntime() | protocol.RemoveRuntime():
                yield from _runtime(command, control)
            case protocol.FindHardware():
                from trymore_desktop.inference.hardware import find_hardware

                yield HardwareFound(find_hardware())
            case protocol.PlanLoad(folder, device, precision):
                from trymore_desktop.inference.hardware import find_hardware
                from trymore_desktop.inference.planning import plan_load

                yield LoadPlanned(plan_load(Path(folder), find_hardware(), device, precision))
            case _:
                yield from self._infer(command, control)

    def warm_up(self) -> None:
        """Import torch in a thread; a command that needs it waits for the rest of the import."""
        self._importing = threading.Thread(target=_import_torch, daemon=True, name="warm-up")
        self._importing.start()

    def idle(self) -> None:
        """Warm a model up that nobody has asked anything yet."""
        if self._session is not None:
            self._session.warm_up()

    def _wait_for_torch(self, control: Control) -> None:
        """Let the import in the background come to its end; nothing can be cancelled inside it.

        On a slow drive it takes longer than the window's patience with a cancelled command.

        Raises:
            Interrupted: the person cancelled.
        """
        while self._importing is not None and self._importing.is_alive():
            control.check()
            self._importing.join(GLANCE)

    def _infer(self, command: Command, control: Control) -> Iterator[Event]:
        match command:
            case protocol.LoadModel(path, device, precision):
                yield from self._load(path, device, precision, control)
            case protocol.UnloadModel():
                if self._session is not None:
                    self._session.unload()
                yield ModelUnloaded()
            case protocol.Generate(messages, config, policy, resume):
                session = self._loaded_session()
                yield from session.generate(messages, config, policy, resume, control)
            case protocol.CountTokens(messages, config):
                yield self._loaded_session().count_tokens(messages, config)
            case protocol.Benchmark():
                yield from self._loaded_session().benchmark(control)
            case _:
                raise TryMoreError("protocol_error", detail=type(command).__name__)

    def _load(self, path: str, device: str, precision: str, control: Control) -> Iterator[Event]:
        if self._session is not None:
            yield from self._session.load(path, device, precision, control)
            return
        # The first model of this process: read it while torch is still being imported
        from trymore_desktop.inference.early import read_early

        early = read_early(path, device, precision, gpu=sys.platform == "darwin" or has_cuda())
        try:
            self._wait_for_torch(control)
            yield from self._new_session().load(path, device, precision, control, early)
        finally:
            early.drop()

    def _new_session(self) -> "Session":
        if self._session is None:
            with _without_collecting():
                from trymore_desktop.inference.session import Session

            self._session = Session()
        return self._session

    def _loaded_session(self) -> "Session":
        if self._session is None:
            raise TryMoreError("no_model")
        return self._session


def _merge(command: Command, control: Control) -> Iterator[Event]:
    match command:
        case protocol.Inspect(path):
            from trymore_desktop.merge.inspect import inspect_checkpoint

            yield Inspected(inspect_checkpoint(Path(path)))
        case protocol.PlanMerge(base, delta, target, options):
            from trymore_desktop.merge.plan import plan_merge

            yield PlanReady(plan_merge(Path(base), Path(delta), Path(target), options))
        case protocol.Merge(base, delta, target, options):
            from trymore_desktop.merge.run import merge

            yield from merge(Path(base), Path(delta), Path(target), options, control)
        case protocol.DiscardMerge(target):
            from trymore_desktop.merge.writer import discard

            yield Discarded(discard(Path(target)))
        case protocol.MakeDelta(base, target, delta, options):
            from trymore_desktop.merge.run import make_delta

            yield from make_delta(Path(base), Path(target), Path(delta), options, control)
        case protocol.VerifyModel(path):
            from trymore_desktop.merge.verify import verify

            yield from verify(Path(path), control)


def _fetch(command: protocol.FetchDelta, control: Control) -> Iterator[Event]:
    from trymore_desktop.merge.hub import fetch

    yield from fetch(command.repository, Path(command.folder), command.endpoint, control)


def _runtime(command: Command, control: Control) -> Iterator[Event]:
    from trymore_desktop.runtime.state import find_runtime, install, remove

    match command:
        case protocol.FindRuntime():
            yield from find_runtime(control)
        case protocol.FetchRuntime(wheels):
            yield from install(wheels, control)
        case protocol.RemoveRuntime():
            yield from remove()


def _import_torch() -> None:
    """Import torch; a fetched build that cannot be imported is given up for the bundled one."""
    from trymore_desktop.runtime.activate import present

    try:
        with _without_collecting():
            import torch  # noqa: F401
    except Exception:
        fetched = present()
        if fetched.active is None:
            raise
        traceback.print_exc()
        disown(Path(fetched.folder).parent)
        os._exit(1)  # the next engine imports the bundled one


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Import large libraries: each collection would walk all they made so far and find nothing.

    That is a tenth of the start. What they made stays for ever, so later collections leave it out.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
