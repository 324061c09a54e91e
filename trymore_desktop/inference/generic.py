"""Every architecture that transformers knows, behind the interface of the fast path.

Imported only when needed: transformers costs a second or two of start-up.
"""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

import torch

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Progress
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.config import ModelConfig


class GenericDecoder:
    """A transformers model with its own cache of keys and values."""

    def __init__(self, config: ModelConfig, model: Any, window: int, device: torch.device) -> None:
        self.window = window
        self.vocabulary = config.vocabulary
        self.device = device
        self._model = model
        self._cache: Any = None
        self._length = 0

    @property
    def memory(self) -> int:
        """Bytes of the weights."""
        return int(self._model.get_memory_footprint())

    @torch.inference_mode()
    def forward(self, tokens: list[int], start: int, last: int = 1) -> torch.Tensor:
        """Read `tokens` at positions start, start + 1, ...; float32 (last, vocabulary)."""
        self._cut(start)
        inputs = torch.tensor([tokens], device=self.device)
        output = self._model(
            input_ids=inputs,
            past_key_values=self._cache,
            use_cache=True,
            logits_to_keep=last,
        )
        self._cache = output.past_key_values
        self._length = start + len(tokens)
        logits: torch.Tensor = output.logits[0, -last:].float()
        return logits.to(self.device)

    def reusable(self, common: int) -> int:
        """How many of the first `common` positions can be kept: none if the cache cannot shrink."""
        if common >= self._length or self._can_crop():
            return min(common, self._length)
        return 0

    def _cut(self, start: int) -> None:
        if start == 0 or self._cache is None:
            self._cache = None
        elif start < self._length:
            # transformers takes the number of tokens to remove, as a negative count
            self._cache.crop(start - self._length)
        self._length = start

    def _can_crop(self) -> bool:
        layers = getattr(self._cache, "layers", None) or ()
        return bool(layers) and all(type(layer).__name__ == "DynamicLayer" for layer in layers)


def load_generic(
    folder: Path,
    config: ModelConfig,
    device: str,
    dtype: torch.dtype,
    window: int,
    control: Control,
) -> Generator[Progress, None, GenericDecoder]:
    """Load through transformers, without the network and without code from the folder.

    `device` may name a split, such as "cuda:0+cpu".

    Raises:
        TryMoreError: `architecture_unknown`, `weights_mismatch`.
        Interrupted: the person cancelled before reading began; transformers cannot be stopped.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    report = Reporter(control, "load", 1, "steps")
    yield from report(0, config.architecture)
    import transformers

    transformers.utils.logging.disable_progress_bar()
    main, _, rest = device.partition("+")
    placement = {"device_map": "auto"} if rest else {"device_map": {"": main}}
    try:
        model, info = transformers.AutoModelForCausalLM.from_pretrained(
            folder,
            dtype=dtype,
            trust_remote_code=False,
            local_files_only=True,
            output_loading_info=True,
            attn_implementation="sdpa",
            **placement,
        )
    except (ValueError, KeyError, ImportError) as error:
        raise TryMoreError(
            "architecture_unknown", detail=str(error), architecture=config.architecture
        ) from error
    _check(folder, info)
    model.eval()
    yield from report(1, config.architecture)
    return GenericDecoder(config, model, window, torch.device(main))


def _check(folder: Path, info: dict[str, Any]) -> None:
    mismatched = cast(list[tuple[str, Any, Any]], info.get("mismatched_keys") or [])
    for name, found, expected in mismatched:
        raise TryMoreError(
            "weights_mismatch",
            path=str(folder),
            tensor=name,
            expected=str(tuple(expected)),
            found=str(tuple(found)),
        )
    for name in sorted(info.get("missing_keys") or ()):
        raise TryMoreError("weights_incomplete", path=str(folder), tensor=name)
