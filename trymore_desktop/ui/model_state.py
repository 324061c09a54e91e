"""What the model in use is doing."""

from enum import StrEnum


class ModelState(StrEnum):
    """What the model in use is doing."""

    NONE = "none"
    LOADING = "loading"
    READY = "ready"
    LOST = "lost"


def model_name(model: str) -> str:
    """The last part of a model's folder, of whatever system its path is."""
    return model.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
