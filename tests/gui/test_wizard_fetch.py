"""Fetching the delta from the wizard, with a local server that speaks the hub's API."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.checkpoints import Pair, make_pair
from tests.support.hub_server import HubServer
from tests.support.tensors import Shape
from trymore_desktop.core.checkpoints import Place
from trymore_desktop.settings import Settings
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.wizard import Wizard
from trymore_desktop.ui.wizard_pages.delta import DeltaPage
from trymore_desktop.ui.wizard_pages.fetch import FetchPanel
from trymore_desktop.ui.wizard_state import Screen
from trymore_desktop.worker import EngineWorker

ENGINE = 60_000
REPOSITORY = "TryMore/TryMoreGPT-delta-7b"


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return make_pair(tmp_path / "pair", Shape(layers=4, hidden=256))


@pytest.fixture
def server(pair: Pair) -> Iterator[HubServer]:
    with HubServer(pair.delta, REPOSITORY) as running:
        yield running


@pytest.fixture
def wizard(qtbot: QtBot, look: QApplication, worker: EngineWorker, pair: Pair) -> Iterator[Wizard]:
    made = Wizard(worker, Preferences(Settings()))
    qtbot.addWidget(made)
    made.show()
    flow = made.session.flow
    flow.choose_own()
    flow.choose_folder(Place.BASE, str(pair.base))
    flow._set(screen=Screen.DELTA)
    made.session.refresh()
    yield made
    made.close()


def panel(wizard: Wizard) -> FetchPanel:
    page = wizard.page
    assert isinstance(page, DeltaPage)
    return page.fetch_panel


def test_nothing_is_fetched_without_the_button(
    qtbot: QtBot, wizard: Wizard, server: HubServer
) -> None:
    fetching = panel(wizard)
    assert fetching.repository.text() == REPOSITORY
    fetching.mirror.setText(server.address)
    fetching._copy.click()
    assert QGuiApplication.clipboard().text() == f"{server.address}/{REPOSITORY}"
    qtbot.wait(300)
    assert server.served == {}


def test_a_fetched_delta_is_chosen(
    qtbot: QtBot, wizard: Wizard, server: HubServer, pair: Pair
) -> None:
    fetching = panel(wizard)
    fetching.mirror.setText(server.address)
    fetching.fetch.click()
    qtbot.waitUntil(lambda: Place.DELTA in wizard.session.flow.reports, timeout=ENGINE)
    qtbot.waitUntil(wizard.next_button.isEnabled, timeout=ENGINE)
    folder = Path(wizard.session.flow.state.delta)
    assert folder == fetching.folder()
    for path in pair.delta.iterdir():
        assert (folder / path.name).read_bytes() == path.read_bytes()
    assert wizard.session.settings.current.hub_endpoint == server.address


def test_a_paused_download_goes_on(qtbot: QtBot, wizard: Wizard, server: HubServer) -> None:
    fetching = panel(wizard)
    fetching.mirror.setText(server.address)
    server.delay = 0.05
    fetching.fetch.click()
    qtbot.waitUntil(lambda: fetching.bar.value() > 100, timeout=ENGINE)
    fetching.pause.click()
    qtbot.waitUntil(lambda: not fetching.fetching, timeout=ENGINE)
    assert fetching._state.text().startswith("Paused at")
    assert fetching.fetch.text() == "Continue the download"
    server.delay = 0
    fetching.fetch.click()
    qtbot.waitUntil(wizard.next_button.isEnabled, timeout=ENGINE)
    assert any(value != "bytes=0-" for _, value in server.ranges), "it went on in the middle"


def test_an_absent_server_is_told_in_words(qtbot: QtBot, wizard: Wizard) -> None:
    fetching = panel(wizard)
    fetching.mirror.setText("http://127.0.0.1:9")
    fetching.fetch.click()
    qtbot.waitUntil(fetching._note.isVisible, timeout=ENGINE)
    assert "stopped" in fetching._note.title.text()
    assert not wizard.next_button.isEnabled()
