"""Products with a weight matrix as it lies in memory."""

from typing import Protocol

import torch
from torch.nn import functional


class Linear(Protocol):
    """A product with a weight matrix (out, in)."""

    def __call__(self, inputs: torch.Tensor) -> torch.Tensor:
        """(rows, in) -> (rows, out), in the dtype of `inputs`."""

    def tensors(self) -> dict[str, torch.Tensor]:
        """What the weight consists of, by name."""


class Dense:
    """A weight in the dtype of the computation."""

    def __init__(self, weight: torch.Tensor) -> None:
        self.weight = weight

    def __call__(self, inputs: torch.Tensor) -> torch.Tensor:
        """(rows, in) -> (rows, out)."""
        return functional.linear(inputs, self.weight)

    def tensors(self) -> dict[str, torch.Tensor]:
        """The weight itself."""
        return {"weight": self.weight}
