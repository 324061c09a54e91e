"""The program's own CPU kernels (csrc/), where they were built and the processor can run them.

Everything works without them, on torch's; they are faster. Imports no torch.
"""

import ctypes
from collections.abc import Callable
from functools import cache
from pathlib import Path

VERSION = 6
"""Of what the kernels are told; the same as in csrc/kernels.cpp."""

Look = Callable[[int, int], int]
"""(address, bytes) -> what is to be known of them; the parts of a whole add up, modulo 2**64."""


@cache
def library() -> ctypes.CDLL | None:
    """The kernels, or None where they were not built or the processor is too old for them."""
    for suffix in ("so", "pyd"):
        for path in sorted(Path(__file__).parent.glob(f"_kernels*.{suffix}")):
            try:
                found = ctypes.CDLL(str(path))
            except OSError:
                continue
            # One that was built from earlier sources is told other things
            current = hasattr(found, "kernels_version") and found.kernels_version() == VERSION
            if current and found.kernels_level() > 0:
                found.kernels_model.restype = ctypes.c_void_p
                for look in (found.kernels_sum, found.kernels_strange):
                    look.restype, look.argtypes = ctypes.c_uint64, (ctypes.c_void_p, ctypes.c_int64)
                return found
    return None


def sum_bytes() -> Look | None:
    """Sums bytes as words of 64 bits, if the address is one of such a word."""
    found = library()
    return found.kernels_sum if found else None


def any_strange() -> Look | None:
    """Gives 0 unless NaN or infinity is among bfloat16."""
    found = library()
    return found.kernels_strange if found else None
