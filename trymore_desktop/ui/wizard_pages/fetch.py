"""Where the delta is published, and fetching it from there, only when the button is pressed."""

from pathlib import Path

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QProgressBar, QVBoxLayout, QWidget

from trymore_desktop.core.events import Cancelled, Failed, Fetched, Progress
from trymore_desktop.engine.protocol import FetchDelta
from trymore_desktop.paths import data_dir
from trymore_desktop.ui.advice import PARAMETERS
from trymore_desktop.ui.figures import portion_text, size_text
from trymore_desktop.ui.widgets import Note, Text, button, card, row
from trymore_desktop.ui.wizard_session import WizardSession
from trymore_desktop.ui.words import failure_words

HUB = "https://huggingface.co"
REPOSITORIES = {"7B": "TryMore/TryMoreGPT-delta-7b", "13B": "TryMore/TryMoreGPT-delta-13b"}


class FetchPanel(QWidget):
    """The published name, its link, and a download that can be paused and goes on later."""

    fetched = Signal(str)

    def __init__(self, session: WizardSession) -> None:
        super().__init__()
        self._session = session
        self._size = ""
        self._progress: Progress | None = None
        self._failure: Failed | None = None
        self._job = session.job(self)
        self._job.progressed.connect(self._progressed)
        self._job.ended.connect(self._ended)
        self._build()
        self.retranslate()

    def _build(self) -> None:
        self._title = Text(bold=True)
        self._text = Text(muted=True)
        self.repository = QLineEdit()
        self.repository.setAccessibleName("Hub name")
        self.repository.textChanged.connect(self.retranslate)
        self._copy = button("Copy link", "link")
        self._copy.clicked.connect(self._copy_link)
        self._open = button("Open in browser", "link")
        self._open.clicked.connect(self._open_link)
        self.mirror = QLineEdit()
        self.mirror.setAccessibleName("Mirror")
        self.mirror.setText(self._session.settings.current.hub_endpoint)
        self.fetch = button("Fetch it here")
        self.fetch.clicked.connect(self._fetch)
        self.pause = button("Pause download")
        self.pause.clicked.connect(self._job.cancel)
        self.bar = QProgressBar()
        self.bar.setObjectName("wizardProgress")
        self.bar.setAccessibleName("Download progress")
        self.bar.setTextVisible(False)
        self._state = Text(muted=True)
        self._note = Note()
        frame, column = card()
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addWidget(self.repository)
        column.addLayout(row(self._copy, self._open))
        column.addWidget(self.mirror)
        column.addLayout(row(self.fetch, self.pause))
        column.addWidget(self.bar)
        column.addWidget(self._state)
        column.addWidget(self._note)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def show_size(self, size: str) -> None:
        """Offer the delta for this size, unless a name was typed."""
        if size != self._size and self.repository.text() in ("", *REPOSITORIES.values()):
            self._size = size
            self.repository.setText(REPOSITORIES[size])

    @property
    def fetching(self) -> bool:
        """Whether a download is under way."""
        return self._job.running

    def folder(self) -> Path:
        """Where the download goes."""
        return data_dir() / "downloads" / self._name().replace("/", "--")

    def _name(self) -> str:
        return self.repository.text().strip().strip("/")

    def _link(self) -> str:
        return f"{self.mirror.text().strip().rstrip('/') or HUB}/{self._name()}"

    def _copy_link(self) -> None:
        QGuiApplication.clipboard().setText(self._link())

    def _open_link(self) -> None:
        QDesktopServices.openUrl(QUrl(self._link()))

    def _fetch(self) -> None:
        endpoint = self.mirror.text().strip()
        if endpoint != self._session.settings.current.hub_endpoint:
            self._session.settings.update(hub_endpoint=endpoint)
        self._failure = None
        self._progress = None
        self._job.start(FetchDelta(self._name(), str(self.folder()), endpoint))
        self.retranslate()

    def _progressed(self, event: Progress) -> None:
        self._progress = event
        self.retranslate()

    def _ended(self, event: object) -> None:
        self._failure = event if isinstance(event, Failed) else None
        if isinstance(event, Fetched):
            self._progress = None
            self.fetched.emit(event.path)
        elif isinstance(event, Cancelled) and self._progress is None:
            self._progress = Progress("fetch", 0, 0)
        self.retranslate()

    def retranslate(self) -> None:
        """Write every text."""
        running = self._job.running
        self._title.setText(self.tr("Where to get it"))
        self._text.setText(
            self.tr(
                "The authors publish the delta on Hugging Face. Fetch it yourself, or let the "
                "program do it: that needs the network, about {size}, and happens only if you "
                "press the button."
            ).format(size=size_text(2 * PARAMETERS.get(self._size, PARAMETERS["7B"])))
        )
        self.repository.setPlaceholderText(self.tr("owner/name on the hub"))
        self.mirror.setPlaceholderText(
            self.tr("Mirror, if you use one, for example https://hf-mirror.com")
        )
        self._copy.setText(self.tr("Copy link"))
        self._open.setText(self.tr("Open in browser"))
        paused = self._progress is not None and not running
        self.fetch.setText(self.tr("Continue the download") if paused else self.tr("Fetch it here"))
        self.pause.setText(self.tr("Pause"))
        self.fetch.setVisible(not running)
        self.fetch.setEnabled(self._name().count("/") == 1)
        self.pause.setVisible(running)
        for field in (self.repository, self.mirror):
            field.setEnabled(not running)
        self._show_progress(running)
        self._note.setVisible(self._failure is not None)
        if self._failure:
            self._note.say("error", failure_words(self._failure))

    def _show_progress(self, running: bool) -> None:
        progress = self._progress
        known = progress is not None and progress.total > 0
        self.bar.setVisible(running or known)
        self.bar.setRange(0, 1000 if known else 0)
        self._state.setVisible(running or progress is not None)
        if not progress or not known:
            self._state.setText(self.tr("Asking the hub…") if running else self.tr("Paused."))
            return
        self.bar.setValue(1000 * progress.done // progress.total)
        done, total = portion_text(progress.done, progress.total)
        text = self.tr("{done} of {total}") if running else self.tr("Paused at {done} of {total}")
        self._state.setText(text.format(done=done, total=total))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
