"""Makes the parts of the main window and ties them together; what they do is theirs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenu, QWidget

from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.settings import Settings
from trymore_desktop.ui.actions import Actions
from trymore_desktop.ui.activity import Activity
from trymore_desktop.ui.banner import Banner
from trymore_desktop.ui.chat import ChatController
from trymore_desktop.ui.chat_menus import ChatMenus
from trymore_desktop.ui.context_counter import ContextCounter
from trymore_desktop.ui.conversation_pane import ConversationPane
from trymore_desktop.ui.desk import Desk
from trymore_desktop.ui.drops import Drops
from trymore_desktop.ui.history import History
from trymore_desktop.ui.model_control import ModelControl
from trymore_desktop.ui.pane_interface import give_text
from trymore_desktop.ui.prompt import Prompt
from trymore_desktop.ui.strip import Strip
from trymore_desktop.ui.toast import Toast
from trymore_desktop.ui.transfer import Transfer
from trymore_desktop.ui.troubles import Troubles
from trymore_desktop.ui.window_dialogs import WindowDialogs
from trymore_desktop.ui.wizard_host import WizardHost

if TYPE_CHECKING:
    from trymore_desktop.ui.main_window import MainWindow


def adding_parts(window: "MainWindow") -> Iterator[None]:
    """Complete a window that has its frame, its store and its worker; `yield` ends a turn."""
    _add_actions(window)
    yield
    _add_widgets(window)
    yield
    _add_controllers(window)
    yield
    _connect_chat(window)
    _connect_troubles(window)
    _connect_counter(window)
    yield
    window.wizard = WizardHost(window)
    window.desk = Desk(window)
    window.activity = Activity(window)
    yield
    window.chat_menus = ChatMenus(window)
    window.dialogs = WindowDialogs(window)
    window.drops = Drops(window)


def _add_actions(window: "MainWindow") -> None:
    window.actions_ = Actions(window)
    window.folder_menu = QMenu(window)
    window.menus.fill(window.actions_, window.folder_menu)
    window.sidebar.complete()


def _add_widgets(window: "MainWindow") -> None:
    window.pane = ConversationPane(window)
    window.banner = Banner()
    window.strip = Strip()
    window.above_reading.addWidget(window.banner)
    window.reading.replaceWidget(window.blank, window.pane)
    window.blank.deleteLater()
    window.writing.insertWidget(0, window.strip)
    window.toast = Toast(window.pane)
    window.pane.set_font_scale(window.preferences.current.font_scale)
    QWidget.setTabOrder(window.sidebar.settings_button, window.pane)
    QWidget.setTabOrder(window.pane, window.composer.edit)


def _add_controllers(window: "MainWindow") -> None:
    store, worker, preferences = window.store, window.worker, window.preferences
    window.models = ModelControl(worker, preferences, window)
    window.chat = ChatController(store, worker, window.models, preferences, window)
    window.history = History(store, window.sidebar, window)
    window.transfer = Transfer(store, window)
    window.troubles = Troubles(window)


def _connect_chat(window: "MainWindow") -> None:
    chat, pane = window.chat, window.pane
    chat.shown.connect(pane.show_branch)
    chat.added.connect(pane.add_message)
    chat.reply_begun.connect(pane.begin_reply)
    chat.text_arrived.connect(pane.append_text)
    chat.reply_finished.connect(pane.finish_reply)
    chat.dropped.connect(pane.set_dropped)
    give_text(pane)
    chat.generating_changed.connect(window.composer.set_generating)
    chat.queued.connect(window.strip.show_queued)
    chat.list_changed.connect(window.history.refresh)
    pane.regenerate_requested.connect(chat.regenerate)
    pane.continue_requested.connect(chat.continue_reply)
    pane.version_requested.connect(chat.select_version)
    pane.delete_requested.connect(chat.delete)
    window.composer.stop_requested.connect(chat.stop)


def _connect_troubles(window: "MainWindow") -> None:
    troubles = window.troubles
    for source in (window.chat, window.history, window.models):
        source.failed.connect(troubles.tell)
    window.chat.model_needed.connect(troubles.tell_no_model)
    window.chat.saved.connect(troubles.tell_saved)
    window.transfer.ended.connect(troubles.tell_transfer)
    window.preferences.not_saved.connect(troubles.tell)
    window.composer.file_refused.connect(troubles.tell_error)
    window.worker.state_changed.connect(troubles.engine_changed)


def _connect_counter(window: "MainWindow") -> None:
    watcher = Watcher(window)
    window.counter = ContextCounter(window.worker, watcher.what_to_count, window)
    window.composer.edited.connect(window.counter.refresh)
    window.models.changed.connect(window.counter.refresh)
    for signal in (window.chat.shown, window.chat.added, window.chat.reply_ended):
        signal.connect(window.counter.refresh)
    window.chat.config_changed.connect(window.counter.refresh)
    window.preferences.changed.connect(watcher.settings_changed)


class Watcher(QObject):
    """Answers the counter, and follows the settings."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    def what_to_count(self) -> tuple[Prompt, GenerationConfig] | None:
        """The prompt that would be sent now, if there is a model to count it."""
        window = self._window
        if not window.models.ready:
            return None
        return window.chat.prompt(window.composer.text), window.chat.generation_config

    @Slot(object, object)
    def settings_changed(self, before: Settings, now: Settings) -> None:
        """Bring the window in line."""
        window = self._window
        window.dialogs.show_settings()
        window.counter.refresh()
        if before.font_scale != now.font_scale:
            window.pane.set_font_scale(now.font_scale)
