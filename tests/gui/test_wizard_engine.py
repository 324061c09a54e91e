"""What the wizard does when the engine dies, and what it finds on the computer."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QApplication, QListWidget
from pytestqt.qtbot import QtBot
from safetensors.torch import load_file

from tests.gui.conftest import engines
from tests.support.checkpoints import make_pair, write_model
from tests.support.tensors import Shape
from trymore_desktop.core.checkpoints import MergeOptions, Place
from trymore_desktop.core.control import Control
from trymore_desktop.errors import Interrupted
from trymore_desktop.merge.run import merge
from trymore_desktop.settings import Settings
from trymore_desktop.ui.hardware_page import HardwareView
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.wizard import Wizard
from trymore_desktop.ui.wizard_state import Phase, Screen
from trymore_desktop.worker import EngineWorker

ENGINE = 60_000
LARGE = Shape(layers=24, hidden=1024, vocabulary=4096, heads=8, kv_heads=8)


@pytest.fixture
def wizard(qtbot: QtBot, look: QApplication, worker: EngineWorker) -> Iterator[Wizard]:
    made = Wizard(worker, Preferences(Settings()))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def engine_process() -> psutil.Process:
    [engine] = engines()
    return engine


def test_a_killed_engine_is_told_and_the_merge_goes_on_with_less_memory(
    qtbot: QtBot, wizard: Wizard, tmp_path: Path
) -> None:
    pair, target = make_pair(tmp_path / "pair", LARGE), tmp_path / "made"
    flow, page = wizard.session.flow, wizard.pages[Screen.MERGING]
    flow.choose_own()
    flow.choose_folder(Place.BASE, str(pair.base))
    flow.choose_folder(Place.DELTA, str(pair.delta))
    flow.choose_folder(Place.TARGET, str(target))
    flow._set(screen=Screen.TARGET)
    wizard.session.refresh()
    qtbot.waitUntil(wizard.merge_button.isEnabled, timeout=ENGINE)
    wizard.merge_button.click()
    qtbot.waitUntil(lambda: page.progress.percent >= 5, timeout=ENGINE)
    engine_process().kill()
    qtbot.waitUntil(lambda: flow.state.phase is Phase.FAILED, timeout=ENGINE)
    assert "engine stopped" in page._note.title.text()
    assert "less memory" in page._note.mend.text()
    assert flow.options.low_memory
    assert not target.exists()
    page.go_on.click()
    qtbot.waitUntil(lambda: flow.state.phase is Phase.DONE, timeout=ENGINE)
    merged = {}
    for shard in target.glob("*.safetensors"):
        merged |= load_file(shard)
    assert merged.keys() == pair.expected.keys()
    assert all(merged[name].equal(pair.expected[name]) for name in merged)


def test_a_merge_waits_for_the_drive_of_its_target(
    qtbot: QtBot, wizard: Wizard, tmp_path: Path
) -> None:
    pair, drive, away = make_pair(tmp_path / "pair"), tmp_path / "drive", tmp_path / "unplugged"
    control = Control()
    running = merge(pair.base, pair.delta, drive / "made", MergeOptions(), control)
    next(running)
    control.cancel()
    with pytest.raises(Interrupted):
        list(running)
    drive.rename(away)
    drive.mkdir()  # where it is mounted there is an empty folder now
    flow, page = wizard.session.flow, wizard.pages[Screen.MERGING]
    page._watch.setInterval(200)
    flow.choose_own()
    for place, folder in ((Place.BASE, pair.base), (Place.DELTA, pair.delta)):
        flow.choose_folder(place, str(folder))
    flow.choose_folder(Place.TARGET, str(drive / "made"))
    flow.merge_started()
    flow.merge_progressed(400, 1000)
    wizard.session.refresh()
    qtbot.waitUntil(lambda: flow.state.phase is Phase.FAILED, timeout=ENGINE)
    assert "not there" in page._note.title.text()
    looks: list[object] = []
    page._watch.timeout.connect(lambda: looks.append(None))
    qtbot.waitUntil(lambda: len(looks) > 2, timeout=ENGINE)
    assert not list(drive.iterdir())
    assert flow.state.done_bytes == 400
    drive.rmdir()
    away.rename(drive)
    qtbot.waitUntil(lambda: flow.state.phase is Phase.DONE, timeout=ENGINE)
    assert (drive / "made/config.json").is_file()


def test_weights_in_the_hub_cache_are_offered(
    qtbot: QtBot, wizard: Wizard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    snapshot = write_model(tmp_path / "hub/models--meta--llama/snapshots/abc")
    wizard.session.flow.choose_own()
    wizard.session.flow.next()
    wizard.session.refresh()
    found = wizard.page.findChild(QListWidget)
    assert found is not None
    paths = lambda: [found.item(row).text() for row in range(found.count())]  # noqa: E731
    qtbot.waitUntil(lambda: str(snapshot) in paths(), timeout=10_000)
    assert found.isVisible()
    found.itemClicked.emit(found.item(paths().index(str(snapshot))))
    qtbot.waitUntil(wizard.next_button.isEnabled, timeout=ENGINE)
    assert wizard.session.flow.state.base == str(snapshot)


def test_this_computer_is_described(qtbot: QtBot, look: QApplication, worker: EngineWorker) -> None:
    view = HardwareView(worker)
    qtbot.addWidget(view)
    view.show()
    with qtbot.waitSignal(view.found, timeout=ENGINE):
        view.recheck_button.click()
    hardware = view.hardware
    assert hardware is not None
    assert f"{hardware.cores} cores" in view._facts.text()
    if not any(device.kind != "cpu" for device in hardware.devices):
        assert "processor does the work" in view._why.text()
        assert len(view._why.text().splitlines()) > 1, "it is said why no card is used"
    view._details.click()
    assert len(view._tried.text().splitlines()) == len(hardware.attempts)
    assert "inside the program" not in view._tried.text()
    with qtbot.waitSignal(view.found, timeout=ENGINE):
        view.recheck_button.click()
