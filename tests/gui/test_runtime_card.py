"""The card that offers the GPU build, with a real engine and an index of this machine."""

import os
from importlib.metadata import version
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.packages import PackageServer, make_wheel, standin
from trymore_desktop import settings
from trymore_desktop.core.events import RuntimeFound, RuntimeRemoved
from trymore_desktop.core.hardware import Attempt, Hardware
from trymore_desktop.engine.protocol import AnyCommand, FindRuntime, RemoveRuntime
from trymore_desktop.runtime.build import has_cuda
from trymore_desktop.settings import Settings
from trymore_desktop.ui.runtime_card import RuntimeCard
from trymore_desktop.worker import EngineWorker

ENGINE = 120_000
WITHOUT_CUDA = Attempt("cuda_not_built", False)
DRIVER = Attempt("driver_found", True)


def computer(*attempts: Attempt) -> Hardware:
    return Hardware("processor", 1, 1, 1, (), attempts)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An index that offers a small package under the name and version of torch."""
    for name in list(os.environ):
        if name.startswith("PIP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    offered = tmp_path / "offered"
    offered.mkdir()
    number = version("torch").partition("+")[0]
    files = {name.replace("standin", "torch"): text for name, text in standin(number).items()}
    make_wheel(offered, "nvidia-standin", "1.0", {"nvidia/standin/lib.bin": b"library"})
    make_wheel(offered, "torch", number, files, ("nvidia-standin",))
    with PackageServer(offered) as server:
        yield server


@pytest.fixture
def card(
    qtbot: QtBot, look: QApplication, index: PackageServer, worker: EngineWorker
) -> RuntimeCard:
    made = RuntimeCard(worker)
    qtbot.addWidget(made)
    return made


def answer(qtbot: QtBot, worker: EngineWorker, command: AnyCommand) -> object:
    with qtbot.waitSignal(worker.submit(command).ended, timeout=ENGINE) as ended:
        pass
    return ended.args[0]


def test_not_offered_without_a_card(card: RuntimeCard) -> None:
    card.show_for(computer(WITHOUT_CUDA, Attempt("driver_absent", False)))
    assert not card._job.running
    card.show_for(computer(Attempt("cuda_found", True)))
    assert not card._job.running
    assert card.isHidden()


@pytest.mark.skipif(has_cuda(), reason="the installed torch is the GPU build already")
def test_fetched_and_used_by_the_next_engine(
    qtbot: QtBot, card: RuntimeCard, index: PackageServer, worker: EngineWorker
) -> None:
    settings.save(Settings(package_index=index.index))
    card.show_for(computer(WITHOUT_CUDA, DRIVER))
    qtbot.waitUntil(card.isVisible, timeout=ENGINE)
    told = card._text.text()
    assert all(part in told for part in ("2.9 GB", "6.0 GB", index.index, "runtimes"))
    assert index.served == {}, "nothing is fetched before the button is pressed"
    states: list[str] = []
    worker.state_changed.connect(states.append)
    with qtbot.waitSignal(card.renewed, timeout=ENGINE):
        card.fetch_button.click()
        assert card.cancel_button.isVisible()
    assert states == ["starting", "ready"]
    assert "CUDA 99.0" in card._text.text()
    found = answer(qtbot, worker, FindRuntime())
    assert isinstance(found, RuntimeFound)
    assert found.state.active.startswith(found.state.folder)
    assert found.state.refused == "runtime_not_needed"
    assert isinstance(answer(qtbot, worker, RemoveRuntime()), RuntimeRemoved)
    qtbot.waitUntil(lambda: states[2:] == ["starting", "ready"], timeout=ENGINE)
    found = answer(qtbot, worker, FindRuntime())
    assert isinstance(found, RuntimeFound)
    assert found.state.active == ""


@pytest.mark.skipif(has_cuda(), reason="the installed torch is the GPU build already")
def test_cancel_and_failure_leave_the_button(
    qtbot: QtBot, card: RuntimeCard, index: PackageServer
) -> None:
    index.delay = 0.5
    settings.save(Settings(package_index=index.index))
    card.show_for(computer(WITHOUT_CUDA, DRIVER))
    qtbot.waitUntil(card.isVisible, timeout=ENGINE)
    card.fetch_button.click()
    card.cancel_button.click()
    qtbot.waitUntil(card.fetch_button.isVisible, timeout=ENGINE)
    assert card._note.isHidden()
    index.delay, index.hashes = 0.0, False
    card.fetch_button.click()
    qtbot.waitUntil(card._note.isVisible, timeout=ENGINE)
    assert "checksum" in card._note.title.text()
    assert card.fetch_button.isVisible()
