"""Memory for tensors in large pages."""

import sys

import torch

from trymore_desktop.inference.regions import region

SLAB = 1 << 26
"""Bytes taken from the system at a time; larger tensors get a region of their own."""
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


def zeros(shape: tuple[int, ...], dtype: torch.dtype) -> torch.Tensor:
    """Zeros in memory of their own, which the system provides as it is touched."""
    count = torch.Size(shape).numel()
    memory, shift = region(count * dtype.itemsize)
    return torch.frombuffer(memory, dtype=dtype, count=count, offset=shift).view(shape)


def _slab(size: int) -> torch.Tensor:
    memory, shift = region(size)
    return torch.frombuffer(memory, dtype=torch.uint8)[shift : shift + size]
