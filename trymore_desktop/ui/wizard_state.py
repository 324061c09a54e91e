"""The words of the wizard's flow: screens, journeys, phases, and what is kept over a restart."""

from enum import StrEnum
from pathlib import Path

import msgspec


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

    @property
    def unfinished(self) -> bool:
        """Whether a merge was begun and is not complete."""
        return self.phase in (
            Phase.RUNNING,
            Phase.PAUSED,
            Phase.INTERRUPTED,
            Phase.FAILED,
        )

    @property
    def percent(self) -> int:
        """How much of the merge is written, 0 to 100."""
        if not self.output_bytes:
            return 0
        return min(100, 100 * self.done_bytes // self.output_bytes)


class Locations(msgspec.Struct, frozen=True):
    """The folders that the flow proposes from."""

    demo_base: Path
    demo_delta: Path
    models: Path
