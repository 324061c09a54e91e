"""Every screen of the wizard and the models page: names, language, keyboard, words of failures."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QProgressBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.support.checkpoints import Pair, make_pair, write_model
from trymore_desktop import settings as settings_file
from trymore_desktop.core.checkpoints import Place
from trymore_desktop.core.events import Failed
from trymore_desktop.engine.protocol import Merge
from trymore_desktop.settings import Settings
from trymore_desktop.ui.dialogs import Choice, ErrorDialog, ask, show_error
from trymore_desktop.ui.i18n import LANGUAGES
from trymore_desktop.ui.model_list import ModelState, list_models
from trymore_desktop.ui.models_page import ModelsPage
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


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return make_pair(tmp_path / "demo", base_form="safetensors", delta_form="safetensors")


class Marked(QTranslator):
    """Translates everything by putting it into brackets: what is not marked was not asked for."""

    def translate(
        self, _context: str, text: str, _note: str | None = None, _count: int = -1
    ) -> str:
        return f"⟦{text}⟧"

    def isEmpty(self) -> bool:  # noqa: N802
        return False


@pytest.fixture
def marked(qapp: QApplication) -> Iterator[Callable[[], None]]:
    translator = Marked()
    yield lambda: (QCoreApplication.installTranslator(translator), None)[1]
    QCoreApplication.removeTranslator(translator)
    qapp.processEvents()


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


def visible_texts(root: QWidget) -> list[str]:
    labels = [item.text() for item in root.findChildren(QLabel) if item.isVisible()]
    buttons = [item.text() for item in root.findChildren(QAbstractButton) if item.isVisible()]
    fields = [item.placeholderText() for item in root.findChildren(QLineEdit) if item.isVisible()]
    return labels + buttons + fields


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
    from tests.support.checkpoints import Shape

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


# Models page


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


# Dialogs


def test_the_error_dialog_tells_mends_and_copies(qtbot: QtBot, look: QApplication) -> None:
    failure = Failed("shard_missing", {"names": "a.bin", "count": 1, "total": 3}, "technical")
    dialog = show_error(None, failure)
    qtbot.addWidget(dialog)
    shown = " ".join(visible_texts(dialog))
    assert "a.bin is missing (1 of 3 files)" in shown
    assert "check again" in shown
    copy = next(
        item for item in dialog.findChildren(QAbstractButton) if item.text() == "Copy details"
    )
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "code: shard_missing" in copied
    assert "technical" in copied
    assert "PySide6" in copied


def test_an_unknown_code_still_gets_words(qtbot: QtBot, look: QApplication) -> None:
    dialog = ErrorDialog(None, Failed("no_such_code"))
    qtbot.addWidget(dialog)
    dialog.open()
    assert "no_such_code" in " ".join(visible_texts(dialog))


def test_escape_answers_nothing(qtbot: QtBot, look: QApplication) -> None:
    acted: list[str] = []
    question = ask(None, "Delete?", "", (Choice("Yes", "Yes", lambda: acted.append("yes")),))
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    qtbot.wait(20)
    assert acted == []


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
