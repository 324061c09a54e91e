"""Every screen of the wizard: names, language, keyboard, words of failures."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QProgressBar,
)
from pytestqt.qtbot import QtBot

from tests.support.checkpoints import Pair, make_pair
from tests.support.texts import visible_texts
from trymore_desktop.core.checkpoints import Place
from trymore_desktop.settings import Settings
from trymore_desktop.ui.i18n import LANGUAGES
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.theme import LIGHT, apply_theme
from trymore_desktop.ui.wizard import Wizard
from trymore_desktop.ui.wizard_state import Locations, Phase, Screen
from trymore_desktop.worker import EngineWorker

ENGINE = 60_000
CONTROLS = (QAbstractButton, QLineEdit, QListWidget, QPlainTextEdit, QProgressBar)


@pytest.fixture
def wizard(
    qtbot: QtBot, look: QApplication, worker: EngineWorker, home: Path, tmp_path: Path
) -> Iterator[Wizard]:
    made = Wizard(worker, Preferences(Settings()))
    demo = tmp_path / "demo"
    made.session.flow.locations = Locations(demo / "base", demo / "delta", home / "data/models")
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def visit(qtbot: QtBot, wizard: Wizard, screen: Screen, pair: Pair) -> None:
    """Bring the wizard to a screen with real data on it."""
    flow = wizard.session.flow
    if screen is not Screen.LANGUAGE:
        flow.choose_own()
        wizard.session.refresh()
    if screen in (Screen.LANGUAGE, Screen.HARDWARE):
        return
    flow.choose_folder(Place.BASE, str(pair.base))
    flow.choose_folder(Place.DELTA, str(pair.delta))
    flow._set(screen=Screen.BASE)
    wizard.session.refresh()
    qtbot.waitUntil(lambda: Place.BASE in flow.reports, timeout=ENGINE)
    if screen is Screen.BASE:
        return
    flow.next()
    wizard.session.refresh()
    qtbot.waitUntil(lambda: flow.plan is not None, timeout=ENGINE)
    if screen is Screen.DELTA:
        return
    flow.next()
    wizard.session.refresh()
    qtbot.waitUntil(lambda: flow.plan is not None, timeout=ENGINE)
    if screen is Screen.TARGET:
        return
    if screen is Screen.MERGING:
        flow.merge_started()
        flow.merge_progressed(58, 100)
        flow.merge_paused()
        wizard.session.refresh()
        return
    wizard.merge_button.click()
    qtbot.waitUntil(lambda: flow.screen is Screen.FIRST_WORDS, timeout=ENGINE)
    cards = wizard.pages[Screen.FIRST_WORDS].cards
    qtbot.waitUntil(lambda: all(card.finished for card in cards), timeout=ENGINE)
    if screen is Screen.CHECKING:
        flow._set(screen=Screen.CHECKING)
        flow.checked = False
        wizard.session.refresh()
        qtbot.waitUntil(lambda: flow.checked, timeout=ENGINE)
        flow._set(screen=Screen.CHECKING)
        wizard.session.refresh()


def data_texts(wizard: Wizard, pair: Pair) -> set[str]:
    """Texts that are no language: names, numbers, paths, what a model said."""
    cards = wizard.pages[Screen.FIRST_WORDS].cards
    spoken = {text for card in cards for text in (card.question_text, card.answer.text())}
    return {"TryMoreGPT", "", " ", "…", *LANGUAGES.values(), *spoken}


@pytest.mark.parametrize("screen", list(Screen))
def test_every_text_follows_the_language(
    qtbot: QtBot, wizard: Wizard, pair: Pair, screen: Screen, marked: Callable[[], None]
) -> None:
    visit(qtbot, wizard, screen, pair)
    marked()
    qtbot.wait(50)
    known = data_texts(wizard, pair)
    paths = (str(pair.base), str(pair.delta))
    missing = [
        text
        for text in visible_texts(wizard)
        if "⟦" not in text
        and text not in known
        and text not in paths
        and not text.rstrip(" %").isdigit()
    ]
    assert missing == []
    assert wizard.windowTitle().startswith("⟦")


@pytest.mark.parametrize("screen", list(Screen))
def test_every_control_has_a_name_and_a_role(
    qtbot: QtBot, wizard: Wizard, pair: Pair, screen: Screen
) -> None:
    visit(qtbot, wizard, screen, pair)
    controls = [item for kind in CONTROLS for item in wizard.findChildren(kind) if item.isVisible()]
    assert controls
    nameless = []
    for item in controls:
        interface = QAccessible.queryAccessibleInterface(item)
        name = interface.text(QAccessible.Text.Name)
        if not name or interface.role() == QAccessible.Role.NoRole:
            nameless.append((type(item).__name__, item.objectName(), name))
    assert nameless == []


@pytest.fixture
def large(look: QApplication) -> Iterator[None]:
    apply_theme(look, LIGHT, 200)
    yield
    apply_theme(look, LIGHT, 100)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("screen", list(Screen))
def test_nothing_is_cut_off_at_twice_the_size(
    qtbot: QtBot, wizard: Wizard, pair: Pair, screen: Screen, marked: Callable[[], None]
) -> None:
    wizard.resize(980, 720)
    visit(qtbot, wizard, screen, pair)
    marked()
    qtbot.wait(200)
    cut = [
        label.text()
        for label in wizard.findChildren(QLabel)
        if label.isVisible() and label.wordWrap()
        if label.height() < label.heightForWidth(label.width())
    ]
    cut += [
        made.text()
        for made in wizard.findChildren(QAbstractButton)
        if made.isVisible() and made.text()
        if made.width() < made.minimumSizeHint().width()
    ]
    assert cut == []


def test_the_names_of_the_contract_are_there_in_any_language(
    wizard: Wizard, marked: Callable[[], None]
) -> None:
    marked()
    QApplication.processEvents()
    names = {item.accessibleName() for kind in CONTROLS for item in wizard.findChildren(kind)}
    assert names >= {
        "Try the built-in demo",
        "Base folder",
        "Delta folder",
        "Target folder",
        "Browse base",
        "Browse delta",
        "Browse target",
        "Low memory",
        "Next",
        "Back",
        "Merge",
        "Pause",
        "Cancel",
        "Progress",
        "Start chatting",
    }


def test_the_demo_needs_no_mouse(qtbot: QtBot, wizard: Wizard, pair: Pair) -> None:
    wizard.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)

    def reach(name: str) -> None:
        for _ in range(40):
            focused = QApplication.focusWidget()
            if focused and focused.accessibleName() == name:
                return
            qtbot.keyClick(focused or wizard, Qt.Key.Key_Tab)
        raise AssertionError(f"{name} cannot be reached by Tab")

    reach("Try the built-in demo")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(wizard.merge_button.isEnabled, timeout=ENGINE)
    assert QApplication.focusWidget() is wizard.merge_button
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(wizard.chat_button.isVisible, timeout=ENGINE)
    qtbot.waitUntil(wizard.chat_button.isEnabled, timeout=ENGINE)
    reach("Start chatting")
    with qtbot.waitSignal(wizard.finished):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)


def test_a_mismatch_is_told_with_the_delta(
    qtbot: QtBot, wizard: Wizard, pair: Pair, tmp_path: Path
) -> None:
    from tests.support.tensors import Shape

    other = make_pair(tmp_path / "other", Shape(layers=3, hidden=96))
    visit(qtbot, wizard, Screen.DELTA, pair)
    page = wizard.page
    page.field.choose(str(other.delta))
    qtbot.waitUntil(lambda: bool(page.verdict.texts()), timeout=ENGINE)
    qtbot.waitUntil(lambda: "different sizes" in "".join(page.verdict.texts()), timeout=ENGINE)
    assert not wizard.next_button.isEnabled()


def test_an_occupied_target_gets_a_folder_of_its_own(
    qtbot: QtBot, wizard: Wizard, pair: Pair, tmp_path: Path
) -> None:
    visit(qtbot, wizard, Screen.TARGET, pair)
    occupied = tmp_path / "mine"
    occupied.mkdir()
    (occupied / "letter.txt").write_text("stays")
    name = Path(wizard.session.flow.state.target).name
    wizard.page.field.choose(str(occupied))
    assert wizard.session.flow.state.target == str(occupied / name)
    qtbot.waitUntil(wizard.merge_button.isEnabled, timeout=ENGINE)


def test_a_lost_source_goes_on_when_it_is_back(
    qtbot: QtBot, wizard: Wizard, pair: Pair, tmp_path: Path
) -> None:
    visit(qtbot, wizard, Screen.TARGET, pair)
    away = pair.base.with_name("away")
    page = wizard.pages[Screen.MERGING]
    page._watch.setInterval(200)
    pair.base.rename(away)
    wizard.merge_button.click()
    qtbot.waitUntil(lambda: wizard.session.flow.state.phase is Phase.FAILED, timeout=ENGINE)
    assert "not there" in page._note.title.text()
    away.rename(pair.base)
    qtbot.waitUntil(lambda: wizard.session.flow.screen is Screen.FIRST_WORDS, timeout=ENGINE)


def test_a_merge_in_the_background_does_not_load_the_model(
    qtbot: QtBot, wizard: Wizard, pair: Pair
) -> None:
    visit(qtbot, wizard, Screen.TARGET, pair)
    with qtbot.waitSignal(wizard.merged, timeout=ENGINE):
        wizard.merge_button.click()
        wizard.hide()
    qtbot.waitUntil(lambda: wizard.session.flow.screen is Screen.FIRST_WORDS, timeout=ENGINE)
    qtbot.wait(300)
    assert not wizard.pages[Screen.FIRST_WORDS]._job.running
    assert not wizard.session.flow.loaded
    wizard.show()
    qtbot.waitUntil(wizard.chat_button.isEnabled, timeout=ENGINE)


def test_the_first_screen_is_quick(qtbot: QtBot, look: QApplication, worker: EngineWorker) -> None:
    started = time.perf_counter()
    made = Wizard(worker, Preferences(msgspec.structs.replace(Settings())))
    qtbot.addWidget(made)
    made.show()
    assert time.perf_counter() - started < 30, "it waits for the engine"
    made.close()


def test_the_keyboard_begins_at_the_chosen_language(qtbot: QtBot, look: QApplication) -> None:
    wizard = Wizard(EngineWorker(), Preferences(Settings(language="zh_CN")))
    qtbot.addWidget(wizard)
    with qtbot.waitExposed(wizard):
        wizard.show()
    wizard.activateWindow()
    qtbot.waitUntil(lambda: wizard.focusWidget() is not None)
    assert wizard.focusWidget().property("language") == "zh_CN"
