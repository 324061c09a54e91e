"""Running out of memory: recognised, named, and cleaned up after."""

import errno
import gc
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from trymore_desktop.errors import TryMoreError

SIGNS = (
    "out of memory",
    "can't allocate memory",
    "not enough memory",
    "cublas_status_alloc_failed",
)


@contextmanager
def memory_guard(device: str, precision: str) -> Iterator[None]:
    """Turn every form in which torch runs out of memory into one error.

    Raises:
        TryMoreError: `out_of_memory` with the `device` and `precision` that did not fit.
    """
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise _out_of_memory(error, device, precision) from None
    except OSError as error:
        # A region of memory that the system refuses to give
        if error.errno != errno.ENOMEM:
            raise
        raise _out_of_memory(error, device, precision) from None
    except RuntimeError as error:
        if not any(sign in str(error).lower() for sign in SIGNS):
            raise
        raise _out_of_memory(error, device, precision) from None


def _out_of_memory(error: BaseException, device: str, precision: str) -> TryMoreError:
    detail = str(error)
    # The traceback's frames hold the tensors that are to be freed
    error.__traceback__ = None
    return TryMoreError("out_of_memory", detail=detail, device=device, precision=precision)


def release() -> None:
    """Give memory that nothing refers to back to the system."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    elif torch.backends.mps.is_available():
        torch.mps.empty_cache()
