"""Screens 2 and 3 have this in common: choose a folder of weights and see at once what it is."""

from PySide6.QtWidgets import QWidget

from trymore_desktop.core.checkpoints import Place, Severity
from trymore_desktop.core.events import Failed, Inspected
from trymore_desktop.engine.protocol import Inspect
from trymore_desktop.messages import Words
from trymore_desktop.ui.folder_field import FolderField
from trymore_desktop.ui.widgets import KINDS, Note, button
from trymore_desktop.ui.wizard_pages.found_folders import FoundFolders
from trymore_desktop.ui.wizard_pages.page import Page
from trymore_desktop.ui.wizard_pages.report_view import ProblemList, ReportView
from trymore_desktop.ui.wizard_session import WizardSession
from trymore_desktop.ui.wizard_state import Blocker
from trymore_desktop.ui.words import failure_words, problem_words


class SourcePage(Page):
    """A drop zone, candidates, the report, the verdict, and buttons that mend."""

    def __init__(self, session: WizardSession, place: Place) -> None:
        super().__init__(session)
        self.place = place
        self._failure: Failed | None = None
        self._job = session.job(self)
        self._job.ended.connect(self._inspected)
        name = place.value
        self.field = FolderField(f"{name.capitalize()} folder", f"Browse {name}")
        self.field.chosen.connect(self._choose)
        self.found = FoundFolders()
        self.found.chosen.connect(self.field.choose)
        self.report = ReportView()
        self._recheck = button("Check again")
        self._recheck.clicked.connect(self._inspect)
        self._swap = button("Swap them")
        self._swap.clicked.connect(self._swap_folders)
        self.verdict = ProblemList((self._swap, self._recheck))
        self._working = Note()
        for part in (self.field, self.found, self.report, self._working, self.verdict):
            self.column.addWidget(part)

    def enter(self) -> None:
        """Show what is chosen, look for candidates, and inspect a choice that is not known yet."""
        folder = self.session.flow.folder(self.place)
        self.field.show_folder(folder)
        if not folder:
            flow = self.session.flow
            other = Place.DELTA if self.place is Place.BASE else Place.BASE
            self.found.look(flow.state.recent, flow.locations.models, flow.folder(other))
        elif self.place not in self.session.flow.reports and not self._job.running:
            self._inspect()
        self.retranslate()

    def leave(self) -> None:
        """Stop looking around."""
        self.found.stop()

    def _choose(self, folder: str) -> None:
        self.session.flow.choose_folder(self.place, folder)
        self._failure = None
        if folder:
            self._inspect()
        else:
            self._job.drop()
        self.session.refresh()
        self.retranslate()

    def _inspect(self) -> None:
        folder = self.session.flow.folder(self.place)
        if not folder:
            return
        self.session.flow.reports.pop(self.place, None)
        self.session.flow.plan = None
        self._failure = None
        self._job.start(Inspect(folder))
        self.session.refresh(save=False)
        self.retranslate()

    def _inspected(self, event: object) -> None:
        if isinstance(event, Inspected):
            self.session.flow.inspected(self.place, event.report)
            self.known()
        elif isinstance(event, Failed):
            self._failure = event
        self.session.refresh()
        self.retranslate()

    def known(self) -> None:
        """The folder was looked into."""

    def _swap_folders(self) -> None:
        self.session.flow.swap()
        self.field.show_folder(self.session.flow.folder(self.place))
        for place in (Place.BASE, Place.DELTA):
            if place not in self.session.flow.reports and self.session.flow.folder(place):
                self._inspect()
        self.session.refresh()
        self.retranslate()

    def retranslate(self) -> None:
        """Write every text; subclasses add theirs."""
        flow = self.session.flow
        report = flow.reports.get(self.place)
        self.report.setVisible(report is not None and report.format not in ("", "none"))
        if report:
            self.report.show_report(report)
        self._working.setVisible(self._job.running)
        self._working.say("info", Words(self.tr("Looking into the folder…"), "", ""))
        self._recheck.setText(self.tr("Check again"))
        self._swap.setText(self._swap_text())
        self._swap.setVisible(flow.swappable(self.place))
        entries = self._verdict()
        self._recheck.setVisible(any(kind != "good" for kind, _ in entries))
        self.verdict.show_words(entries)

    def _swap_text(self) -> str:
        flow = self.session.flow
        if flow.folder(Place.BASE) and flow.folder(Place.DELTA):
            return self.tr("Swap them")
        if self.place is Place.BASE:
            return self.tr("Use it as the delta")
        return self.tr("Use it as the base")

    def _verdict(self) -> list[tuple[str, Words]]:
        flow = self.session.flow
        if self._failure:
            return [("error", failure_words(self._failure))]
        problems = flow.problems(self.place)
        entries = [(KINDS[found.severity], problem_words(found)) for found in problems]
        good = not any(found.severity is Severity.ERROR for found in problems)
        if self.place in flow.reports and good:
            entries.insert(0, ("good", self.good_words()))
        return entries

    def good_words(self) -> Words:
        """What is said of a folder that can be used."""
        return Words("", "", "")

    def hint(self) -> str:
        """What is missing."""
        match self.session.flow.blocker():
            case Blocker.NO_FOLDER:
                return self.tr("Choose a folder first.")
            case Blocker.LOOKING:
                return self.tr("Looking into the folder…")
            case Blocker.UNUSABLE:
                return self.tr("This folder cannot be used yet.")
        return ""

    def first_focus(self) -> QWidget | None:
        """The folder, until there is one."""
        return None if self.session.flow.folder(self.place) else self.field.edit
