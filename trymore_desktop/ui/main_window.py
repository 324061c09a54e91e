"""The main window: makes its parts and ties them together; what they do is theirs."""

import base64

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.core.checkpoints import Problem
from trymore_desktop.settings import Settings
from trymore_desktop.store.conversations import Store
from trymore_desktop.ui.actions import Actions
from trymore_desktop.ui.activity import Activity
from trymore_desktop.ui.banner import Banner
from trymore_desktop.ui.chat import ChatController
from trymore_desktop.ui.chat_menus import ChatMenus
from trymore_desktop.ui.composer import Composer
from trymore_desktop.ui.context_counter import ContextCounter
from trymore_desktop.ui.conversation_pane import ConversationPane
from trymore_desktop.ui.desk import Desk
from trymore_desktop.ui.history import History
from trymore_desktop.ui.menus import Menus
from trymore_desktop.ui.model_control import ModelControl
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.prompt import Prompt
from trymore_desktop.ui.sidebar import Sidebar
from trymore_desktop.ui.status_line import StatusLine
from trymore_desktop.ui.strip import Strip
from trymore_desktop.ui.theme import theme_of
from trymore_desktop.ui.toast import Toast
from trymore_desktop.ui.transfer import Transfer
from trymore_desktop.ui.troubles import Troubles
from trymore_desktop.ui.window_dialogs import WindowDialogs
from trymore_desktop.ui.wizard_host import WizardHost
from trymore_desktop.worker import EngineWorker

COMPOSER_WIDTH = 860
SIDEBAR_WIDTH = 270
FIRST_SIZE = (1080, 760)


