"""Where the program keeps its things: platform folders, or all of it under TRYMORE_HOME."""

import contextlib
import os
from pathlib import Path

import platformdirs

APP_NAME = "TryMoreGPT"


def _place(kind: str, platform_folder: str) -> Path:
    home = os.environ.get("TRYMORE_HOME")
    folder = Path(home) / kind if home else Path(platform_folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        with contextlib.suppress(PermissionError):  # another's folder, lent to us
            folder.chmod(0o700)
    return folder


def data_dir() -> Path:
    """Chats and their backups."""
    return _place("data", platformdirs.user_data_dir(APP_NAME, appauthor=False))


def config_dir() -> Path:
    """Settings."""
    return _place("config", platformdirs.user_config_dir(APP_NAME, appauthor=False))


def cache_dir() -> Path:
    """What can be made again."""
    return _place("cache", platformdirs.user_cache_dir(APP_NAME, appauthor=False))


def log_dir() -> Path:
    """Logs, which never hold chat text."""
    return _place("logs", platformdirs.user_log_dir(APP_NAME, appauthor=False))


def models_dir() -> Path:
    """Where merged models go unless the person chooses another place."""
    folder = data_dir() / "models"
    folder.mkdir(exist_ok=True)
    return folder


def resources_dir() -> Path:
    """Icons, themes, translations and the demo pair, installed or in the source tree."""
    bundled = Path(__file__).parent / "resources"
    return bundled if bundled.is_dir() else Path(__file__).parent.parent / "resources"
