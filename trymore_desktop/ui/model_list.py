"""Which models are known and what state they are in; a model that is not there is not forgotten."""

from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from trymore_desktop.settings import Settings
from trymore_desktop.ui.wizard_state import Phase, WizardState

INCOMPLETE = ".incomplete"


class ModelState(StrEnum):
    """`absent` is a drive that is not connected, `lost` a folder gone from a drive that is."""

    READY = "ready"
    INCOMPLETE = "incomplete"
    ABSENT = "absent"
    LOST = "lost"


class ModelEntry(msgspec.Struct, frozen=True):
    """One line of the list; `size` in bytes, `percent` of an incomplete merge, -1 if unknown."""

    path: str
    state: ModelState
    size: int = 0
    percent: int = -1


def list_models(settings: Settings, models: Path) -> tuple[ModelEntry, ...]:
    """Known models in the order of the settings, then what else lies in the models folder.

    Looks at names and sizes only; a sleeping drive may take seconds to answer.
    """
    entries = {path: _known(Path(path)) for path in settings.models}
    for entry in (*_in_folder(models), *_unfinished(settings.wizard_state)):
        entries.setdefault(entry.path, entry)
        if entry.state is ModelState.INCOMPLETE and entry.percent >= 0:
            entries[entry.path] = entry
    return tuple(entries.values())


def _known(folder: Path) -> ModelEntry:
    try:
        if is_model(folder):
            return ModelEntry(str(folder), ModelState.READY, _size(folder))
        if incomplete_of(folder).is_dir():
            return ModelEntry(str(folder), ModelState.INCOMPLETE, _size(incomplete_of(folder)))
        here = folder.parent.is_dir()
    except OSError:
        here = False
    return ModelEntry(str(folder), ModelState.LOST if here else ModelState.ABSENT)


def _in_folder(models: Path) -> list[ModelEntry]:
    try:
        folders = sorted(path for path in models.iterdir() if path.is_dir())
    except OSError:
        return []
    found = []
    for folder in folders:
        if folder.name.endswith(INCOMPLETE):
            target = folder.with_name(folder.name.removesuffix(INCOMPLETE))
            found.append(ModelEntry(str(target), ModelState.INCOMPLETE, _size(folder)))
        elif is_model(folder):
            found.append(ModelEntry(str(folder), ModelState.READY, _size(folder)))
    return found


def _unfinished(saved: dict[str, Any]) -> list[ModelEntry]:
    try:
        state = msgspec.convert(saved, WizardState)
    except msgspec.ValidationError:
        return []
    begun = state.phase not in (Phase.NOT_STARTED, Phase.DONE)
    folder = incomplete_of(Path(state.target))
    if not (begun and state.target and state.output_bytes and folder.is_dir()):
        return []
    percent = min(100, 100 * state.done_bytes // state.output_bytes)
    return [ModelEntry(state.target, ModelState.INCOMPLETE, _size(folder), percent)]


def is_model(folder: Path) -> bool:
    """Whether a folder has what a merged model is recognised by."""
    return (folder / "config.json").is_file() and any(folder.glob("*.safetensors"))


def incomplete_of(target: Path) -> Path:
    """Where an unfinished merge to `target` lies."""
    return target.with_name(target.name + INCOMPLETE) if target.name else target


def _size(folder: Path) -> int:
    try:
        return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    except OSError:
        return 0