class MainWindow(QMainWindow):
    """Emits `closed` when the person closes it; `shut_down` ends what it started."""

    closed = Signal()

    def __init__(self, store: Store, worker: EngineWorker, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.store = store
        self.worker = worker
        self.preferences = preferences
        self._make_widgets()
        self._make_controllers()
        self._lay_out()
        self._connect()
        self.wizard = WizardHost(self)
        self.desk = Desk(self)
        self.activity = Activity(self)
        self.chat_menus = ChatMenus(self)
        self.dialogs = WindowDialogs(self)
        self._restore_geometry()

    def _make_widgets(self) -> None:
        self.actions_ = Actions(self)
        self.sidebar = Sidebar()
        self.pane = ConversationPane(self)
        self.composer = Composer()
        self.strip = Strip()
        self.banner = Banner()
        self.status_line = StatusLine()
        self.toast = Toast(self.pane)
        self.folder_menu = QMenu(self)

    def _make_controllers(self) -> None:
        self.models = ModelControl(self.worker, self.preferences, self)
        self.chat = ChatController(self.store, self.worker, self.models, self.preferences, self)
        self.history = History(self.store, self.sidebar, self)
        self.transfer = Transfer(self.store, self)
        self.menus = Menus(self.menuBar(), self.actions_, self.folder_menu)
        self.counter = ContextCounter(self.worker, self._what_to_count, self)
        self.troubles = Troubles(self)

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.sidebar)
        self.splitter.addWidget(self._right_side())
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([SIDEBAR_WIDTH, FIRST_SIZE[0] - SIDEBAR_WIDTH])
        self.chat_page = QWidget()
        column = QVBoxLayout(self.chat_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.status_line)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.chat_page)
        self.setCentralWidget(self.pages)
        QWidget.setTabOrder(self.sidebar, self.composer.edit)
        self.composer.edit.setFocus()

    def _right_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(0)
        above = QHBoxLayout()
        above.setContentsMargins(16, 10, 16, 0)
        above.addWidget(self.banner)
        below = QWidget()
        below.setMaximumWidth(COMPOSER_WIDTH)
        below.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        writing = QVBoxLayout(below)
        writing.setContentsMargins(16, 4, 16, 0)
        writing.setSpacing(2)
        writing.addWidget(self.strip)
        writing.addWidget(self.composer)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(below, 100)
        middle.addStretch(1)
        column.addLayout(above)
        column.addWidget(self.pane, 1)
        column.addLayout(middle)
        return side

    def _connect(self) -> None:
        chat, pane, history = self.chat, self.pane, self.history
        chat.shown.connect(pane.show_branch)
        chat.added.connect(pane.add_message)
        chat.reply_begun.connect(pane.begin_reply)
        chat.text_arrived.connect(pane.append_text)
        chat.reply_finished.connect(pane.finish_reply)
        chat.dropped.connect(pane.set_dropped)
        chat.generating_changed.connect(self.composer.set_generating)
        chat.queued.connect(self.strip.show_queued)
        chat.list_changed.connect(history.refresh)
        chat.failed.connect(self.troubles.tell)
        chat.model_needed.connect(self.troubles.tell_no_model)
        pane.regenerate_requested.connect(chat.regenerate)
        pane.continue_requested.connect(chat.continue_reply)
        pane.version_requested.connect(chat.select_version)
        pane.delete_requested.connect(chat.delete)
        history.failed.connect(self.troubles.tell)
        self.models.failed.connect(self.troubles.tell)
        self.transfer.ended.connect(self.troubles.tell_transfer)
        self.preferences.not_saved.connect(self.troubles.tell)
        self.preferences.changed.connect(self._settings_changed)
        self.worker.state_changed.connect(self.troubles.engine_changed)
        self.composer.stop_requested.connect(chat.stop)
        self.composer.file_refused.connect(self.troubles.tell_error)
        self.composer.edited.connect(self.counter.refresh)
        self.models.changed.connect(self.counter.refresh)
        chat.shown.connect(self.counter.refresh)
        chat.added.connect(self.counter.refresh)
        chat.reply_ended.connect(self.counter.refresh)

    @Slot()
    def begin(self) -> None:
        """After the first paint: fill the list, load the last model or offer to make one."""
        self.history.refresh()
        if not self.preferences.current.setup_done and not self.models.known():
            self.wizard.open()
        elif self.models.can_load():
            self.models.load()
        self.activity.show_model()

    @Slot()
    def come_to_front(self) -> None:
        """Show the window above others, as a second start asks."""
        self.setWindowState(
            (self.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive
        )
        self.show()
        self.raise_()
        self.activateWindow()

    def tell_problems(self, problems: list[Problem]) -> None:
        """Say what of the settings could not be read."""
        self.troubles.tell_problems(problems)

    def shut_down(self) -> None:
        """End what runs, keeping what was written."""
        self.chat.stop()
        self.transfer.stop()

    def _what_to_count(self) -> tuple[Prompt, GenerationConfig] | None:
        if not self.models.ready:
            return None
        return self.chat.prompt(self.composer.text), self.chat.generation_config

    @Slot(object, object)
    def _settings_changed(self, before: Settings, now: Settings) -> None:
        self.dialogs.show_settings()
        if before.font_scale != now.font_scale:
            self.pane.set_font_scale(now.font_scale)

    def _restore_geometry(self) -> None:
        settings = self.preferences.current
        self.resize(*FIRST_SIZE)
        if settings.window_geometry:
            self.restoreGeometry(QByteArray(base64.b64decode(settings.window_geometry)))
        if len(settings.splitter) == 2:
            self.splitter.setSizes(list(settings.splitter))

    def _keep_geometry(self) -> None:
        geometry = base64.b64encode(self.saveGeometry().data()).decode()
        sizes = tuple(self.splitter.sizes())
        self.preferences.update(window_geometry=geometry, splitter=sizes)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember where everything was; a merge in the wizard is paused."""
        self._keep_geometry()
        self.desk.keep_draft()
        self.wizard.suspend()
        event.accept()
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow language and theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self.pane.set_theme(theme_of(self.palette()))

    def _retranslate(self) -> None:
        self.actions_.retranslate()
        self.menus.retranslate()
        self.chat_menus.retranslate()
        self.activity.retranslate()
