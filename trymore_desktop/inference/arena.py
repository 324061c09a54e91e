"""Memory for weights in large pages.

Decoding reads every weight once a token; with pages of 4 KiB the processor spends a fifth to a
third of that time on looking up addresses. Linux gives pages of 2 MiB to a region that asks.
"""

import contextlib
import mmap
import sys

import torch

SLAB = 1 << 26
"""Bytes taken from the system at a time; larger tensors get a region of their own."""
PAGE = 1 << 21
ALIGNMENT = 64


class Arena:
    """Hands out uninitialised tensors; a region is freed when the last tensor in it is."""

    def __init__(self) -> None:
        self._slab = torch.empty(0, dtype=torch.uint8)
        self._used = 0

    def empty(self, shape: tuple[int, ...], dtype: torch.dtype) -> torch.Tensor:
        """A tensor of any content, in memory of the CPU."""
        size = torch.Size(shape).numel() * dtype.itemsize
        if not size or sys.platform != "linux":
            return torch.empty(shape, dtype=dtype)
        if self._used + size > len(self._slab):
            self._slab, self._used = _slab(max(SLAB, size)), 0
        flat = self._slab[self._used : self._used + size]
        self._used += size + -size % ALIGNMENT
        return flat.view(dtype).view(shape)

    def copy(self, tensor: torch.Tensor, dtype: torch.dtype | None = None) -> torch.Tensor:
        """A copy in the arena, in another dtype if one is given."""
        return self.empty(tuple(tensor.shape), dtype or tensor.dtype).copy_(tensor)


def _slab(size: int) -> torch.Tensor:
    region = mmap.mmap(-1, size + PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    # A kernel without large pages gives the same memory, only slower
    with contextlib.suppress(OSError):
        region.madvise(mmap.MADV_HUGEPAGE)
    whole = torch.frombuffer(region, dtype=torch.uint8)
    return whole[-whole.data_ptr() % PAGE :][:size]
