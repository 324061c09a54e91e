"""What the person chose in the wizard and what is known of it: folders, options, findings, plan.

All that must survive quitting is in `WizardState`, plain data which the settings keep; what can be
asked again of the engine (reports, plan) is only held here.
"""

from typing import Any

import msgspec

from trymore_desktop.core.checkpoints import CheckpointReport, MergePlan, Place, Problem
from trymore_desktop.ui.wizard_findings import (
    any_error,
    distinct,
    is_exchanged,
    is_misplaced,
    proposed_target,
    role_problems,
)
from trymore_desktop.ui.wizard_state import Locations, Phase, WizardState

RECENT_LIMIT = 6


class WizardChoices:
    """Folders and options; every method either changes `state` or answers a question about it."""

    def __init__(self, locations: Locations, state: WizardState | None = None) -> None:
        self.locations = locations
        self.state = state or WizardState()
        self.reports: dict[Place, CheckpointReport] = {}
        self.plan: MergePlan | None = None

    def _set(self, **changes: Any) -> None:
        self.state = msgspec.structs.replace(self.state, **changes)

    def choose_size(self, size: str) -> None:
        """Remember which of 7B and 13B the person wants; only the advice depends on it."""
        self._set(size=size)

    def folder(self, place: Place) -> str:
        """The chosen folder, or an empty string."""
        folder: str = getattr(self.state, place.value)
        return folder

    def choose_folder(self, place: Place, folder: str) -> None:
        """Take a folder; what was known about the old one is forgotten."""
        if folder == self.folder(place):
            return
        self.plan = None
        self.reports.pop(place, None)
        if place is Place.TARGET:
            self._set(target=folder, target_chosen=bool(folder))
        else:
            self._set(**{place.value: folder})
        self._set(phase=Phase.NOT_STARTED, done_bytes=0, output_bytes=0)

    def inspected(self, place: Place, report: CheckpointReport) -> None:
        """Take the engine's answer about a folder, and remember a usable one for next time."""
        self.reports[place] = report
        if place is Place.BASE and report.size_class in ("7B", "13B"):
            self._set(size=report.size_class)
        if not any_error(self.problems(place)):
            rest = tuple(path for path in self.state.recent if path != report.path)
            self._set(recent=(report.path, *rest)[:RECENT_LIMIT])
        if not self.state.target_chosen:
            proposal = proposed_target(self.locations.models, self.reports, self.state.size)
            self._set(target=str(proposal))

    def swap(self) -> None:
        """Exchange base and delta."""
        reports = self.reports
        swapped = {Place.BASE: Place.DELTA, Place.DELTA: Place.BASE}
        self.reports = {swapped.get(place, place): found for place, found in reports.items()}
        self._set(base=self.state.delta, delta=self.state.base)
        self.plan = None

    def choose_low_memory(self, low: bool) -> None:
        """Tighten the merge's memory."""
        self._set(low_memory=low)

    def choose_verify(self, verify: bool) -> None:
        """Read the result again after the merge, or not."""
        self._set(verify=verify)

    def problems(self, place: Place) -> tuple[Problem, ...]:
        """What is wrong with one folder: its own findings, its role, and the plan's, each once."""
        report = self.reports.get(place)
        found = list(report.problems) if report else []
        found.extend(role_problems(self.reports, place))
        if self.plan:
            # What is about the two together is told where the second one is chosen.
            places = (place, None) if place is Place.DELTA else (place,)
            found.extend(problem for problem in self.plan.problems if problem.place in places)
        return distinct(found)

    def misplaced(self, place: Place) -> bool:
        """Whether the folder belongs into the other place."""
        return is_misplaced(self.reports, place)

    def swappable(self, place: Place) -> bool:
        """Whether exchanging the two mends it; one folder in both places stays where it is."""
        return self.misplaced(place) and self.state.base != self.state.delta

    @property
    def exchanged(self) -> bool:
        """Whether the delta sits in the base's place and the model in the delta's."""
        return is_exchanged(self.reports)

    def planned(self, plan: MergePlan) -> None:
        """Take the plan; it also tells how far an interrupted merge had come."""
        self.plan = plan
        self.reports[Place.BASE] = plan.base
        self.reports[Place.DELTA] = plan.delta
        if plan.output_bytes and all(one.code != "started_missing" for one in plan.problems):
            self._set(done_bytes=plan.done_bytes, output_bytes=plan.output_bytes)

    def _forget(self) -> None:
        self.reports.clear()
        self.plan = None
