"""The main window: what is painted first, and the life of the rest.

`MainWindow(preferences)` makes the frame, which needs neither the store nor the engine; `complete`
adds everything else after the first paint, from `parts`.
"""

import base64
import binascii
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QByteArray, QEvent, Signal, Slot
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

from trymore_desktop.ui.composer import Composer
from trymore_desktop.ui.menus import Menus
from trymore_desktop.ui.model_state import ModelState, model_name
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.sidebar import Sidebar
from trymore_desktop.ui.status_line import StatusLine

if TYPE_CHECKING:
    from trymore_desktop.store.conversations import Store
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
    from trymore_desktop.ui.strip import Strip
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

    store: "Store"
    worker: "EngineWorker"
    actions_: "Actions"
    folder_menu: QMenu
    pane: "ConversationPane"
    banner: "Banner"
    strip: "Strip"
    toast: "Toast"
    models: "ModelControl"
    chat: "ChatController"
    history: "History"
    transfer: "Transfer"
    counter: "ContextCounter"
    troubles: "Troubles"
    wizard: "WizardHost"
    desk: "Desk"
    activity: "Activity"
    chat_menus: "ChatMenus"
    dialogs: "WindowDialogs"
    drops: "Drops"

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("TryMoreGPT")
        self.preferences = preferences
        self.complete_ = False
        self.begun = False
        self._early: list[str] = []
        """What was sent before there was anybody to send it."""
        self.menus = Menus(self.menuBar())
        self.sidebar = Sidebar()
        self.composer = Composer()
        self.composer.send_requested.connect(self._sent_early)
        self.status_line = StatusLine()
        self.status_line.show_model(model_name(preferences.current.model_path), ModelState.NONE, "")
        self._lay_out()
        self._restore_geometry()

    def complete(self, store: "Store", worker: "EngineWorker") -> None:
        """Add the conversation and everything that acts, all at once."""
        for _ in self.completing(store, worker):
            pass

    def completing(self, store: "Store", worker: "EngineWorker") -> Iterator[None]:
        """Add the conversation and everything that acts; each `yield` ends a turn."""
        from trymore_desktop.ui.parts import adding_parts

        self.store = store
        self.worker = worker
        if self.focusWidget() is None:
            self.composer.edit.setFocus()
        yield from adding_parts(self)
        self.complete_ = True

    def begin(self) -> None:
        """Fill the list, load the last model or offer to make one."""
        for _ in self.beginning():
            pass

    def beginning(self) -> Iterator[None]:
        """As `begin`; each `yield` ends a turn."""
        self.history.refresh()
        yield
        written = self.composer.text  # by somebody quicker than the chats
        self.history.open_latest()
        if written and written != self.composer.text:
            self.composer.set_text(f"{self.composer.text}\n{written}".strip())
        yield
        if not self.preferences.current.setup_done and not self.models.known():
            self.wizard.open()
        elif self.models.can_load():
            self.models.load()
        self.activity.show_model()
        self.transfer.tidy()
        self.begun = True
        self._send_early()

    @Slot(str)
    def _sent_early(self, text: str) -> None:
        if not self.begun:
            self._early.append(text)
            self.composer.clear()

    def _send_early(self) -> None:
        if self.pages.currentWidget() is not self.chat_page:
            self.give_back_early()  # the wizard comes first
        early, self._early = self._early, []
        for text in early:
            self.desk.send_early(text)

    def give_back_early(self) -> None:
        """Nothing can be sent for now: what was sent too early stands in the field again."""
        early, self._early = self._early, []
        if early:
            self.composer.set_text("\n".join([*early, self.composer.text]).strip())

    @Slot()
    def come_to_front(self) -> None:
        """Show the window above others, as a second start asks."""
        states = QtCore.Qt.WindowState
        self.setWindowState((self.windowState() & ~states.WindowMinimized) | states.WindowActive)
        self.show()
        self.raise_()
        self.activateWindow()

    def shut_down(self) -> None:
        """End what runs, keeping what was written."""
        if self.complete_:
            self.chat.stop()
            self.transfer.stop()

    def _lay_out(self) -> None:
        self.splitter = QSplitter()
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

    def _right_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(0)
        self.above_reading = QHBoxLayout()
        self.above_reading.setContentsMargins(16, 10, 16, 0)
        self.reading = QVBoxLayout()
        self.blank = QWidget()  # where the conversation will be: the field stays in its place
        self.reading.addWidget(self.blank)
        below = QWidget()
        below.setMaximumWidth(COMPOSER_WIDTH)
        below.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.writing = QVBoxLayout(below)
        self.writing.setContentsMargins(16, 4, 16, 0)
        self.writing.setSpacing(2)
        self.writing.addWidget(self.composer)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(below, 100)
        middle.addStretch(1)
        column.addLayout(self.above_reading)
        column.addLayout(self.reading, 1)
        column.addLayout(middle)
        return side

    def _restore_geometry(self) -> None:
        settings = self.preferences.current
        self.resize(*FIRST_SIZE)
        try:
            saved = base64.b64decode(settings.window_geometry, validate=True)
        except (ValueError, binascii.Error):
            saved = b""
        if saved:
            self.restoreGeometry(QByteArray(saved))
        if len(settings.splitter) == 2:
            self.splitter.setSizes(list(settings.splitter))

    def _keep_geometry(self) -> None:
        geometry = base64.b64encode(self.saveGeometry().data()).decode()
        sizes = tuple(self.splitter.sizes())
        self.preferences.update(window_geometry=geometry, splitter=sizes)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember where everything was; a merge in the wizard is paused."""
        self._keep_geometry()
        if self.complete_:
            self.desk.keep_draft()
            self.wizard.suspend()
        event.accept()
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow language and theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.menus.retranslate()
            if self.complete_:
                self.actions_.retranslate()
                self.chat_menus.retranslate()
                self.activity.retranslate()
        elif event.type() == QEvent.Type.PaletteChange and self.complete_:
            from trymore_desktop.ui.theme import theme_of

            self.pane.set_theme(theme_of(self.palette()))
