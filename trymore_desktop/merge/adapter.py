"""LoRA adapters as PEFT saves them: two thin matrices for each changed weight."""

import re
from dataclasses import dataclass, field
from typing import Any

from trymore_desktop.core.checkpoints import Problem
from trymore_desktop.merge.checkpoint import Checkpoint
from trymore_desktop.merge.layout import TensorLayout

_PREFIX = "base_model.model."
_LORA = re.compile(r"(.+)\.lora_([AB])(?:\.default)?\.weight")


@dataclass(frozen=True)
class LoraPair:
    """The weight grows by scale * up @ down; down is (rank, inputs), up is (outputs, rank)."""

    down: TensorLayout
    up: TensorLayout
    scale: float


@dataclass
class Adapter:
    """Changes by the base's tensor names: pairs to be multiplied, and whole new tensors."""

    pairs: dict[str, LoraPair] = field(default_factory=dict)
    replaced: dict[str, TensorLayout] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_adapter(found: Checkpoint) -> Adapter:
    """The changes that an adapter's folder describes; what is not plain LoRA is a problem."""
    settings = found.adapter or {}
    adapter = Adapter()
    unsupported = _unsupported(settings)
    if unsupported:
        adapter.problems.append(Problem("adapter_unsupported", params={"feature": unsupported}))
        return adapter
    halves: dict[str, dict[str, TensorLayout]] = {}
    for name, tensor in found.tensors.items():
        match = _LORA.fullmatch(name)
        if match:
            halves.setdefault(match[1].removeprefix(_PREFIX), {})[match[2]] = tensor
        else:
            plain = name.removeprefix(_PREFIX).replace(".modules_to_save.default", "")
            adapter.replaced[plain] = tensor
    for module, pair in halves.items():
        _add_pair(adapter, settings, module, pair)
    return adapter


def _unsupported(settings: dict[str, Any]) -> str:
    if str(settings.get("peft_type", "LORA")).upper() != "LORA":
        return str(settings.get("peft_type"))
    if settings.get("bias", "none") != "none":
        return f"bias={settings['bias']}"
    return next(
        (key for key in ("use_dora", "fan_in_fan_out", "use_qalora") if settings.get(key)), ""
    )


def _add_pair(
    adapter: Adapter, settings: dict[str, Any], module: str, pair: dict[str, TensorLayout]
) -> None:
    name = f"{module}.weight"
    if set(pair) != {"A", "B"} or len(pair["A"].shape) != 2 or len(pair["B"].shape) != 2:
        adapter.problems.append(Problem("adapter_unsupported", params={"feature": name}))
        return
    rank = pair["A"].rows
    if rank != pair["B"].columns or not rank:
        adapter.problems.append(Problem("adapter_unsupported", params={"feature": name}))
        return
    alpha = _by_module(settings.get("alpha_pattern"), module) or settings.get("lora_alpha", rank)
    divisor = rank**0.5 if settings.get("use_rslora") else rank
    adapter.pairs[name] = LoraPair(pair["A"], pair["B"], float(alpha) / divisor)


def _by_module(patterns: object, module: str) -> Any:
    """PEFT's rule: a pattern fits a module's whole name or its last parts."""
    if not isinstance(patterns, dict):
        return None
    for pattern, value in patterns.items():
        if re.fullmatch(rf"(?:.*\.)?{pattern}", module):
            return value
    return None
