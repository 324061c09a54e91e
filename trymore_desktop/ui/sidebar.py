"""The left side: a new chat, the search, the conversations or what was found, the settings."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from trymore_desktop.ui.conversation_list import ConversationList
from trymore_desktop.ui.icons import icon
from trymore_desktop.ui.live_frame import LiveFrame
from trymore_desktop.ui.search_field import SearchField
from trymore_desktop.ui.styling import set_by_name
from trymore_desktop.ui.theme import theme_of

if TYPE_CHECKING:
    from trymore_desktop.store.records import SearchHit
    from trymore_desktop.ui.search_results import SearchResults

SEARCH_DELAY = 120
"""Milliseconds of quiet before a search."""


class Sidebar(LiveFrame):
    """`searched` carries what to look for; the window answers with `show_hits`.

    `complete` adds what is not seen at first; before, nothing is searched.
    """

    new_chat = Signal()
    settings_requested = Signal()
    searched = Signal(str)

    results: "SearchResults"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.new_button = QPushButton()
        self.new_button.setAccessibleName("New chat")
        self.search = SearchField()
        self.list = ConversationList()
        self.settings_button = QToolButton()
        self.settings_button.setAccessibleName("Settings")
        set_by_name(self.settings_button, "toolButtonStyle", "ToolButtonTextBesideIcon")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.nothing: QLabel | None = None
        self._timer = QTimer(self, singleShot=True, interval=SEARCH_DELAY)
        self._lay_out()
        self._connect()
        self._retranslate()
        self._colour()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 12, 10, 8)
        column.setSpacing(8)
        column.addWidget(self.new_button)
        column.addWidget(self.search)
        column.addWidget(self.stack, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.settings_button)
        bottom.addStretch(1)
        column.addLayout(bottom)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.new_chat)
        self.settings_button.clicked.connect(self.settings_requested)
        self.search.textChanged.connect(self._timer.start)

    def complete(self) -> None:
        """Add the results of a search, and search."""
        from trymore_desktop.ui.search_results import SearchResults

        self.results = SearchResults()
        self.nothing = QLabel()
        set_by_name(self.nothing, "alignment", "AlignHCenter|AlignTop")
        self.nothing.setProperty("muted", True)
        self.nothing.setWordWrap(True)
        self.nothing.setText(self.tr("Nothing found"))
        for page in (self.results, self.nothing):
            self.stack.addWidget(page)
        self.search.left_downwards.connect(self._enter_list)
        self._timer.timeout.connect(self._search)

    @property
    def query(self) -> str:
        """What is looked for."""
        return self.search.text().strip()

    @Slot()
    def _search(self) -> None:
        if self.query:
            self.searched.emit(self.query)
        else:
            self.stack.setCurrentWidget(self.list)
            self.results.show_hits([])

    def show_hits(self, hits: "list[SearchHit]") -> None:
        """Show what was found, or that nothing was."""
        if not self.query:
            return
        self.results.show_hits(hits)
        page = self.results if hits else self.nothing
        assert page is not None
        self.stack.setCurrentWidget(page)

    @Slot()
    def _enter_list(self) -> None:
        if self.stack.currentWidget() is self.results:
            self.results.setFocus()
            self.results.setCurrentIndex(self.results.model().index(0, 0))
        else:
            self.list.setFocus()

    def _retranslate(self) -> None:
        self.new_button.setText(self.tr("New chat"))
        self.new_button.setToolTip(self.tr("Start a new conversation (Ctrl+N)"))
        self.search.set_words(self.tr("Search"), self.tr("Empty the search (Esc)"))
        self.search.setToolTip(self.tr("Search titles and messages (Ctrl+F)"))
        self.settings_button.setText(self.tr("Settings"))
        if self.nothing is not None:
            self.nothing.setText(self.tr("Nothing found"))
        self.list.setAccessibleDescription(self.tr("Your conversations; F2 renames"))
        for widget in (self.new_button, self.search, self.settings_button):
            widget.setAccessibleDescription(widget.toolTip() or widget.text())

    def _colour(self) -> None:
        theme = theme_of(self.palette())
        self.new_button.setIcon(icon("new-chat", theme.text))
        self.settings_button.setIcon(icon("settings", theme.text))
        self.search.set_colour(theme.muted)
