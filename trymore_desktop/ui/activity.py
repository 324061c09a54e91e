"""What is going on, as title, status line and notifications say it."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from trymore_desktop.core.events import Final, Finished, Progress, TokensCounted
from trymore_desktop.store.records import MessageRecord
from trymore_desktop.ui.figures import rate_text
from trymore_desktop.ui.icons import app_icon
from trymore_desktop.ui.model_state import ModelState
from trymore_desktop.ui.notifications import Notifier
from trymore_desktop.ui.prompt import Prompt

if TYPE_CHECKING:
    from trymore_desktop.ui.main_window import MainWindow

LONG = 12.0
"""Seconds after which the end of a reply is worth a notification."""


class Activity(QObject):
    """Watches the parts of one main window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._begun = 0.0
        self._merge = -1
        self._loading = -1
        self._speed = ""
        self._notifier = Notifier(window, app_icon())
        chat, models = window.chat, window.models
        chat.opened.connect(self.show_title)
        chat.list_changed.connect(self.show_title)
        chat.generating_changed.connect(self._generating_changed)
        chat.reply_ended.connect(self._reply_ended)
        chat.progressed.connect(self._progressed)
        models.changed.connect(self.show_model)
        models.progressed.connect(self._progressed)
        window.transfer.progressed.connect(self._progressed)
        window.status_line.cancel_requested.connect(window.transfer.cancel)
        window.counter.counted.connect(self._counted)
        window.wizard.progress_changed.connect(self._merge_progressed)
        window.wizard.model_made.connect(self._model_made)
        window.wizard.merged.connect(self._merged)

    @Slot()
    def show_title(self) -> None:
        """Name the conversation, and the percent of a merge or of loading before it."""
        record = self._window.chat.conversation
        title = record.title if record and record.title else ""
        name = f"{title} – TryMoreGPT" if title else "TryMoreGPT"
        percent = self._merge if self._merge >= 0 else self._loading
        self._window.setWindowTitle(f"{percent} % – {name}" if percent >= 0 else name)
        self._notifier.show_progress(percent / 100 if percent >= 0 else None)

    @Slot()
    def show_model(self) -> None:
        """Show the model's name, state and place."""
        models = self._window.models
        self._window.chat.model_path = models.path
        details = ""
        if models.info is not None:
            info = models.info
            details = f"{info.device} · {info.precision} · {info.context_window:,}"
        if models.state is not ModelState.LOADING:
            self._loading = -1
            self._window.status_line.show_progress(None)
        if not models.ready:
            self._window.status_line.meter.show_count(None)
        name = models.info.name if models.info else models.name
        self._window.status_line.show_model(name, models.state, details)
        self._window.actions_["unload"].setEnabled(models.ready)
        self.show_title()

    @Slot(bool)
    def _generating_changed(self, generating: bool) -> None:
        if generating and not self._begun:
            self._begun = time.monotonic()
        self._window.actions_["stop"].setEnabled(generating)
        for name in ("regenerate", "continue", "edit"):
            self._window.actions_[name].setEnabled(not generating)
        if self._merge >= 0:
            self._merge_progressed(self._merge)
        elif not generating:
            self._window.status_line.show_progress(None, self._speed)

    @Slot(object, object)
    def _reply_ended(self, event: Final, _record: MessageRecord | None) -> None:
        seconds, self._begun = time.monotonic() - self._begun, 0.0
        self._speed = ""
        if isinstance(event, Finished):
            self._speed = self.tr("{speed} tokens/s").format(
                speed=rate_text(event.usage.generation_tps)
            )
        self._window.status_line.show_progress(None, self._speed)
        if seconds >= LONG:
            self._notify(self.tr("The reply is ready"))

    @Slot(object)
    def _progressed(self, event: Progress) -> None:
        notes = {
            "load": self.tr("Loading the model"),
            "prefill": self.tr("Reading the conversation"),
            "import": self.tr("Importing"),
        }
        if event.done >= event.total > 0:
            self._window.status_line.show_progress(None)
            return
        own = event.stage == "import"
        self._window.status_line.show_progress(event, notes.get(event.stage, ""), cancellable=own)
        if self._window.models.state is ModelState.LOADING and event.total:
            self._loading = 100 * event.done // event.total
            self.show_title()

    @Slot(object, object)
    def _counted(self, count: TokensCounted, prompt: Prompt) -> None:
        self._window.status_line.meter.show_count(count, prompt.omitted)
        seen = self._window.chat.position(prompt.first_seen(count.dropped))
        self._window.pane.set_dropped(seen)

    @Slot(int)
    def _merge_progressed(self, percent: int) -> None:
        self._merge = percent if 0 <= percent < 100 else -1
        if self._merge >= 0:
            done = Progress("merge", percent, 100, "percent")
            waits = self._window.chat.generating
            note = self.tr("Merging; the reply comes after it") if waits else self.tr("Merging")
            self._window.status_line.show_progress(done, note)
        else:
            self._window.status_line.show_progress(None)
        self.show_title()

    @Slot(str)
    def _model_made(self, path: str) -> None:
        loaded = self._window.models.info
        if loaded is None or loaded.path != path:
            self._window.models.load(path)

    @Slot()
    def _merged(self) -> None:
        self._notify(self.tr("The model is merged"))

    def _notify(self, text: str) -> None:
        if self._window.preferences.current.notifications:
            self._notifier.tell("TryMoreGPT", text)

    def retranslate(self) -> None:
        """Say it in the present language."""
        self._speed = ""
        self.show_model()
