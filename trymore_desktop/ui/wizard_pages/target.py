"""Screen 4: where the model goes, how it is merged, and everything that stands in the way."""

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QProgressBar

from trymore_desktop.core.checkpoints import MergePlan, Place
from trymore_desktop.core.events import Failed, PlanReady
from trymore_desktop.engine.protocol import PlanMerge
from trymore_desktop.messages import Words
from trymore_desktop.ui.figures import size_text
from trymore_desktop.ui.folder_field import FolderField
from trymore_desktop.ui.widgets import KINDS, Text, button, card, restyle
from trymore_desktop.ui.wizard_pages.page import Forward, Page
from trymore_desktop.ui.wizard_pages.report_view import ProblemList, facts_text
from trymore_desktop.ui.wizard_session import WizardSession
from trymore_desktop.ui.wizard_state import Blocker, Journey, Phase
from trymore_desktop.ui.words import duration_text, failure_words, problem_words

SPACE_INTERVAL = 3000
"""Milliseconds between two looks at the free space while the screen is shown."""


class TargetPage(Page):
    """The plan, made again whenever a choice changes and while the screen is shown."""

    forward = Forward.MERGE

    def __init__(self, session: WizardSession) -> None:
        super().__init__(session)
        self._failure: Failed | None = None
        self._job = session.job(self)
        self._job.ended.connect(self._planned)
        self.field = FolderField("Target folder", "Browse target", large=False)
        self.field.chosen.connect(self._choose)
        self._space = Text(muted=True)
        self._bar = QProgressBar()
        self._bar.setObjectName("spaceBar")
        self._bar.setAccessibleName("Space on the drive")
        self._bar.setTextVisible(False)
        self.low_memory = QCheckBox()
        self.low_memory.setAccessibleName("Low memory")
        self.low_memory.toggled.connect(self._choose_low_memory)
        self.verify = QCheckBox()
        self.verify.setAccessibleName("Check the result afterwards")
        self.verify.toggled.connect(self._choose_verify)
        self._summary_title = Text(bold=True)
        self._summary = Text()
        self._recheck = button("Check again")
        self._recheck.clicked.connect(self.plan)
        self._swap = button("Swap them")
        self._swap.clicked.connect(self._swap_folders)
        self._restart = button("Start over")
        self._restart.clicked.connect(self._start_over)
        self.problems = ProblemList((self._swap, self._restart, self._recheck))
        self._timer = QTimer(self)
        self._timer.setInterval(SPACE_INTERVAL)
        self._timer.timeout.connect(self._replan)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        self.column.addWidget(self.field)
        self.column.addWidget(self._bar)
        self.column.addWidget(self._space)
        self.column.addWidget(self.problems)
        self.column.addWidget(self.low_memory)
        self.column.addWidget(self.verify)
        frame, column = card()
        column.addWidget(self._summary_title)
        column.addWidget(self._summary)
        self.column.addWidget(frame)
        self.column.addStretch(1)

    def enter(self) -> None:
        """Plan with what is chosen now."""
        state = self.session.flow.state
        self.field.show_folder(state.target)
        for box, value in ((self.low_memory, state.low_memory), (self.verify, state.verify)):
            box.blockSignals(True)
            box.setChecked(value)
            box.blockSignals(False)
        self.plan()
        self._timer.start()

    def leave(self) -> None:
        """The free space is of no interest elsewhere."""
        self._timer.stop()

    def plan(self) -> None:
        """Ask the engine what this merge would do; until it answers, Merge waits."""
        self.session.flow.plan = None
        self._ask()

    def _replan(self) -> None:
        # Behind the chat it would only keep the engine from answering.
        if not self._job.running and self.isVisible():
            self._ask()

    def _ask(self) -> None:
        state = self.session.flow.state
        self._failure = None
        if state.base and state.delta and state.target:
            options = self.session.flow.options
            self._job.start(PlanMerge(state.base, state.delta, state.target, options))
        self.session.refresh(save=False)
        self.retranslate()

    def _planned(self, event: object) -> None:
        if isinstance(event, PlanReady):
            self.session.flow.planned(event.plan)
        elif isinstance(event, Failed):
            self._failure = event
        self.session.refresh(save=False)
        self.retranslate()

    def forwarded(self) -> None:
        """Begin, unless something came up in the meantime."""
        if self.session.flow.blocker() is None:
            self._job.drop()
            self.session.flow.merge_started()
            self.session.refresh()

    def _choose(self, folder: str) -> None:
        path = Path(folder) if folder else None
        if path and _is_occupied(path):
            # What is there stays; the model gets a folder of its own inside.
            path = path / Path(self.session.flow.state.target or "TryMoreGPT").name
            self.field.show_folder(str(path))
        self.session.flow.choose_folder(Place.TARGET, str(path) if path else "")
        self.plan()
        self.session.save()

    def _choose_low_memory(self, low: bool) -> None:
        self.session.flow.choose_low_memory(low)
        self.plan()
        self.session.save()

    def _choose_verify(self, verify: bool) -> None:
        self.session.flow.choose_verify(verify)
        self.session.refresh()

    def _swap_folders(self) -> None:
        self.session.flow.swap()
        self.plan()
        self.session.save()

    def retranslate(self) -> None:
        """Write every text."""
        demo = self.session.flow.state.journey is Journey.DEMO
        self.heading.setText(self.tr("Ready to merge") if demo else self.tr("Where to put it"))
        self.intro.setText(
            self.tr(
                "The built-in demo: a tiny model that shows that everything works. Press Merge."
            )
            if demo
            else self.tr("The merged model is a folder of its own. Existing files stay untouched.")
        )
        self.low_memory.setText(self.tr("Use as little memory as possible (slower)"))
        self.verify.setText(self.tr("Check the result afterwards (recommended)"))
        self._summary_title.setText(self.tr("What will happen"))
        self._recheck.setText(self.tr("Check again"))
        self._swap.setText(self.tr("Swap them"))
        self._restart.setText(self.tr("Start over"))
        self._show_plan(self.session.flow.plan)

    def _show_plan(self, plan: MergePlan | None) -> None:
        # What was refused at once was never worked out: nothing is known of sizes then.
        sized = plan is not None and plan.output_bytes > 0
        self._bar.setVisible(sized)
        self._space.setVisible(sized or self._job.running)
        if plan:
            needed = plan.needed_bytes
            self._space.setText(
                self.tr("Needs {needed} with reserve; {free} are free there.").format(
                    needed=size_text(needed), free=size_text(plan.free_bytes)
                )
            )
            self._bar.setRange(0, 1000)
            share = needed / plan.free_bytes if plan.free_bytes else 1.0
            self._bar.setValue(min(1000, max(10, round(1000 * share))))
            restyle(self._bar, "tight", needed > plan.free_bytes)
            self._summary.setText(self._summary_text(plan))
        else:
            waiting = self.tr("Working out the plan…") if self._job.running else ""
            self._space.setText(waiting)
            self._summary.setText(waiting)
        self.problems.show_words(self._findings(plan))
        codes = {found.code for found in plan.problems} if plan else set()
        self._swap.setVisible("exchanged" in codes)
        self._restart.setVisible("sources_changed" in codes)

    def _start_over(self) -> None:
        self.session.flow.restart = True
        self.plan()

    def _findings(self, plan: MergePlan | None) -> list[tuple[str, Words]]:
        if self._failure:
            return [("error", failure_words(self._failure))]
        found = plan.problems if plan else ()
        return [(KINDS[problem.severity], problem_words(problem)) for problem in found]

    def _summary_text(self, plan: MergePlan) -> str:
        lines = [
            self.tr("Base: {path}").format(path=plan.base.path),
            f"    {facts_text(plan.base)}",
            self.tr("Delta: {path}").format(path=plan.delta.path),
            f"    {facts_text(plan.delta)}",
            self.tr("Result: {path}").format(path=plan.target),
        ]
        if plan.output_bytes:
            size = size_text(plan.output_bytes)
            lines.append("    " + self.tr("{size}, safetensors").format(size=size))
        if plan.estimated_seconds:
            lines.append(self.tr("Time: {time}").format(time=duration_text(plan.estimated_seconds)))
        if plan.done_bytes and self.session.flow.state.phase is Phase.NOT_STARTED:
            lines.append(
                self.tr("{size} of it are there already from an earlier try.").format(
                    size=size_text(plan.done_bytes)
                )
            )
        return "\n".join(lines)

    def hint(self) -> str:
        """What is missing."""
        match self.session.flow.blocker():
            case Blocker.NO_TARGET:
                return self.tr("Choose a folder first.")
            case Blocker.PLANNING if not self._failure:
                return self.tr("Working out the plan…")
            case Blocker.PLANNING | Blocker.PROBLEMS:
                return self.tr("See above what stands in the way.")
        return ""


def _is_occupied(folder: Path) -> bool:
    """Whether a folder exists and has anything in it that is not an unfinished merge."""
    try:
        return folder.is_dir() and any(folder.iterdir())
    except OSError:
        return False
