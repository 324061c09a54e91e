"""What all tests of the window share: no display, a home of its own, no stray thread."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from trymore_desktop.ui.conversation_pane import ConversationPane

HERE = Path(__file__).parent
HARMLESS = (
    "This plugin does not support",  # offscreen: raise(), propagateSizeHints()
    "propagateSizeHints",
    "QFont::setPointSizeF",
    "Populating font family aliases",
)


PATIENCE = 60_000
"""Milliseconds. What comes to pass comes at once; on a machine that starves us, later."""


class PatientBot(QtBot):
    """Waits for conditions and signals much longer than pytest-qt's five seconds."""

    def waitUntil(self, callback: Any, *, timeout: int = PATIENCE) -> None:  # noqa: N802
        """Wait for a condition."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **more: Any) -> Any:  # noqa: N802
        """Wait for a signal."""
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """In place of pytest-qt's own."""
    return PatientBot(request)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A warning of Qt fails the test that caused it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*HARMLESS))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the person who runs the tests is read or written."""
    folder = tmp_path / "home"
    monkeypatch.setenv("TRYMORE_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> QApplication:
    """Fonts and colours as the program sets them."""
    from trymore_desktop.ui.theme import LIGHT, apply_theme

    qapp.setCursorFlashTime(0)
    apply_theme(qapp, LIGHT, 100)
    return qapp


@pytest.fixture(autouse=True)
def _no_stray_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    started: list[QThread] = []
    start = QThread.start

    def recorded(self: QThread, *args: Any) -> None:
        started.append(self)
        start(self, *args)

    monkeypatch.setattr(QThread, "start", recorded)
    yield
    stray = []
    for thread in started:
        try:
            if thread.isRunning() and not thread.wait(20_000):
                stray.append(thread)
        except RuntimeError:  # already deleted on the C++ side
            continue
    assert not stray, f"threads still running: {stray}"


def engines() -> list[psutil.Process]:
    """The engines that this process started, and no child of another program under test."""
    found = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            living = child.status() != psutil.STATUS_ZOMBIE
            if living and child.cmdline()[-1:] == ["trymore_desktop.engine.host"]:
                found.append(child)
    return found


@pytest.fixture(autouse=True)
def _no_stray_engine() -> Iterator[None]:
    before = len(engines())  # of a whole file of tests, perhaps
    yield
    left = engines()
    assert len(left) <= before, f"engines still running: {left}"


@pytest.fixture
def worker(qapp: QApplication) -> Iterator[Any]:
    """The real worker with a real engine process behind it."""
    from trymore_desktop.worker import EngineWorker

    engine_worker = EngineWorker()
    engine_worker.start()
    yield engine_worker
    engine_worker.stop()
    assert engine_worker.wait(60_000)


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small real LLaMA of random weights; slow enough that a reply can be interrupted."""
    from tests.support.checkpoints import write_model
    from tests.support.tensors import Shape

    shape = Shape(layers=16, hidden=384, heads=6, kv_heads=6)
    return write_model(tmp_path_factory.mktemp("models") / "tiny-model", shape, endless=True)


@pytest.fixture
def store(home: Path) -> Iterator[Any]:
    """An empty store on the disk."""
    from trymore_desktop.paths import data_dir
    from trymore_desktop.store.conversations import Store

    with Store(data_dir() / "chats.db") as opened:
        yield opened


@pytest.fixture
def preferences(model_folder: Path, qapp: QApplication) -> Any:
    """Settings that know the tiny model, and answers short enough for a test."""
    from trymore_desktop.core.chat import GenerationConfig
    from trymore_desktop.settings import Settings
    from trymore_desktop.ui.preferences import Preferences

    return Preferences(
        Settings(
            language="en",
            model_path=str(model_folder),
            models=(str(model_folder),),
            setup_done=True,
            device="cpu",
            generation=GenerationConfig(max_new_tokens=24, temperature=1.0, seed=7),
        )
    )


@pytest.fixture(scope="module")
def engine(qapp: QApplication) -> Iterator[Any]:
    """One engine for all tests of a file: starting it takes longer than any of them."""
    from trymore_desktop.engine.client import EngineState
    from trymore_desktop.worker import EngineWorker

    started = EngineWorker()
    started.start()
    while started.state is not EngineState.READY:
        qapp.processEvents()
    yield started
    started.stop()


@pytest.fixture
def window(
    qtbot: QtBot, look: QApplication, store: Any, engine: Any, preferences: Any
) -> Iterator[Any]:
    """The main window over that engine, with the tiny model."""
    from trymore_desktop.ui.main_window import MainWindow

    made = MainWindow(preferences)
    made.complete(store, engine)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.begin()
    yield made
    made.shut_down()
    qtbot.waitUntil(lambda: not made.chat.generating)


@pytest.fixture
def pair(tmp_path: Path) -> Any:
    """A small base and delta in the demo's place."""
    from tests.support.checkpoints import make_pair

    return make_pair(tmp_path / "demo", base_form="safetensors", delta_form="safetensors")


@pytest.fixture
def make(
    qtbot: QtBot, look: object, worker: Any, home: Path, tmp_path: Path
) -> Iterator[Callable[[], Any]]:
    """Wizards that start as the program starts: from what is in the settings file."""
    from trymore_desktop import settings
    from trymore_desktop.ui.preferences import Preferences
    from trymore_desktop.ui.wizard import Wizard
    from trymore_desktop.ui.wizard_state import Locations

    made = []

    def start() -> Any:
        wizard = Wizard(worker, Preferences(settings.load()[0]))
        models = home / "data/models"
        demo = tmp_path / "demo"
        wizard.session.flow.locations = Locations(demo / "base", demo / "delta", models)
        qtbot.addWidget(wizard)
        wizard.show()
        made.append(wizard)
        return wizard

    yield start
    for wizard in made:
        wizard.close()


@pytest.fixture
def marked(qapp: QApplication) -> Iterator[Callable[[], None]]:
    """Call it to install the language in which every text is marked."""
    from tests.support.texts import Marked

    translator = Marked()
    yield lambda: (QCoreApplication.installTranslator(translator), None)[1]
    QCoreApplication.removeTranslator(translator)
    qapp.processEvents()


@pytest.fixture
def pane(qtbot: QtBot, look: QApplication) -> ConversationPane:
    """An empty one on a screen."""
    widget = ConversationPane()
    qtbot.addWidget(widget)
    widget.resize(900, 600)
    widget.show()
    qtbot.waitExposed(widget)
    return widget
