"""Why a merge stands still, and what is to be done."""

from trymore_desktop.core.events import Failed
from trymore_desktop.messages import Words
from trymore_desktop.ui.widgets import Note
from trymore_desktop.ui.wizard_flow import WizardFlow
from trymore_desktop.ui.wizard_state import Phase
from trymore_desktop.ui.words import failure_words


class MergeNote(Note):
    """Paused, interrupted by a crash, or failed; each with what becomes of the work done."""

    def tell(self, flow: WizardFlow, failure: Failed | None) -> None:
        """Write the texts for the present state."""
        if failure:
            self.say("error", self._failed_words(failure))
        elif flow.state.phase is Phase.INTERRUPTED:
            what = self.tr("Setup was interrupted at {percent} %.").format(
                percent=flow.state.percent
            )
            why = self.tr("What is done is safe. Continue goes on there.")
            self.say("warning", Words(what, why, ""))
        elif flow.state.phase is Phase.PAUSED:
            what = self.tr("Paused at {percent} %.").format(percent=flow.state.percent)
            why = self.tr("Drives may be unplugged, and the program may be closed.")
            self.say("info", Words(what, why, ""))

    def _failed_words(self, failure: Failed) -> Words:
        words = failure_words(failure)
        if failure.code != "engine_lost":
            return words
        return Words(
            words.what,
            words.why,
            self.tr("What is done is safe. Continue goes on there, with less memory."),
        )
