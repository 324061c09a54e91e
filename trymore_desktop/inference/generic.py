"""Every architecture that transformers knows, behind the interface of the fast path.

Imported only when needed: transformers costs a second or two of start-up.
"""

import inspect
from typing import Any

import torch

from trymore_desktop.core.control import Control
from trymore_desktop.inference.config import ModelConfig

PLAIN_LAYERS = {"DynamicLayer", "DynamicSlidingWindowLayer"}
"""transformers' layers of a cache that hold keys and values and nothing else."""
CACHE_NAMES = ("past_key_values", "cache_params")
"""What models call their cache, attention's and that of state space models."""


class GenericDecoder:
    """A transformers model with its own cache of keys and values."""

    def __init__(self, config: ModelConfig, model: Any, window: int, device: torch.device) -> None:
        self.window = window
        self.vocabulary = config.vocabulary
        self.device = device
        self._model = model
        taken = inspect.signature(model.forward).parameters
        self._keeps = "logits_to_keep" in taken
        self._cache_name = next((name for name in CACHE_NAMES if name in taken), "")
        self._cache: Any = None
        self._ids: list[int] = []

    @property
    def memory(self) -> int:
        """Bytes of the weights."""
        return int(self._model.get_memory_footprint())

    @torch.inference_mode()
    def forward(
        self, tokens: list[int], start: int, last: int = 1, control: Control | None = None
    ) -> torch.Tensor:
        """Read `tokens` at positions start, start + 1, ...; float32 (last, vocabulary).

        transformers cannot stop inside: `control` changes nothing.
        """
        self._cut(start)
        # A model without a cache reads everything anew
        new = tokens if self._cache_name else [*self._ids, *tokens]
        options: dict[str, Any] = {"logits_to_keep": last} if self._keeps else {}
        if self._cache_name:
            options |= {"use_cache": True, self._cache_name: self._cache}
        inputs = torch.tensor([new], device=self.device)
        output = self._model(input_ids=inputs, **options)
        self._cache = getattr(output, self._cache_name or "none", None)
        self._ids += tokens
        logits: torch.Tensor = output.logits[0, -last:].float()
        return logits.to(self.device)

    def reusable(self, common: int) -> int:
        """How many of the first `common` positions can be kept: none if the cache cannot shrink."""
        length = len(self._ids)
        return min(common, length) if common >= length or self._can_crop() else 0

    def _cut(self, start: int) -> None:
        excess = len(self._ids) - start
        if start == 0 or (self._cache_name and self._cache is None):
            self._cache = self._new_cache()
        elif excess > 0 and self._cache_name:
            # transformers takes the number of tokens to remove, as a negative count
            self._cache.crop(-excess)
        del self._ids[start:]

    def _new_cache(self) -> Any:
        """An empty cache that can be cut anywhere, or None to leave the choice to the model.

        A model that attends to a sliding window would forget what lies behind it, and could not
        go back; with everything kept its mask has the same effect.
        """
        if self._cache_name != CACHE_NAMES[0]:
            return None
        from transformers import DynamicCache

        try:
            usual = DynamicCache(config=self._model.config).layers
        except (AttributeError, KeyError, TypeError, ValueError):
            return None
        plain = bool(usual) and all(type(layer).__name__ in PLAIN_LAYERS for layer in usual)
        return DynamicCache() if plain else None

    def _can_crop(self) -> bool:
        if not self._cache_name:
            return True
        layers = getattr(self._cache, "layers", None) or ()
        return bool(layers) and all(type(layer).__name__ == "DynamicLayer" for layer in layers)
