"""Why the program cannot start with the person's chats, and the button that mends it."""

from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from trymore_desktop.core.events import Event, Failed
from trymore_desktop.messages import Words
from trymore_desktop.store.salvage import salvage
from trymore_desktop.ui.dialogs import ErrorDialog, technical_details
from trymore_desktop.ui.store_threads import StoreThread
from trymore_desktop.ui.widgets import button

DAMAGED = "store_damaged"
HOPELESS = frozenset({"store_newer", "store_path_long"})
"""Where trying again without another start changes nothing."""


class Mended(Event, frozen=True):
    """The chats are sound; the damaged file lies at `damaged`."""

    conversations: int
    messages: int
    damaged: str


class MendThread(StoreThread):
    """Saves what can be read of a damaged file of chats."""

    def __init__(self, path: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._path = path

    def work(self) -> Event:
        """Mend."""
        saved = salvage(self._path)
        return Mended(saved.conversations, saved.messages, str(saved.damaged))


class RefusalDialog(ErrorDialog):
    """Accepted: open the chats again. Rejected: end."""

    def __init__(self, parent: QWidget | None, failure: Failed, path: Path) -> None:
        self._mended: Mended | None = None
        self._thread: MendThread | None = None
        self._path = path
        self._bar = QProgressBar()
        self._again = button("Try again", primary=True)
        self._mend_it = button("Mend the chats", primary=True)
        super().__init__(parent, failure)
        self._bar.setAccessibleName("Mending progress")
        self._bar.setRange(0, 0)
        self._close.setAccessibleName("Quit")
        self._close.setProperty("primary", False)
        self._close.clicked.disconnect()
        self._close.clicked.connect(self.reject)
        self._again.clicked.connect(self.accept)
        self._mend_it.clicked.connect(self._begin)
        for added in (self._bar, self._again, self._mend_it):
            self.line.addWidget(added)
        self._offer()

    def wait(self) -> None:
        """Return when nothing is written any more."""
        if self._thread is not None:
            self._thread.wait()

    def retranslate(self) -> None:
        """Write every text."""
        super().retranslate()
        self._close.setText(self.tr("Quit"))
        self._mend_it.setText(self.tr("Mend the chats"))
        self._again.setText(self.tr("Go on") if self._mended else self.tr("Try again"))
        if self._mended is not None:
            self._say(self._success(self._mended))

    def reject(self) -> None:
        """End, but not in the middle of the mending."""
        if self._thread is None:
            super().reject()

    def _offer(self) -> None:
        code, running = self._failure.code, self._thread is not None
        damaged = code == DAMAGED and self._mended is None
        self._bar.setVisible(running)
        self._mend_it.setVisible(damaged)
        self._again.setVisible(not damaged and code not in HOPELESS)
        for made in (self._close, self._mend_it):
            made.setEnabled(not running)
        first = self._mend_it if damaged else self._again if self._again.isVisibleTo(self) else None
        (first or self._close).setDefault(True)
        (first or self._close).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _begin(self) -> None:
        self._thread = MendThread(self._path, self)
        self._thread.ended.connect(self._ended)
        self._thread.start()
        self._offer()

    @Slot(object)
    def _ended(self, event: Event) -> None:
        self.wait()
        self._thread = None
        if isinstance(event, Mended):
            self._mended = event
        elif isinstance(event, Failed):
            self._failure = event
            self._details.setPlainText(technical_details(event))
        self.retranslate()
        self._offer()

    def _success(self, mended: Mended) -> Words:
        counts = self.tr("{conversations} conversations with {messages} messages were saved.")
        locale = QLocale()
        return Words(
            self.tr("Your chats are mended."),
            counts.format(
                conversations=locale.toString(mended.conversations),
                messages=locale.toString(mended.messages),
            ),
            self.tr("The damaged file is kept: {path}").format(path=mended.damaged),
        )

    def _say(self, words: Words) -> None:
        self._what.setText(words.what)
        self._why.setText(words.why)
        self._mend.setText(words.mend)
