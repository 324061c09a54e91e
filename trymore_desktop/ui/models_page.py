"""The models that are there: state, check again, move, find again, remove, merge another."""

import threading

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QProgressBar, QVBoxLayout, QWidget

from trymore_desktop.core.checkpoints import Severity
from trymore_desktop.core.events import Cancelled, Discarded, Failed, Moved, Progress, Verified
from trymore_desktop.messages import Words
from trymore_desktop.paths import models_dir
from trymore_desktop.ui.figures import portion_text, size_text
from trymore_desktop.ui.job import Job
from trymore_desktop.ui.model_actions import ModelActions
from trymore_desktop.ui.model_list import ModelEntry, ModelState, list_models
from trymore_desktop.ui.model_state import model_name
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.widgets import KINDS, Note, Text, button, row
from trymore_desktop.ui.words import failure_words, problem_words
from trymore_desktop.worker import EngineWorker

PATH_ROLE = Qt.ItemDataRole.UserRole


class ModelsPage(QWidget):
    """A list with what can be done to the chosen model; files are touched by the engine only."""

    merge_another = Signal()
    continue_setup = Signal()
    chat_with = Signal(str)
    _listed = Signal(object)

    def __init__(self, worker: EngineWorker, settings: Preferences) -> None:
        super().__init__()
        self.setObjectName("wizardPage")
        self._settings = settings
        self._entries: tuple[ModelEntry, ...] = ()
        self._progress: Progress | None = None
        self._outcome: tuple[str, Words] | None = None
        self._job = Job(worker, self)
        self._job.progressed.connect(self._progressed)
        self._job.ended.connect(self._ended)
        self.work = ModelActions(self, self._job, settings)
        self.work.changed.connect(self.refresh)
        self._listed.connect(self._show_entries)
        self._build()
        self.retranslate()
        self.refresh()

    def _build(self) -> None:
        self._title = Text(1.5, bold=True)
        self.list = QListWidget()
        self.list.setAccessibleName("Models")
        self.list.setSpacing(2)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._chosen)
        self.list.itemActivated.connect(self._chat)
        self.chat = button("Chat with it", primary=True)
        self.chat.clicked.connect(self._chat)
        self.go_on = button("Continue setup", primary=True)
        self.go_on.clicked.connect(self.continue_setup)
        self.check = button("Check model again")
        self.move_button = button("Move model")
        self.find_button = button("Point to new place")
        self.show_folder = button("Show folder")
        self.remove = button("Remove from list")
        self.delete = button("Delete files", "danger")
        for made, act in (
            (self.check, self.work.check),
            (self.move_button, self.work.move),
            (self.find_button, self.work.find),
            (self.show_folder, self.work.show_folder),
            (self.remove, self.work.remove),
            (self.delete, self.work.delete),
        ):
            made.clicked.connect(act)
        self.another = button("Merge another")
        self.another.clicked.connect(self.merge_another)
        self.cancel = button("Cancel work")
        self.cancel.clicked.connect(self._job.cancel)
        self.bar = QProgressBar()
        self.bar.setObjectName("wizardProgress")
        self.bar.setAccessibleName("Model progress")
        self.bar.setTextVisible(False)
        self._amount = Text(muted=True)
        self._note = Note()
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self.list, 1)
        first = (self.chat, self.go_on, self.check, self.move_button, self.find_button)
        column.addLayout(row(*first))
        column.addLayout(row(self.show_folder, self.remove, self.delete))
        for part in (self._note, self.bar, self._amount):
            column.addWidget(part)
        column.addLayout(row(self.cancel))
        column.addLayout(row(self.another))

    def refresh(self) -> None:
        """Look again what is there, aside: a sleeping drive must not stop the window."""
        settings, models, tell = self._settings.current, models_dir(), self._listed.emit

        def look() -> None:
            entries = list_models(settings, models)
            try:
                tell(entries)
            except RuntimeError:
                # The page is gone: nobody waits for the answer.
                return

        threading.Thread(target=look, name="models", daemon=True).start()

    def entry(self) -> ModelEntry | None:
        """The chosen model."""
        position = self.list.currentRow()
        return self._entries[position] if 0 <= position < len(self._entries) else None

    def _show_entries(self, entries: tuple[ModelEntry, ...]) -> None:
        present = self.entry()
        wanted = present.path if present else self._settings.current.model_path
        self._entries = entries
        self.list.blockSignals(True)
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(self._entry_text(entry))
            item.setData(PATH_ROLE, entry.path)
            item.setToolTip(entry.path)
            self.list.addItem(item)
        positions = [place for place, entry in enumerate(entries) if entry.path == wanted]
        self.list.setCurrentRow(positions[0] if positions else 0 if entries else -1)
        self.list.blockSignals(False)
        self.retranslate()

    def _chosen(self) -> None:
        self._outcome = None
        self.retranslate()

    def _chat(self) -> None:
        entry = self.entry()
        if entry and entry.state is ModelState.READY:
            self.chat_with.emit(entry.path)

    def _progressed(self, event: Progress) -> None:
        self._progress = event
        self.retranslate()

    def _ended(self, event: object) -> None:
        self._progress = None
        self._outcome = self._outcome_words(event)
        self.work.ended(event)
        self.retranslate()

    def _outcome_words(self, event: object) -> tuple[str, Words] | None:
        match event:
            case Failed():
                return "error", failure_words(event)
            case Verified(report):
                worst = [found for found in report.problems if found.severity is not Severity.INFO]
                if worst:
                    return KINDS[worst[0].severity], problem_words(worst[0])
                sound = self.tr("All {tensors} tensors are sound, {size} read again.")
                text = sound.format(tensors=report.tensors, size=size_text(report.size))
                return "good", Words(text, "", "")
            case Moved(path):
                return "good", Words(self.tr("Moved to {path}.").format(path=path), "", "")
            case Discarded(freed):
                text = self.tr("Deleted; {size} are free again.").format(size=size_text(freed))
                return "good", Words(text, "", "")
            case Cancelled():
                text = self.tr("Cancelled; everything is as it was.")
                return "info", Words(text, "", "")
        return None

    def retranslate(self) -> None:
        """Write every text."""
        self._title.setText(self.tr("Models"))
        for made, text in (
            (self.chat, self.tr("Chat with it")),
            (self.go_on, self.tr("Continue setup")),
            (self.check, self.tr("Check again")),
            (self.move_button, self.tr("Move…")),
            (self.find_button, self.tr("Point to new place…")),
            (self.show_folder, self.tr("Show folder")),
            (self.remove, self.tr("Remove from list")),
            (self.delete, self.tr("Delete files…")),
            (self.another, self.tr("Merge another")),
            (self.cancel, self.tr("Cancel")),
        ):
            made.setText(text)
        for position, entry in enumerate(self._entries):
            self.list.item(position).setText(self._entry_text(entry))
        self._show_buttons(self.entry())
        self._show_progress()
        self._note.setVisible(self._outcome is not None)
        if self._outcome:
            self._note.say(*self._outcome)

    def _show_buttons(self, entry: ModelEntry | None) -> None:
        running = self._job.running
        state = entry.state if entry else None
        ready, there = state is ModelState.READY, state in (ModelState.READY, ModelState.INCOMPLETE)
        gone = state in (ModelState.ABSENT, ModelState.LOST)
        continues = state is ModelState.INCOMPLETE and entry is not None and entry.percent >= 0
        for made, shown in (
            (self.chat, ready),
            (self.go_on, continues),
            (self.check, ready),
            (self.move_button, ready),
            (self.find_button, gone),
            (self.show_folder, there),
            (self.remove, ready or gone),
            (self.delete, there),
        ):
            made.setVisible(shown)
            made.setEnabled(not running)
        self.another.setEnabled(not running)
        self.cancel.setVisible(running)

    def _show_progress(self) -> None:
        running, progress = self._job.running, self._progress
        self.bar.setVisible(running)
        self._amount.setVisible(running)
        known = progress is not None and progress.total > 0
        self.bar.setRange(0, 1000 if known else 0)
        self._amount.setText("")
        if progress and known:
            self.bar.setValue(1000 * progress.done // progress.total)
            done, total = portion_text(progress.done, progress.total)
            self._amount.setText(self.tr("{done} of {total}").format(done=done, total=total))

    def _entry_text(self, entry: ModelEntry) -> str:
        name = model_name(entry.path)
        return f"{name}\n{self._state_text(entry)}   {entry.path}"

    def _state_text(self, entry: ModelEntry) -> str:
        match entry.state:
            case ModelState.READY:
                return self.tr("✓ ready, {size}").format(size=size_text(entry.size))
            case ModelState.INCOMPLETE if entry.percent >= 0:
                return self.tr("incomplete, {percent} %").format(percent=entry.percent)
            case ModelState.INCOMPLETE:
                return self.tr("incomplete, {size}").format(size=size_text(entry.size))
            case ModelState.ABSENT:
                return self.tr("drive not connected")
            case ModelState.LOST:
                return self.tr("not found")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
