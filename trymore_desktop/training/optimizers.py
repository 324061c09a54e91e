"""Muon for the hidden matrices and AdamW for everything else, as one optimizer."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn


class MuonWithAdamW(torch.optim.Optimizer):
    """Orthogonalised updates for matrices inside the blocks, AdamW for embeddings, head and norms.

    Both learning rates follow the same schedule. Arguments are peak rates; `muon_rate` is meant
    for `adjust_lr_fn="match_rms_adamw"`, so that both are of AdamW's order of size.
    """

    def __init__(self, model: nn.Module, muon_rate: float, adamw_rate: float) -> None:
        matrices: list[Tensor] = []
        others: list[Tensor] = []
        for name, parameter in model.named_parameters():
            hidden = parameter.ndim == 2 and "embed" not in name and "lm_head" not in name
            (matrices if hidden else others).append(parameter)
        self._parts = (
            torch.optim.Muon(
                matrices, lr=muon_rate, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"
            ),
            torch.optim.AdamW(
                others, lr=adamw_rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True
            ),
        )
        super().__init__(matrices + others, {})
        self.param_groups = [group for part in self._parts for group in part.param_groups]

    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """One step of both; closures are not supported."""
        for part in self._parts:
            part.step()  # type: ignore[no-untyped-call]

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients."""
        for part in self._parts:
            part.zero_grad(set_to_none)

    def state_dict(self) -> dict[str, Any]:
        """The states of both, for a checkpoint."""
        return {"parts": [part.state_dict() for part in self._parts]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take back what `state_dict` gave."""
        for part, state in zip(self._parts, state_dict["parts"], strict=True):
            part.load_state_dict(state)
        self.param_groups = [group for part in self._parts for group in part.param_groups]
