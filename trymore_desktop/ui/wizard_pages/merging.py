"""Screen 5: the merge, which can be paused, cancelled, left in the background and gone on with."""

from PySide6.QtCore import QTimer, Signal

from trymore_desktop.core.checkpoints import MergeOptions, Place
from trymore_desktop.core.events import Cancelled, Discarded, Failed, Merged, PlanReady, Progress
from trymore_desktop.engine.protocol import DiscardMerge, Merge, PlanMerge
from trymore_desktop.ui.awake import Awake
from trymore_desktop.ui.dialogs import Choice, ask, show_error
from trymore_desktop.ui.figures import size_text
from trymore_desktop.ui.widgets import button, row
from trymore_desktop.ui.wizard_pages.merge_note import MergeNote
from trymore_desktop.ui.wizard_pages.merge_progress import MERGE_STAGE, MergeProgress
from trymore_desktop.ui.wizard_pages.page import Forward, Page
from trymore_desktop.ui.wizard_session import WizardSession
from trymore_desktop.ui.wizard_state import Phase

PASSING = (
    "disk_full",
    "no_space",
    "source_lost",
    "read_failed",
    "write_failed",
    "folder_missing",
    "started_missing",
)
"""Failures that mend themselves when a drive is back or space is free."""
NO_MERGE = -1
"""In place of a percentage."""
WATCH_INTERVAL = 3000
"""Milliseconds between two looks whether such a failure is mended."""


