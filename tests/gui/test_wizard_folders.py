"""Folders in the wizard: one's own, exchanged, wrong, dropped, or a model that is merged."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from tests.support.checkpoints import Pair, make_pair
from tests.support.wizards import Make, press, screen, source_page, to_target, until
from trymore_desktop.core.checkpoints import Place
from trymore_desktop.ui.wizard_pages.target import TargetPage
from trymore_desktop.ui.wizard_state import Screen


def test_folders_of_ones_own(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    pair = make_pair(tmp_path / "模型 own")
    target = tmp_path / "结果 here"
    wizard = make()
    to_target(qtbot, wizard, pair, target)
    press(qtbot, wizard, "Merge")
    until(qtbot, lambda: screen(wizard) is Screen.FIRST_WORDS)
    assert list(target.glob("*.safetensors"))
    press(qtbot, wizard, "Start chatting")


def test_exchanged_folders_are_mended_with_one_click(qtbot: QtBot, make: Make, pair: Pair) -> None:
    wizard = make()
    press(qtbot, wizard, "Next")
    press(qtbot, wizard, "Next")
    page = source_page(wizard, Place.BASE)
    page.field.choose(str(pair.delta))
    press(qtbot, wizard, "Swap them")
    assert wizard.session.flow.state.delta == str(pair.delta)
    page.field.choose(str(pair.base))
    press(qtbot, wizard, "Next")
    until(qtbot, lambda: wizard.next_button.isEnabled())
    assert source_page(wizard, Place.DELTA).field.edit.text() == str(pair.delta)

    other = make()
    other.session.flow.choose_folder(Place.BASE, str(pair.delta))
    other.session.flow.choose_own()
    other.session.flow.next()
    other.session.refresh()
    until(qtbot, lambda: Place.BASE in other.session.flow.reports)
    assert not other.next_button.isEnabled()


def test_one_folder_in_both_places_is_not_offered_to_be_swapped(
    qtbot: QtBot, make: Make, pair: Pair
) -> None:
    wizard = make()
    press(qtbot, wizard, "Next")
    press(qtbot, wizard, "Next")
    source_page(wizard, Place.BASE).field.choose(str(pair.base))
    press(qtbot, wizard, "Next")
    page = source_page(wizard, Place.DELTA)
    page.field.choose(str(pair.base))
    until(qtbot, lambda: page.verdict.isVisible())
    offered = [item for item in page.findChildren(QPushButton) if item.isVisible()]
    assert "Check again" in [item.text() for item in offered]
    assert "Swap them" not in [item.text() for item in offered]


def test_no_sizes_are_told_of_a_target_that_is_refused(
    qtbot: QtBot, make: Make, tmp_path: Path, pair: Pair
) -> None:
    wizard = make()
    to_target(qtbot, wizard, pair, tmp_path / "target")
    page = wizard.pages[Screen.TARGET]
    assert isinstance(page, TargetPage)
    bar = page.findChild(QProgressBar, "spaceBar")
    assert isinstance(bar, QProgressBar)

    def told() -> str:
        return "\n".join(text.text() for text in page.findChildren(QLabel) if text.isVisible())

    until(qtbot, lambda: bar.isVisible())
    assert "safetensors" in told().split("Result:")[1]
    page.field.choose(str(pair.base / "inside"))
    until(qtbot, lambda: page.problems.isVisible())
    assert not bar.isVisible()
    assert "with reserve" not in told()
    assert "safetensors" not in told().split("Result:")[1]


def wrong_folders(tmp_path: Path) -> dict[str, Path]:
    places = {name: tmp_path / name for name in ("empty", "text", "pointers", "absent")}
    for name in ("empty", "text", "pointers"):
        places[name].mkdir()
    (places["text"] / "notes.txt").write_text("nothing")
    (places["pointers"] / "config.json").write_text('{"model_type": "llama"}')
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9877989586\n"
    (places["pointers"] / "pytorch_model.bin").write_text(pointer)
    return places


def test_wrong_folders_each_have_their_words(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    wizard = make()
    press(qtbot, wizard, "Next")
    press(qtbot, wizard, "Next")
    page = source_page(wizard, Place.BASE)
    told = {}
    for name, folder in wrong_folders(tmp_path).items():
        page.field.choose(str(folder))
        until(qtbot, lambda: page.verdict.isVisible())
        told[name] = page.verdict.texts()[0]
        assert not wizard.next_button.isEnabled()
    assert len(set(told.values())) == len(told), told
    assert not any("{" in text or "went wrong inside" in text for text in told.values()), told


def test_a_dropped_folder_is_inspected(qtbot: QtBot, make: Make, pair: Pair) -> None:
    wizard = make()
    press(qtbot, wizard, "Next")
    press(qtbot, wizard, "Next")
    page = source_page(wizard, Place.BASE)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(pair.base / "config.json"))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.field.dropEvent(event)
    until(qtbot, lambda: wizard.next_button.isEnabled())
    assert wizard.session.flow.state.base == str(pair.base)


def test_a_merged_model_goes_straight_to_its_first_words(
    qtbot: QtBot, make: Make, tmp_path: Path
) -> None:
    from tests.support.checkpoints import write_model

    model = write_model(tmp_path / "merged")
    wizard = make()
    press(qtbot, wizard, "I already have a merged model")
    wizard.page._model.choose(str(model))
    until(qtbot, lambda: screen(wizard) is Screen.FIRST_WORDS)
    with qtbot.waitSignal(wizard.finished):
        press(qtbot, wizard, "Start chatting")
