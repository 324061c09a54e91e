"""The wizard without its window: which screens there are, what each one knows, what Next needs.

All that must survive quitting is in `WizardState`, plain data which the settings keep; what can be
asked again of the engine (reports, plan) is only held here.
"""

from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from trymore_desktop.core.checkpoints import (
    CheckpointKind,
    CheckpointReport,
    MergeOptions,
    MergePlan,
    Place,
    Problem,
    Severity,
)
from trymore_desktop.errors import Params


class Screen(StrEnum):
    """The screens in their order."""

    LANGUAGE = "language"
    HARDWARE = "hardware"
    BASE = "base"
    DELTA = "delta"
    TARGET = "target"
    MERGING = "merging"
    CHECKING = "checking"
    FIRST_WORDS = "first_words"


class Journey(StrEnum):
    """What the person came for."""

    OWN = "own"
    DEMO = "demo"
    READY = "ready"


class Phase(StrEnum):
    """How far the merge is; `interrupted` is a `running` that was read back from the disk."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    DONE = "done"


class Blocker(StrEnum):
    """Why Next does not work yet."""

    NO_FOLDER = "no_folder"
    LOOKING = "looking"
    UNUSABLE = "unusable"
    NO_TARGET = "no_target"
    PLANNING = "planning"
    PROBLEMS = "problems"
    NOT_MERGED = "not_merged"
    CHECKING = "checking"
    NOT_LOADED = "not_loaded"


STEPS: dict[Journey, tuple[Screen, ...]] = {
    Journey.OWN: tuple(Screen),
    Journey.DEMO: (
        Screen.LANGUAGE,
        Screen.TARGET,
        Screen.MERGING,
        Screen.CHECKING,
        Screen.FIRST_WORDS,
    ),
    Journey.READY: (Screen.LANGUAGE, Screen.FIRST_WORDS),
}


class WizardState(msgspec.Struct, frozen=True):
    """What quitting must not lose; folders are absolute paths or empty, sizes are in bytes.

    `model` is the folder that is being tried or was merged. `recent` holds earlier choices of
    base and delta, the latest first.
    """

    screen: Screen = Screen.LANGUAGE
    journey: Journey = Journey.OWN
    size: str = "7B"
    base: str = ""
    delta: str = ""
    target: str = ""
    target_chosen: bool = False
    low_memory: bool = False
    verify: bool = True
    phase: Phase = Phase.NOT_STARTED
    done_bytes: int = 0
    output_bytes: int = 0
    model: str = ""
    recent: tuple[str, ...] = ()


class Locations(msgspec.Struct, frozen=True):
    """The folders that the flow proposes from."""

    demo_base: Path
    demo_delta: Path
    models: Path


RECENT_LIMIT = 6
MISPLACED = {
    (Place.BASE, CheckpointKind.DELTA): "base_is_delta",
    (Place.BASE, CheckpointKind.ADAPTER): "base_is_adapter",
    (Place.DELTA, CheckpointKind.MODEL): "delta_is_model",
}
"""Codes of `messages` for a folder in the wrong place; one look into a single folder shows it."""


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
        if self.state.phase is Phase.RUNNING:
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
    def unfinished(self) -> bool:
        """Whether a merge was begun and is not complete."""
        return self.state.phase in (
            Phase.RUNNING,
            Phase.PAUSED,
            Phase.INTERRUPTED,
            Phase.FAILED,
        )

    @property
    def percent(self) -> int:
        """How much of the merge is written, 0 to 100."""
        if not self.state.output_bytes:
            return 0
        return min(100, 100 * self.state.done_bytes // self.state.output_bytes)

    @property
    def options(self) -> MergeOptions:
        """How to merge; the check is a screen of its own, so the merge itself leaves it out."""
        return MergeOptions(low_memory=self.state.low_memory, verify=False, restart=self.restart)

    def blocker(self) -> Blocker | None:
        """What the screen still needs before Next, or None."""
        match self.screen:
            case Screen.BASE:
                return self._source_blocker(Place.BASE)
            case Screen.DELTA:
                return self._source_blocker(Place.DELTA)
            case Screen.TARGET:
                return self._target_blocker()
            case Screen.MERGING if self.state.phase is not Phase.DONE:
                return Blocker.NOT_MERGED
            case Screen.CHECKING if not self.checked:
                return Blocker.CHECKING
            case Screen.FIRST_WORDS if not self.loaded:
                return Blocker.NOT_LOADED
        return None

    def _source_blocker(self, place: Place) -> Blocker | None:
        if not self.folder(place):
            return Blocker.NO_FOLDER
        if place not in self.reports:
            return Blocker.LOOKING
        if any(problem.severity is Severity.ERROR for problem in self.problems(place)):
            return Blocker.UNUSABLE
        return None

    def _target_blocker(self) -> Blocker | None:
        if not self.state.target:
            return Blocker.NO_TARGET
        if self.plan is None:
            return Blocker.PLANNING
        return None if self.plan.can_merge else Blocker.PROBLEMS

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
        return {
            Place.BASE: self.state.base,
            Place.DELTA: self.state.delta,
            Place.TARGET: self.state.target,
        }[place]

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
        if not any(problem.severity is Severity.ERROR for problem in self.problems(place)):
            rest = tuple(path for path in self.state.recent if path != report.path)
            self._set(recent=(report.path, *rest)[:RECENT_LIMIT])
        if not self.state.target_chosen:
            self._set(target=str(self._proposed_target()))

    def _proposed_target(self) -> Path:
        delta = self.reports.get(Place.DELTA)
        size = _size_name(delta) if delta else self.state.size
        proposal = self.locations.models / f"TryMoreGPT-{size}"
        number = 2
        while proposal.exists():
            proposal = self.locations.models / f"TryMoreGPT-{size}-{number}"
            number += 1
        return proposal

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
        found.extend(self._role_problems(place))
        if self.plan:
            # What is about the two together is told where the second one is chosen.
            places = (place, None) if place is Place.DELTA else (place,)
            found.extend(problem for problem in self.plan.problems if problem.place in places)
        return _distinct(found)

    def _role_problems(self, place: Place) -> tuple[Problem, ...]:
        report = self.reports.get(place)
        kind = report.kind if report else CheckpointKind.UNKNOWN
        path = self.folder(place)
        if self.exchanged:
            params: Params = {"base": self.state.base, "delta": self.state.delta}
            return (Problem("exchanged", Severity.ERROR, None, params),)
        code = MISPLACED.get((place, kind))
        return (Problem(code, Severity.ERROR, place, {"path": path}),) if code else ()

    def misplaced(self, place: Place) -> bool:
        """Whether the folder belongs into the other place."""
        report = self.reports.get(place)
        return self.exchanged or (report is not None and (place, report.kind) in MISPLACED)

    @property
    def exchanged(self) -> bool:
        """Whether the delta sits in the base's place and the model in the delta's."""
        base, delta = self.reports.get(Place.BASE), self.reports.get(Place.DELTA)
        return (
            base is not None
            and delta is not None
            and base.kind is CheckpointKind.DELTA
            and delta.kind is CheckpointKind.MODEL
        )

    # Merging

    def planned(self, plan: MergePlan) -> None:
        """Take the plan; it also tells how far an interrupted merge had come."""
        self.plan = plan
        self.reports[Place.BASE] = plan.base
        self.reports[Place.DELTA] = plan.delta
        if plan.output_bytes:
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


def _size_name(report: CheckpointReport) -> str:
    """7B, 13B, or the number of parameters: 1.3B, 617M."""
    if report.size_class or not report.parameters:
        return report.size_class or "merged"
    millions = report.parameters / 1e6
    return f"{millions / 1000:.1f}B" if millions >= 1000 else f"{max(1, round(millions))}M"


def _distinct(problems: list[Problem]) -> tuple[Problem, ...]:
    """Each finding once, the gravest first."""
    order = list(Severity)
    unique = {problem.code: problem for problem in reversed(problems)}
    return tuple(sorted(unique.values(), key=lambda problem: order.index(problem.severity)))
