"""Chooses the path for a model and a plan: the fast one for LLaMA, transformers for the rest."""

from collections.abc import Generator
from pathlib import Path

import torch

from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Progress
from trymore_desktop.core.hardware import LoadPlan
from trymore_desktop.inference.config import ModelConfig
from trymore_desktop.inference.early import EarlyRead
from trymore_desktop.inference.generate import Decoder
from trymore_desktop.inference.hardware import is_old_card, physical_cores
from trymore_desktop.inference.layout import dense_layout
from trymore_desktop.inference.llama import LlamaDecoder
from trymore_desktop.inference.llama_weights import LlamaWeights
from trymore_desktop.inference.loading import DTYPES, load_weights, warm_up
from trymore_desktop.inference.packed import (
    cache_path,
    read_packed,
    source_hash,
    write_packed,
)
from trymore_desktop.inference.packing import packer
from trymore_desktop.inference.planning import cache_element, choose_window
from trymore_desktop.inference.reading import read_dense
from trymore_desktop.inference.weights import Weights


def open_decoder(
    folder: Path, config: ModelConfig, plan: LoadPlan, early: EarlyRead, control: Control
) -> Generator[Progress, None, Decoder]:
    """Load by the plan; what was read early is taken if it is what the plan needs.

    Raises:
        TryMoreError: what is wrong with the weights.
        Interrupted: the person cancelled.
    """
    torch.set_num_threads(min(torch.get_num_threads(), physical_cores()))
    room = max(0, plan.available - plan.weights - plan.overhead)
    window = choose_window(config, room, cache_element(plan.device, plan.precision))
    kind, _, index = plan.device.partition("+")[0].partition(":")
    half = kind == "mps" or is_old_card(kind, int(index or 0))
    dtype = DTYPES.get(plan.precision, torch.float16 if half else torch.bfloat16)
    if config.reason or "+" in plan.device:
        from trymore_desktop.inference.opening_generic import load_generic

        return (yield from load_generic(folder, config, plan.device, dtype, window, control))
    loaded = yield from _llama_weights(folder, config, plan, dtype, early, control)
    decoder = LlamaDecoder(config, loaded, window)
    if decoder.device.type == "cuda":
        # Graphs take memory, which must be found missing now and not in the first reply
        warm_up(decoder)
    return decoder


def _llama_weights(
    folder: Path,
    config: ModelConfig,
    plan: LoadPlan,
    dtype: torch.dtype,
    early: EarlyRead,
    control: Control,
) -> Generator[Progress, None, LlamaWeights]:
    """From the packed file if there is a good one, else from the checkpoint, which makes it."""
    weights = Weights(folder)
    config = weights.untied(config)
    weights.check(config)
    device = torch.device(plan.device)
    form, pack = packer(plan.precision, device)
    if form == "dense":
        as_stored = device.type == "cpu" and dtype is torch.bfloat16
        if as_stored and (layout := dense_layout(folder, config)):
            return (yield from read_dense(config, layout, early, control))
        return (yield from load_weights(config, weights, device, dtype, pack, control, keeps=True))
    source, path = source_hash(weights, config), cache_path(folder, form)
    if path is not None:
        kept = yield from read_packed(path, source, config, device, early, control)
        if kept is not None:
            return kept
    loaded = yield from load_weights(config, weights, device, dtype, pack, control)
    if path is not None:
        write_packed(path, source, loaded, control)
    return loaded
