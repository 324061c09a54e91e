"""What the model in use is doing."""

from enum import StrEnum


class ModelState(StrEnum):
    """What the model in use is doing."""

    NONE = "none"
    LOADING = "loading"
    READY = "ready"
    LOST = "lost"
