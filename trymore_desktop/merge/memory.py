"""How much memory the streaming loop may take, and how much the process has."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

from trymore_desktop.core.checkpoints import MergeOptions

MEBIBYTE = 1 << 20
DEFAULT_LIMIT = 450 * MEBIBYTE
"""Bytes of the whole process, most of which are torch's own libraries."""

MINIMUM_MEMORY = 320 * MEBIBYTE
"""Below this the libraries alone do not fit."""

SLOT_BYTES = 16 * MEBIBYTE
LOW_SLOT_BYTES = 2 * MEBIBYTE
SLOTS = 4
SCRATCH_SLOTS = 2
"""Conversions and joins take at most this many slots' bytes beside the slots themselves."""


@dataclass(frozen=True)
class Budget:
    """Each of `slots` buffers holds one chunk of base and delta together, `slot_bytes` large."""

    slots: int
    slot_bytes: int
    limit: int


def choose_budget(options: MergeOptions, used: int) -> Budget:
    """Buffers that keep a process which now takes `used` bytes within the wanted limit."""
    limit = options.max_memory or DEFAULT_LIMIT
    if options.low_memory:
        return Budget(2, LOW_SLOT_BYTES, limit)
    share = max(0, limit - used) // 2 // (SLOTS + SCRATCH_SLOTS)
    return Budget(SLOTS, max(LOW_SLOT_BYTES, min(SLOT_BYTES, share)), limit)


def memory_now() -> int:
    """Resident bytes of this process."""
    return int(psutil.Process().memory_info().rss)


def memory_peak() -> int:
    """The most resident bytes that this process ever had.

    Linux's getrusage would count the parent's as well: a child begins with its parent's maximum.
    """
    if sys.platform.startswith("linux"):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    if os.name == "nt":
        return int(getattr(psutil.Process().memory_info(), "peak_wset"))  # noqa: B009
    import resource  # there is none on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
