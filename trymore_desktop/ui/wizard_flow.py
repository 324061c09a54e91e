"""The wizard without its window: which screens there are, what each one knows, what Next needs.

All that must survive quitting is in `WizardState`, plain data which the settings keep; what can be
asked again of the engine (reports, plan) is only held here.
"""

from pathlib import Path
from typing import Any

import msgspec

from trymore_desktop.core.checkpoints import (
    CheckpointReport,
    MergeOptions,
    MergePlan,
    Place,
    Problem,
)
from trymore_desktop.ui.wizard_findings import (
    any_error,
    distinct,
    is_exchanged,
    is_misplaced,
    proposed_target,
    role_problems,
    source_blocker,
    target_blocker,
)
from trymore_desktop.ui.wizard_state import (
    STEPS,
    Blocker,
    Journey,
    Locations,
    Phase,
    Screen,
    WizardState,
)

RECENT_LIMIT = 6


class WizardFlow:
    """The state machine; every method either changes `state` or answers a question about it."""

    def __init__(self, locations: Locations, state: WizardState | None = None) -> None:
        self.locations = locations
        self.state = state or WizardState()
        self.reports: dict[Place, CheckpointReport] = {}
        self.plan: MergePlan | None = None
        self.checked = False
        self.loaded = False
        self.restart = False
        """Whether the next merge begins anew although something is there."""

    @classmethod
    def restored(cls, locations: Locations, saved: Any) -> "WizardFlow":
        """Go on where `save` left off; anything unreadable starts from the first screen."""
        try:
            state = msgspec.convert(saved or {}, WizardState)
        except msgspec.ValidationError:
            state = WizardState()
        flow = cls(locations, state)
        flow._settle()
        return flow

    def save(self) -> dict[str, Any]:
        """The state as builtin types, for the settings file."""
        builtins: dict[str, Any] = msgspec.to_builtins(self.state)
        return builtins

    def _settle(self) -> None:
        """Turn what only a running program can be into what a starting one finds."""
        if self.state.phase in (Phase.RUNNING, Phase.FAILED):
            self._set(phase=Phase.INTERRUPTED)
        if self.state.screen not in self.steps:
            self._set(screen=Screen.LANGUAGE)
        if self.state.screen is Screen.MERGING and self.state.phase is Phase.NOT_STARTED:
            self._set(screen=Screen.TARGET)

    def _set(self, **changes: Any) -> None:
        self.state = msgspec.structs.replace(self.state, **changes)

    # Where we are

    @property
    def screen(self) -> Screen:
        """The screen that is shown."""
        return self.state.screen

    @property
    def steps(self) -> tuple[Screen, ...]:
        """The screens of this journey, in order."""
        return STEPS[self.state.journey]

    @property
    def options(self) -> MergeOptions:
        """How to merge; the check is a screen of its own, so the merge itself leaves it out."""
        return MergeOptions(
            low_memory=self.state.low_memory,
            verify=False,
            restart=self.restart,
            going_on=self.state.unfinished and self.state.done_bytes > 0,
        )

    def blocker(self) -> Blocker | None:
        """What the screen still needs before Next, or None."""
        match self.screen:
            case Screen.BASE | Screen.DELTA:
                place = Place(self.screen.value)
                known, problems = place in self.reports, self.problems(place)
                return source_blocker(self.folder(place), known, problems)
            case Screen.TARGET:
                return target_blocker(self.state.target, self.plan)
            case Screen.MERGING if self.state.phase is not Phase.DONE:
                return Blocker.NOT_MERGED
            case Screen.CHECKING if not self.checked:
                return Blocker.CHECKING
            case Screen.FIRST_WORDS if not self.loaded:
                return Blocker.NOT_LOADED
        return None

    # Moving

    def next(self) -> Screen:
        """Go to the next screen if nothing blocks; the last screen stays."""
        steps = self.steps
        position = steps.index(self.screen)
        if self.blocker() is None and position + 1 < len(steps):
            self._set(screen=steps[position + 1])
        return self.screen

    def back(self) -> Screen:
        """Go to the screen before; a merge that runs or is done is stepped over."""
        steps = self.steps
        position = steps.index(self.screen)
        while position > 0:
            position -= 1
            if steps[position] not in (Screen.MERGING, Screen.CHECKING):
                break
        self._set(screen=steps[position])
        if self.screen is Screen.LANGUAGE and self.state.journey is not Journey.OWN:
            self._forget()
            self._set(
                journey=Journey.OWN,
                base="",
                delta="",
                target="",
                target_chosen=False,
                phase=Phase.NOT_STARTED,
            )
        return self.screen

    def can_go_back(self) -> bool:
        """Back works everywhere but on the first screen and while the merge is running."""
        return self.screen is not self.steps[0] and self.state.phase is not Phase.RUNNING

    # Choosing

    def choose_own(self) -> None:
        """Take the long way: base and delta of one's own."""
        self._set(journey=Journey.OWN, screen=Screen.HARDWARE)

    def choose_demo(self) -> None:
        """Fill in the built-in pair and go to the summary."""
        self._forget()
        self._set(
            journey=Journey.DEMO,
            screen=Screen.TARGET,
            base=str(self.locations.demo_base),
            delta=str(self.locations.demo_delta),
            target=str(self.locations.models / "TryMoreGPT-demo"),
            target_chosen=True,
            phase=Phase.NOT_STARTED,
        )

    def choose_ready(self, model: Path) -> None:
        """Use a model that is merged already."""
        self.loaded = False
        self._set(journey=Journey.READY, screen=Screen.FIRST_WORDS, model=str(model))

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

    @property
    def exchanged(self) -> bool:
        """Whether the delta sits in the base's place and the model in the delta's."""
        return is_exchanged(self.reports)

    # Merging

    def planned(self, plan: MergePlan) -> None:
        """Take the plan; it also tells how far an interrupted merge had come."""
        self.plan = plan
        self.reports[Place.BASE] = plan.base
        self.reports[Place.DELTA] = plan.delta
        if plan.output_bytes and all(one.code != "started_missing" for one in plan.problems):
            self._set(done_bytes=plan.done_bytes, output_bytes=plan.output_bytes)

    def merge_started(self) -> None:
        """The merge runs; a start after this finds it interrupted."""
        self._set(screen=Screen.MERGING, phase=Phase.RUNNING)

    def merge_progressed(self, done: int, total: int) -> None:
        """Bytes of the result, for what an interrupted start shows."""
        self._set(done_bytes=done, output_bytes=total)

    def merge_paused(self) -> None:
        """The person paused: what is done is kept."""
        self._set(phase=Phase.PAUSED)

    def merge_failed(self, code: str) -> None:
        """The merge stopped by itself; a lost engine most likely lacked memory, so tighten it."""
        self._set(phase=Phase.FAILED)
        if code == "engine_lost":
            self._set(low_memory=True)

    def merge_removed(self) -> None:
        """What was written is gone: back to the summary."""
        self.plan = None
        self._set(screen=Screen.TARGET, phase=Phase.NOT_STARTED, done_bytes=0, output_bytes=0)

    def merged(self) -> None:
        """The model is in its place."""
        self.checked = not self.state.verify
        self.loaded = False
        self._set(phase=Phase.DONE, done_bytes=self.state.output_bytes, model=self.state.target)
        self._set(screen=Screen.CHECKING if self.state.verify else Screen.FIRST_WORDS)

    def model_checked(self) -> None:
        """The model was read again, or the person skipped it."""
        self.checked = True
        self._set(screen=Screen.FIRST_WORDS)

    def _forget(self) -> None:
        self.reports.clear()
        self.plan = None
        self.checked = False
        self.loaded = False

    def finished(self) -> None:
        """The person starts to chat: the next wizard begins anew, with the earlier choices."""
        self.state = WizardState(size=self.state.size, recent=self.state.recent)
        self._forget()
