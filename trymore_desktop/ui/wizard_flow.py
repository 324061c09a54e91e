"""The wizard without its window: which screens there are, what Next needs, how the merge goes."""

from pathlib import Path
from typing import Any

import msgspec

from trymore_desktop.core.checkpoints import MergeOptions, Place
from trymore_desktop.ui.wizard_choices import WizardChoices
from trymore_desktop.ui.wizard_findings import source_blocker, target_blocker
from trymore_desktop.ui.wizard_state import (
    STEPS,
    Blocker,
    Journey,
    Locations,
    Phase,
    Screen,
    WizardState,
)


class WizardFlow(WizardChoices):
    """The state machine; every method either changes `state` or answers a question about it."""

    def __init__(self, locations: Locations, state: WizardState | None = None) -> None:
        super().__init__(locations, state)
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

    # Journeys

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

    # Merging

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

    def finished(self) -> None:
        """The person starts to chat: the next wizard begins anew, with the earlier choices."""
        self.state = WizardState(size=self.state.size, recent=self.state.recent)
        self._forget()

    def _forget(self) -> None:
        super()._forget()
        self.checked = False
        self.loaded = False