class MergingPage(Page):
    """Pause keeps what is written; Continue is the same command again."""

    forward = Forward.NONE
    progress_changed = Signal(int)
    background = Signal()
    merged = Signal(str)

    def __init__(self, session: WizardSession) -> None:
        super().__init__(session)
        self._failure: Failed | None = None
        self._removing = False
        self._looking_again = False
        self._gave_up_at = -1
        self._awake = Awake()
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_INTERVAL)
        self._watch.timeout.connect(self._look_again)
        self._job = session.job(self)
        self._job.progressed.connect(self._progressed)
        self._job.ended.connect(self._ended)
        self._side_job = session.job(self)
        self._side_job.ended.connect(self._side_ended)
        self.progress = MergeProgress()
        self._note = MergeNote()
        self.pause = button("Pause")
        self.pause.clicked.connect(self._job.cancel)
        self.cancel = button("Cancel")
        self.cancel.clicked.connect(self._ask_cancel)
        self._aside = button("Continue in background", "link")
        self._aside.clicked.connect(self.background)
        self.go_on = button("Continue merge", primary=True)
        self.go_on.clicked.connect(self._continue)
        self.start_over = button("Start over")
        self.start_over.clicked.connect(self._ask_start_over)
        self.remove = button("Remove", "danger")
        self.remove.clicked.connect(self._ask_remove)
        self._details = button("Show details", "link")
        self._details.clicked.connect(self._show_details)
        self.column.addWidget(self._note)
        self.column.addWidget(self.progress)
        while_running = (self.pause, self.cancel, self._aside)
        at_rest = (self.go_on, self.start_over, self.remove, self._details)
        self.column.addLayout(row(*while_running, *at_rest))
        self.column.addStretch(1)
        self.retranslate()

    @property
    def running(self) -> bool:
        """Whether the engine is merging."""
        return self._job.running

    def enter(self) -> None:
        """Begin if that is what the person pressed; else ask how much an earlier try has left."""
        flow = self.session.flow
        if flow.state.phase is Phase.RUNNING and not self._job.running:
            self._merge(flow.options)
        elif flow.state.unfinished and not self._job.running:
            state = flow.state
            self.progress.reset(state.done_bytes, state.output_bytes)
            self._count_done()
        self.retranslate()

    def _count_done(self) -> None:
        """Ask how much is really kept: whole files only."""
        state, options = self.session.flow.state, self.session.flow.options
        self._side_job.start(PlanMerge(state.base, state.delta, state.target, options))

    def suspend(self) -> None:
        """The wizard is closed: stop and keep what is done."""
        self._watch.stop()
        if self._job.running:
            self._job.drop()
            self._awake.off()
            self.progress_changed.emit(NO_MERGE)
            self.session.flow.merge_paused()
            self.session.save()

    def _merge(self, options: MergeOptions) -> None:
        state = self.session.flow.state
        base = self.session.flow.reports.get(Place.BASE)
        self.progress.layers = base.layers if base else 0
        self.progress.reset(state.done_bytes, state.output_bytes)
        self._failure = None
        self._awake.on()
        self._job.start(Merge(state.base, state.delta, state.target, options))
        self.session.flow.restart = False

    def _watch_if_passing(self, code: str) -> None:
        """Look again and again, unless going on by itself has brought nothing."""
        done = self.session.flow.state.done_bytes
        if code in PASSING and done != self._gave_up_at:
            self._gave_up_at = done
            self._watch.start()

    def _look_again(self) -> None:
        """A drive may be back, or space be free again: then go on by itself."""
        if self.session.flow.state.phase is not Phase.FAILED:
            self._watch.stop()
        elif not self._side_job.running and self.isVisible():
            self._looking_again = True
            self._count_done()

    def _continue(self) -> None:
        self._watch.stop()
        self._side_job.drop()
        self.session.flow.merge_started()
        self._merge(self.session.flow.options)
        self.session.refresh()
        self.retranslate()

    def _progressed(self, event: Progress) -> None:
        self.progress.show_progress(event)
        if event.stage == MERGE_STAGE:
            self.session.flow.merge_progressed(event.done, event.total)
        self.progress_changed.emit(self.progress.percent)

    def _ended(self, event: object) -> None:
        self._awake.off()
        self.progress_changed.emit(NO_MERGE)
        flow = self.session.flow
        if isinstance(event, Merged):
            flow.merged()
            self.session.remember_model(event.report.target)
            self.merged.emit(event.report.target)
        elif isinstance(event, Failed):
            self._failure = event
            flow.merge_failed(event.code)
            self._watch_if_passing(event.code)
            self._count_done()
        elif isinstance(event, Cancelled):
            flow.merge_paused()
            self.progress.reset(flow.state.done_bytes, flow.state.output_bytes)
            if self._removing:
                self._discard()
            else:
                self._count_done()
        self.session.refresh()
        self.retranslate()

    def _side_ended(self, event: object) -> None:
        flow = self.session.flow
        if isinstance(event, PlanReady) and flow.state.unfinished:
            flow.planned(event.plan)
            self.progress.reset(flow.state.done_bytes, flow.state.output_bytes)
            looked, self._looking_again = self._looking_again, False
            if looked and self._watch.isActive() and event.plan.can_merge:
                self._continue()
                return
        elif isinstance(event, Discarded):
            self._removing = False
            flow.merge_removed()
        elif isinstance(event, Failed) and self._removing:
            self._removing = False
            show_error(self, event)
        self.session.refresh()
        self.retranslate()

    def _ask_cancel(self) -> None:
        size = size_text(self.session.flow.state.done_bytes)
        ask(
            self,
            self.tr("Cancel the merge?"),
            self.tr("{size} are done. Keep them to continue later, or remove them?").format(
                size=size
            ),
            (
                Choice("Keep", self.tr("Keep"), self._job.cancel),
                Choice("Remove", self.tr("Remove"), self._cancel_and_remove, "danger"),
                Choice("Go on merging", self.tr("Go on merging")),
            ),
        )

    def _cancel_and_remove(self) -> None:
        self._removing = True
        if self._job.running:
            self._job.cancel()
        else:
            self._discard()

    def _discard(self) -> None:
        self._watch.stop()
        self._removing = True
        self._side_job.start(DiscardMerge(self.session.flow.state.target))

    def _ask_remove(self) -> None:
        ask(
            self,
            self.tr("Remove what was written?"),
            self.tr("Only files of this unfinished merge are removed. Base and delta stay."),
            (
                Choice("Remove", self.tr("Remove"), self._discard, "danger"),
                Choice("Keep", self.tr("Keep")),
            ),
        )

    def _ask_start_over(self) -> None:
        ask(
            self,
            self.tr("Start over from nothing?"),
            self.tr("What was written before is made again."),
            (
                Choice("Start over", self.tr("Start over"), self._restart),
                Choice("Keep", self.tr("Keep")),
            ),
        )

    def _restart(self) -> None:
        self._watch.stop()
        self._side_job.drop()
        self.session.flow.merge_started()
        self.session.flow.merge_progressed(0, 0)
        self.session.flow.restart = True
        self._merge(self.session.flow.options)
        self.session.refresh()
        self.retranslate()

    def _show_details(self) -> None:
        if self._failure:
            show_error(self, self._failure)

    def retranslate(self) -> None:
        """Write every text."""
        running = self._job.running
        self.heading.setText(self.tr("Merging"))
        self.intro.setText(self.tr("You can pause at any time; nothing is lost."))
        self.pause.setText(self.tr("Pause"))
        self.cancel.setText(self.tr("Cancel…"))
        self._aside.setText(self.tr("Continue in background"))
        self.go_on.setText(self.tr("Continue"))
        self.start_over.setText(self.tr("Start over"))
        self.remove.setText(self.tr("Remove"))
        self._details.setText(self.tr("Details"))
        for shown_while_running in (self.pause, self.cancel, self._aside):
            shown_while_running.setVisible(running)
        for shown_at_rest in (self.go_on, self.start_over, self.remove):
            shown_at_rest.setVisible(not running and self.session.flow.state.unfinished)
            shown_at_rest.setEnabled(not self._removing)
        self._details.setVisible(self._failure is not None and not running)
        self.progress.show_facts(running)
        self.progress.retranslate()
        self._note.setVisible(not running and self.session.flow.state.unfinished)
        self._note.tell(self.session.flow, self._failure)
