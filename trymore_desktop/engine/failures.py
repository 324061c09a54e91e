"""An exception as the Failed event that the person is told of."""

import errno
import traceback
from pathlib import Path

from trymore_desktop.core.events import Failed
from trymore_desktop.errors import TryMoreError

GPU_FAILED = "gpu_failed"
"""The code of an error after which CUDA refuses everything in this process."""

_REFUSALS = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.ELOOP, errno.ENAMETOOLONG}
)
"""What a system says that is no fault of the program, whatever it was about to do."""

_SPEAKING = (OSError, MemoryError, ImportError, RuntimeError, AssertionError)
"""Exceptions whose text is technical; others may quote their input, which may be a chat."""


def failure(error: Exception) -> Failed:
    """What happened, as a code; an exception that nobody foresaw becomes `unexpected`."""
    if isinstance(error, TryMoreError):
        return Failed(error.code, error.params, error.detail)
    if isinstance(error, MemoryError):
        return Failed("out_of_memory", {"device": "cpu", "precision": ""}, describe(error))
    if isinstance(error, OSError) and error.errno in _REFUSALS and error.filename:
        path, reason = str(error.filename), error.strerror or str(error)
        params = {"path": path, "name": Path(path).name, "reason": reason}
        return Failed("file_unreadable", {**params}, describe(error))
    if type(error).__name__ == "AcceleratorError" or "CUDA error" in str(error):
        return Failed(GPU_FAILED, {}, describe(error))
    return Failed("unexpected", {"error": type(error).__name__}, describe(error))


def describe(error: Exception) -> str:
    """Where it happened, without values of variables."""
    text = f": {error}"[:500] if isinstance(error, _SPEAKING) else ""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([type(error).__name__ + text, *places])
