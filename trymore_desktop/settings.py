"""What the person chose: one typed value, saved atomically, forgiving towards a damaged file.

A bad value is reported and replaced by its default, alone; keys that this version does not know
are kept for the version that does. Nothing here imports Qt.
"""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec

from trymore_desktop.core.chat import ContextPolicy, GenerationConfig
from trymore_desktop.errors import Param, TryMoreError
from trymore_desktop.files import replacing
from trymore_desktop.paths import config_dir

FILE_NAME = "settings.json"
LARGEST_FILE = 8 << 20
"""Bytes. A settings file beyond this is damage, not settings."""

if TYPE_CHECKING:
    from trymore_desktop.core.checkpoints import Problem

S = TypeVar("S", bound=msgspec.Struct)
Theme = Literal["system", "light", "dark"]
FontScale = Annotated[int, msgspec.Meta(ge=80, le=200)]


BOUNDS: dict[str, tuple[float, float]] = {
    "generation.max_new_tokens": (1, 1 << 20),
    "generation.temperature": (0, 10),
    "generation.top_k": (0, 1 << 20),
    "generation.top_p": (0, 1),
    "generation.min_p": (0, 1),
    "generation.repetition_penalty": (0.01, 10),
}
"""Beyond these a sampling parameter means nothing."""


class CustomRole(msgspec.Struct, frozen=True):
    """A system prompt that the person wrote, to use again."""

    name: str
    text: str


class Settings(msgspec.Struct, frozen=True):
    """Every choice with its default; change with `msgspec.structs.replace` and `save`.

    `language` is empty for the system's, else a code such as en or zh_CN. `font_scale` is in
    percent. `models` are the folders of known models, also of those on a drive that is not here
    now. `package_index` is asked for Python packages in place of pip's own index. `preset` names
    a sampling preset, or is custom. `window_geometry` is base64 as Qt saves it, `splitter` holds
    sizes in pixels. `wizard_state` lets the wizard go on where it was. `unknown`
    holds keys of other versions.
    """

    language: str = ""
    theme: Theme = "system"
    font_scale: FontScale = 100
    enter_sends: bool = True
    notifications: bool = True
    model_path: str = ""
    models: tuple[str, ...] = ()
    device: str = "auto"
    precision: str = "auto"
    context_policy: ContextPolicy = ContextPolicy.DROP_OLDEST
    generation: GenerationConfig = GenerationConfig()
    preset: str = "balanced"
    system_prompt: str = ""
    roles: tuple[CustomRole, ...] = ()
    hub_endpoint: str = ""
    package_index: str = ""
    setup_done: bool = False
    wizard_state: dict[str, Any] = {}
    window_geometry: str = ""
    splitter: tuple[int, ...] = ()
    unknown: dict[str, Any] = {}


def settings_path() -> Path:
    """Where the settings are."""
    return config_dir() / FILE_NAME


def load(path: Path | None = None) -> "tuple[Settings, list[Problem]]":
    """Read the settings; a missing file gives the defaults, a bad value its default and a problem.

    A file that is no JSON object at all is kept beside as `settings.json.bad`.
    """
    path = path or settings_path()
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise msgspec.DecodeError(f"larger than {LARGEST_FILE} bytes")
        values = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except FileNotFoundError:
        return Settings(), []
    except OSError as error:
        return Settings(), [_unreadable(path, str(error))]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        _keep_aside(path)
        return Settings(), [_unreadable(path, str(error))]
    problems: list[Problem] = []
    known = {name: values.pop(name) for name in Settings.__struct_fields__ if name in values}
    known.pop("unknown", None)
    settings = _read_struct(Settings, known, "", problems)
    return msgspec.structs.replace(settings, unknown=values), problems


def save(settings: Settings, path: Path | None = None) -> None:
    """Write the settings so that a crash or a power cut leaves the old file or the new one.

    Raises:
        TryMoreError: `settings_not_saved`, the folder is full or not writable.
    """
    path = path or settings_path()
    values: dict[str, Any] = msgspec.to_builtins(settings)
    values.update({k: v for k, v in values.pop("unknown").items() if k not in values})
    text = msgspec.json.format(msgspec.json.encode(values), indent=2)
    try:
        with replacing(path) as file:
            file.write(text)
    except OSError as error:
        raise TryMoreError("settings_not_saved", path=str(path), reason=str(error)) from error


def _read_struct(
    kind: type[S], values: dict[str, Any], prefix: str, problems: "list[Problem]"
) -> S:
    good: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.name not in values:
            continue
        name, value = prefix + field.name, values[field.name]
        if _is_struct(field.type) and isinstance(value, dict):
            good[field.name] = _read_struct(field.type, value, name + ".", problems)
            continue
        try:
            good[field.name] = _within_bounds(name, msgspec.convert(value, field.type))
        except (msgspec.ValidationError, RecursionError) as error:
            params: dict[str, Param] = {"name": name, "reason": str(error)}
            problems.append(_problem("setting_replaced", params))
    return kind(**good)


def _within_bounds(name: str, value: Any) -> Any:
    low, high = BOUNDS.get(name, (None, None))
    if low is not None and high is not None and not low <= value <= high:
        raise msgspec.ValidationError(f"{value} is not from {low} to {high}")
    return value


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _unreadable(path: Path, reason: str) -> "Problem":
    return _problem("settings_unreadable", {"path": str(path), "reason": reason})


def _problem(code: str, params: dict[str, Param]) -> "Problem":
    from trymore_desktop.core.checkpoints import Problem, Severity  # seldom, and the paint waits

    return Problem(code, Severity.WARNING, params=params)


def _keep_aside(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.replace(path.with_name(path.name + ".bad"))
