"""Weight-only quantisation: int8 with one scale a row, int4 with scale and offset by groups.

The packed forms for each processor are made from these in `packing`.
"""

import torch

GROUP = 64
"""Columns that share a scale and an offset in int4."""
CLIPPING = (1.0, 0.95, 0.9, 0.85, 0.8)
"""Shares of a group's range that are tried; the one with the least squared error is kept."""


def quantise_int8(weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Symmetric, by rows.

    Args:
        weight: (out, in), any float dtype.

    Returns:
        int8 (out, in) in [-127, 127], and float32 (out): weight = values * scale.
    """
    full = weight.float()
    scale = full.abs().amax(1) / 127
    # A row of zeros has no scale of its own
    safe = torch.where(scale == 0, torch.ones_like(scale), scale)
    values = (full / safe[:, None]).round_().clamp_(-127, 127).to(torch.int8)
    return values, scale


def quantise_int4(
    weight: torch.Tensor, group: int = GROUP
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Asymmetric, by groups of columns; `in` is a multiple of `group`.

    Args:
        weight: (out, in), any float dtype.
        group: columns of one group.

    Returns:
        uint8 (out, in) in [0, 15]; float32 scale and offset (out, in / group), rounded to values
        that float16 holds: weight = values * scale + offset.
    """
    rows, columns = weight.shape
    full = weight.float().view(rows, columns // group, group)
    low, high = full.amin(2, keepdim=True), full.amax(2, keepdim=True)
    best_error = torch.full_like(low, torch.inf)
    best_scale, best_offset = torch.ones_like(low), low.clone()
    for share in CLIPPING:
        middle, half = (high + low) / 2, (high - low) / 2 * share
        scale, offset = (2 * half / 15).half().float(), (middle - half).half().float()
        error = (_round(full, scale, offset) * scale + offset - full).square_().sum(2, keepdim=True)
        better = error < best_error
        best_error = torch.where(better, error, best_error)
        best_scale = torch.where(better, scale, best_scale)
        best_offset = torch.where(better, offset, best_offset)
    values = _round(full, best_scale, best_offset).to(torch.uint8).view(rows, columns)
    return values, best_scale.squeeze(2), best_offset.squeeze(2)


def _round(full: torch.Tensor, scale: torch.Tensor, offset: torch.Tensor) -> torch.Tensor:
    safe = torch.where(scale == 0, torch.ones_like(scale), scale)
    return ((full - offset) / safe).round_().clamp_(0, 15)


def pad_columns(weight: torch.Tensor, multiple: int) -> torch.Tensor:
    """Append zero columns up to a multiple."""
    missing = -weight.shape[1] % multiple
    return torch.nn.functional.pad(weight, (0, missing)) if missing else weight
