"""Screen 6: the merged model is read again from the disk; may be skipped."""

from PySide6.QtWidgets import QProgressBar

from trymore_desktop.core.checkpoints import Severity, VerifyReport
from trymore_desktop.core.events import Failed, Progress, Verified
from trymore_desktop.engine.protocol import VerifyModel
from trymore_desktop.messages import Words
from trymore_desktop.ui.figures import portion_text, size_text
from trymore_desktop.ui.widgets import KINDS, Text, button, row
from trymore_desktop.ui.wizard_pages.page import Page
from trymore_desktop.ui.wizard_pages.report_view import ProblemList
from trymore_desktop.ui.wizard_session import WizardSession
from trymore_desktop.ui.words import failure_words, problem_words


class CheckingPage(Page):
    """Goes on by itself when all is well; stays and says so when something is wrong."""

    def __init__(self, session: WizardSession) -> None:
        super().__init__(session)
        self._progress: Progress | None = None
        self._report: VerifyReport | None = None
        self._failure: Failed | None = None
        self._job = session.job(self)
        self._job.progressed.connect(self._progressed)
        self._job.ended.connect(self._ended)
        self.bar = QProgressBar()
        self.bar.setObjectName("wizardProgress")
        self.bar.setAccessibleName("Check progress")
        self.bar.setTextVisible(False)
        self._amount = Text(muted=True)
        self._again = button("Check again")
        self._again.clicked.connect(self._check)
        self.skip = button("Skip the check")
        self.skip.clicked.connect(self._skip)
        self._verdict = ProblemList()
        for part in (self.bar, self._amount, self._verdict):
            self.column.addWidget(part)
        self.column.addLayout(row(self.skip, self._again))
        self.column.addStretch(1)
        self.retranslate()

    def enter(self) -> None:
        """Begin at once."""
        if not self._job.running and not self.session.flow.checked:
            self._check()

    def leave(self) -> None:
        """A skipped or closed check needs no end."""
        self._job.drop()

    def _check(self) -> None:
        self._progress = self._report = self._failure = None
        self._job.start(VerifyModel(self.session.flow.state.target))
        self.retranslate()

    def _skip(self) -> None:
        self._job.drop()
        self.session.flow.model_checked()
        self.session.refresh()

    def _progressed(self, event: Progress) -> None:
        self._progress = event
        self.retranslate()

    def _ended(self, event: object) -> None:
        if isinstance(event, Verified):
            self._report = event.report
            if not any(found.severity is Severity.ERROR for found in event.report.problems):
                self.session.flow.model_checked()
        elif isinstance(event, Failed):
            self._failure = event
        self.session.refresh()
        self.retranslate()

    def retranslate(self) -> None:
        """Write every text."""
        running = self._job.running
        self.heading.setText(self.tr("Checking"))
        self.intro.setText(self.tr("The merged model is read again from the drive."))
        self.skip.setText(self.tr("Skip the check"))
        self._again.setText(self.tr("Check again"))
        self._again.setVisible(not running)
        self._show_progress()
        self._verdict.show_words(self._entries())

    def _show_progress(self) -> None:
        progress = self._progress
        if progress is None or not progress.total:
            self.bar.setRange(0, 0 if self._job.running else 1000)
            self._amount.setText("")
            return
        self.bar.setRange(0, 1000)
        self.bar.setValue(1000 * progress.done // progress.total)
        done, total = portion_text(progress.done, progress.total)
        text = self.tr("{done} of {total} compared with what was written")
        if progress.stage == "finite":
            text = self.tr("{done} of {total} searched for damaged numbers")
        self._amount.setText(text.format(done=done, total=total))

    def _entries(self) -> list[tuple[str, Words]]:
        if self._failure:
            return [("error", failure_words(self._failure))]
        if self._report is None:
            return []
        entries = [(KINDS[found.severity], problem_words(found)) for found in self._report.problems]
        if not any(kind == "error" for kind, _ in entries):
            entries.insert(0, ("good", self._good_words(self._report)))
        return entries

    def _good_words(self, report: VerifyReport) -> Words:
        what = self.tr("All {tensors} tensors are sound, {size} read again.").format(
            tensors=report.tensors, size=size_text(report.size)
        )
        if report.release:
            why = self.tr("Verified: this is {release}.").format(release=report.release)
        else:
            why = self.tr("Not a release that is known here; the first words will tell.")
        return Words(what, why, "")

    def hint(self) -> str:
        """What is missing."""
        return self.tr("Checking…") if self._job.running else ""
