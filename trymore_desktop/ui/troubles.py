"""Saying what went wrong, in the window, with a button that mends it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from trymore_desktop.core.checkpoints import Problem
from trymore_desktop.core.events import Cancelled, Event, Failed, Imported
from trymore_desktop.core.hardware import Precision
from trymore_desktop.errors import TryMoreError
from trymore_desktop.messages import Words
from trymore_desktop.ui.banner import Offer
from trymore_desktop.ui.store_threads import Exported
from trymore_desktop.ui.words import words_for

if TYPE_CHECKING:
    from trymore_desktop.ui.main_window import MainWindow

LOSS_CODES = frozenset({"engine_lost", "gpu_failed"})
"""After which the engine is another one, without a model."""
MEMORY_CODES = frozenset({"out_of_memory", *LOSS_CODES})
"""Where a smaller precision helps."""
SET_UP_CODES = frozenset(
    {
        "no_model",
        "model_not_found",
        "model_other_format",
        "model_is_adapter",
        "model_is_meta",
        "model_unfinished",
        "config_missing",
        "checkpoint_quantised",
        "weights_missing",
        "out_of_memory_smallest",
    }
)
"""Where another model helps."""


class Troubles(QObject):
    """The banner for what needs an answer, the toast for what only needs to be known."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._was_ready = False
        self._loss_is_told = False
        self._told = Failed("")

    @Slot(object)
    def tell(self, failure: Failed) -> None:
        """Say a failure, with what mends it and its details."""
        if self._window.banner.isVisible() and _same(failure, self._told):
            return
        self._told = failure
        offers: list[Offer] = []
        self._loss_is_told = failure.code in LOSS_CODES
        if failure.code in LOSS_CODES:
            offers.append(("Restart", lambda: self.tr("Restart"), self._restart))
        if failure.code == "context_full":
            offers.append(
                (
                    "Leave out the oldest turns",
                    lambda: self.tr("Leave out the oldest turns"),
                    self._window.chat.retry_dropping,
                )
            )
        if failure.code in SET_UP_CODES:
            offers.append(("Models", lambda: self.tr("Models…"), self._open_models))
        if failure.code in MEMORY_CODES:
            offers.append(self._smaller(failure))
        offers.append(("Details", lambda: self.tr("Details"), lambda: self._show(failure)))
        self._window.banner.say(lambda: words_for(failure.code, failure.params), offers)

    @Slot(object)
    def tell_error(self, error: TryMoreError) -> None:
        """Say a refusal that needs no answer."""
        words = words_for(error.code, error.params)
        self._window.toast.say(f"{words.what} {words.mend}".strip())

    @Slot()
    def tell_saved(self) -> None:
        """The disk takes what is written; say so if it was told that it did not."""
        if self._told.code.startswith("store_") and self._window.banner.isVisible():
            self._window.banner.dismiss()
            self._window.toast.say(self.tr("Your chats are saved again."))
        self._told = Failed("")

    @Slot()
    def tell_no_model(self) -> None:
        """Say that nobody can answer yet; the message is kept."""
        offer = ("Set up a model", lambda: self.tr("Set up a model"), self._set_up)
        self._window.banner.say(self._no_model_words, [offer], error=False)

    def tell_problems(self, problems: list[Problem]) -> None:
        """Say findings, the first ones if there are many."""
        if not problems:
            return
        first = problems[0]
        self._window.banner.say(lambda: words_for(first.code, first.params), [], error=False)

    @Slot(str)
    def engine_changed(self, state: str) -> None:
        """The engine died, or is there again."""
        if state in ("restarting", "lost"):
            self._window.models.engine_died()
            if not self._loss_is_told:  # a command that it died of knows more
                self.tell(Failed("engine_lost"))
        elif state == "ready":
            self._loss_is_told = False
        elif state == "starting" and self._was_ready:
            self._window.models.engine_died()
            self._restart()
        self._was_ready = self._was_ready or state == "ready"

    @Slot(object)
    def tell_transfer(self, event: Event) -> None:
        """Say how an import or an export ended."""
        window = self._window
        window.status_line.show_progress(None)
        if isinstance(event, Failed):
            self.tell(event)
        elif isinstance(event, Imported):
            window.history.refresh()
            text = self.tr("%n conversation(s) imported", "", event.conversations)
            window.toast.say(text)
        elif isinstance(event, Exported):
            text = self.tr("%n conversation(s) exported", "", event.count)
            window.toast.say(text)
        elif isinstance(event, Cancelled):
            window.toast.say(self.tr("Cancelled; nothing was changed"))

    def offer_undo(self, text: str, undo: Callable[[], None]) -> None:
        """Say that something is gone, and take it back if asked."""
        self._window.toast.say(text, self.tr("Undo"), undo)

    def _no_model_words(self) -> Words:
        return Words(
            self.tr("No model is set up yet."),
            "",
            self.tr("Your message is kept; set up a model, then press Regenerate."),
        )

    def _smaller(self, failure: Failed) -> Offer:
        """Load the model so that it takes less memory; where that fails, leave it to the person.

        The engine says which way is next, if it lived to say anything.
        """
        models, told = self._window.models, failure.params
        device = str(told.get("next_device", ""))
        precision = str(told.get("next_precision") or models.smaller or "")
        load = partial(models.load_smaller, precision, device)
        if device == "cpu" and precision == told.get("precision") and models.can_load():
            return "Load on the processor", lambda: self.tr("Load on the processor"), load
        match precision if models.can_load() else None:
            case Precision.INT8:
                return "Load in int8", lambda: self.tr("Load in 8 bits"), load
            case Precision.INT4:
                return "Load in int4", lambda: self.tr("Load in 4 bits"), load
            case Precision.BF16:
                return "Load in bf16", lambda: self.tr("Load in 16 bits"), load
            case _:
                label = lambda: self.tr("Use less memory…")  # noqa: E731 - as the others
                return "Use less memory", label, self._choose_precision

    def _restart(self) -> None:
        if self._window.models.can_load():
            self._window.models.load()

    def _choose_precision(self) -> None:
        self._window.dialogs.open_settings("model")

    def _open_models(self) -> None:
        self._window.dialogs.open_models()

    def _set_up(self) -> None:
        self._window.wizard.open()

    def _show(self, failure: Failed) -> None:
        from trymore_desktop.ui.dialogs import show_error

        show_error(self._window, failure)


def _same(one: Failed, other: Failed) -> bool:
    return (one.code, one.params) == (other.code, other.params)
