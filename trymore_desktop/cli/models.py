"""The models that the terminal can find without being told."""

from collections.abc import Iterator
from pathlib import Path

from trymore_desktop.paths import models_dir, resources_dir
from trymore_desktop.settings import Settings

DEMO_NAME = "TryMoreGPT-demo"


def known_models(settings: Settings) -> list[Path]:
    """Complete model folders: the one in use, those of the settings, those of the program."""
    candidates = [Path(path) for path in (settings.model_path, *settings.models) if path]
    found = dict.fromkeys(path for path in (*candidates, *_merged_here()) if is_model(path))
    return list(found)


def is_model(folder: Path) -> bool:
    """Whether a folder looks like a finished model; an unfinished merge has another name."""
    try:
        return not folder.name.endswith(".incomplete") and (folder / "config.json").is_file()
    except OSError:
        return False


def demo_pair() -> tuple[Path, Path]:
    """Base and delta of the built-in demo."""
    demo = resources_dir() / "demo"
    return demo / "base", demo / "delta"


def _merged_here() -> Iterator[Path]:
    try:
        yield from sorted(models_dir().iterdir())
    except OSError:
        return
