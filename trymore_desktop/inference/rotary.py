"""The angles by which queries and keys turn with their position (RoFormer, Su et al. 2021)."""

import torch

from trymore_desktop.inference.config import ModelConfig


def angles(config: ModelConfig, window: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosines and sines of each pair's angle, float32 (window, head_size / 2)."""
    inverse = config.rope.inverse_frequencies(config.head_size)
    frequencies = torch.tensor(inverse, dtype=torch.float32)
    found = torch.outer(torch.arange(window, dtype=torch.float32), frequencies)
    return found.cos(), found.sin()


def tables(
    config: ModelConfig, window: int, device: torch.device, dtype: torch.dtype
) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosines and sines (window, 1, head_size); the first half of the sines is negated.

    So x * cos + swap_halves(x) * sin rotates the pairs (i, i + head_size / 2).
    """
    cosine, sine = angles(config, window)
    cos = torch.cat((cosine, cosine), -1)[:, None]
    sin = torch.cat((-sine, sine), -1)[:, None]
    return cos.to(device, dtype), sin.to(device, dtype)
