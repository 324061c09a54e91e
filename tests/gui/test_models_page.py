"""The page of models: states, checking again, finding, deleting."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.support.checkpoints import Pair, write_model
from tests.support.texts import visible_texts
from trymore_desktop import settings as settings_file
from trymore_desktop.engine.protocol import Merge
from trymore_desktop.settings import Settings
from trymore_desktop.ui.model_list import ModelState, list_models
from trymore_desktop.ui.models_page import ModelsPage
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.worker import EngineWorker

ENGINE = 60_000


@pytest.fixture
def page(
    qtbot: QtBot, look: QApplication, worker: EngineWorker, home: Path, tmp_path: Path, pair: Pair
) -> ModelsPage:
    """One model merged by the program, one of others, one on a drive that is away."""
    target = home / "data/models/TryMoreGPT-demo"
    request = worker.submit(Merge(str(pair.base), str(pair.delta), str(target)))
    qtbot.waitUntil(lambda: not request.running, timeout=ENGINE)
    other = write_model(tmp_path / "others")
    absent = tmp_path / "drive/away"
    models = (str(target), str(other), str(absent))
    made = ModelsPage(worker, Preferences(Settings(models=models, model_path=str(target))))
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    qtbot.waitUntil(lambda: made.list.count() == 3)
    return made


def done(qtbot: QtBot, page: ModelsPage) -> None:
    qtbot.waitUntil(lambda: not page._job.running, timeout=ENGINE)


def test_each_model_has_its_state(page: ModelsPage) -> None:
    states = [entry.state for entry in page._entries]
    assert states == [ModelState.READY, ModelState.READY, ModelState.ABSENT]
    page.list.setCurrentRow(2)
    assert page.find_button.isVisible()
    assert not page.chat.isVisible()


def test_check_again_reads_the_model(qtbot: QtBot, page: ModelsPage) -> None:
    page.check.click()
    done(qtbot, page)
    assert "sound" in page._note.title.text()


def test_a_damaged_model_is_told(qtbot: QtBot, page: ModelsPage) -> None:
    shard = next(Path(page._entries[0].path).glob("*.safetensors"))
    content = bytearray(shard.read_bytes())
    content[-3] ^= 0xFF
    shard.write_bytes(content)
    page.check.click()
    done(qtbot, page)
    assert shard.name in page._note.title.text()


def test_a_moved_model_is_followed(qtbot: QtBot, page: ModelsPage, tmp_path: Path) -> None:
    page.work._begin()
    page.work.move_into(str(tmp_path / "elsewhere"))
    done(qtbot, page)
    place = str(tmp_path / "elsewhere/TryMoreGPT-demo")
    assert page._settings.current.model_path == place
    assert place in settings_file.load()[0].models
    qtbot.waitUntil(lambda: place in [entry.path for entry in page._entries])


def test_an_absent_model_is_found_again(qtbot: QtBot, page: ModelsPage, tmp_path: Path) -> None:
    page.list.setCurrentRow(2)
    found = write_model(tmp_path / "found")
    page.work._begin()
    page.work.point_to(str(found))
    done(qtbot, page)
    assert str(found) in page._settings.current.models
    assert str(tmp_path / "drive/away") not in page._settings.current.models


def test_deleting_asks_and_takes_no_files_of_others(
    qtbot: QtBot, page: ModelsPage, tmp_path: Path
) -> None:
    page.delete.click()
    answer(qtbot, page, "Delete files")
    done(qtbot, page)
    assert not Path(page._entries[0].path).exists() or page._entries[0].path.endswith("others")
    qtbot.waitUntil(lambda: page.list.count() == 2)
    page.list.setCurrentRow(0)
    page.delete.click()
    answer(qtbot, page, "Delete files")
    done(qtbot, page)
    assert "not made by this program" in page._note.title.text()
    assert (tmp_path / "others/config.json").is_file()


def answer(qtbot: QtBot, page: QWidget, name: str) -> None:
    from trymore_desktop.ui.dialogs import Question

    question = page.findChild(Question)
    assert question is not None
    made = next(item for item in question.buttons if item.accessibleName() == name)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def test_an_incomplete_merge_is_listed_with_its_share(home: Path) -> None:
    models = home / "data/models"
    (models / "TryMoreGPT-7B.incomplete").mkdir(parents=True)
    state = {
        "phase": "running",
        "target": str(models / "TryMoreGPT-7B"),
        "done_bytes": 58,
        "output_bytes": 100,
    }
    (entry,) = list_models(Settings(wizard_state=state), models)
    assert (entry.state, entry.percent) == (ModelState.INCOMPLETE, 58)


@pytest.mark.usefixtures("page")
def test_the_models_page_follows_the_language(
    qtbot: QtBot, page: ModelsPage, marked: Callable[[], None]
) -> None:
    marked()
    qtbot.wait(50)
    assert [text for text in visible_texts(page) if text and "⟦" not in text] == []
