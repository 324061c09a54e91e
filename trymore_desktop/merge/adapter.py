"""LoRA adapters as PEFT saves them: two thin matrices for each changed weight."""

import re
from dataclasses import dataclass, field
from typing import Any

from trymore_desktop.core.checkpoints import Problem
from trymore_desktop.merge.checkpoint import Checkpoint
from trymore_desktop.merge.layout import Shape, TensorLayout

WORD_TABLES = ("model.embed_tokens.weight", "lm_head.weight")

_PREFIX = "base_model.model."
_LORA = re.compile(r"(.+)\.lora_(embedding_)?([AB])(?:\.default)?(?:\.weight)?")
_WRAPPING = re.compile(r"\.(?:modules_to_save(?:\.default)?|base_layer)(?=\.)")
_FOREIGN = re.compile(r"\.(?:lora_|token_adapter\.)")
_NOT_PLAIN = (
    "use_dora",
    "use_qalora",
    "use_bdlora",
    "lora_bias",
    "layer_replication",
    "alora_invocation_tokens",
    "trainable_token_indices",
    "target_parameters",
    "arrow_config",
    "kasa_config",
    "monteclora_config",
)
"""Settings of PEFT with which a weight is more than its base and a product of two matrices."""

_CHANGED_BASES = ("pissa", "olora", "corda", "lora_ga", "loftq")
"""Ways to begin a training that change the base as well, so that the plain base does not fit."""


_COSTLY = re.compile(r"\)[*+{]|(?:[*+{][^*+{]*){5}")
"""A repeated group or many repetitions: no module's name needs them, and a match takes for ever."""


@dataclass(frozen=True)
class LoraPair:
    """The weight grows by scale * up @ down; down is (rank, inputs), up is (outputs, rank).

    For an embedding PEFT stores both transposed: down (inputs, rank), up (rank, outputs).
    """

    down: TensorLayout
    up: TensorLayout
    scale: float
    transposed: bool = False

    @property
    def shape(self) -> Shape:
        """Of the weight that it fits."""
        if self.transposed:
            return (self.up.columns, self.down.rows)
        return (self.up.rows, self.down.columns)


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
    halves: dict[tuple[str, bool], dict[str, TensorLayout]] = {}
    for name, tensor in found.tensors.items():
        match = _LORA.fullmatch(name)
        if match:
            key = (match[1].removeprefix(_PREFIX), bool(match[2]))
            halves.setdefault(key, {})[match[3]] = tensor
        elif ".original_module." in name:
            continue  # the base's own, which PEFT keeps beside a module that was trained whole
        elif _FOREIGN.search(name):
            adapter.problems.append(Problem("adapter_unsupported", params={"feature": name}))
            return adapter
        else:
            adapter.replaced[_WRAPPING.sub("", name.removeprefix(_PREFIX))] = tensor
    for (module, embedding), pair in halves.items():
        _add_pair(adapter, settings, module, pair, embedding)
    return adapter


def check_fit(base: Checkpoint, adapter: Adapter) -> list[Problem]:
    """Whether every weight that an adapter changes is there in the right shape.

    Words that were added to the vocabulary fit if the adapter brings both tables of words whole.
    """
    shapes = {name: tensor.shape for name, tensor in base.tensors.items()}
    tables = {name: adapter.replaced[name] for name in WORD_TABLES if name in adapter.replaced}
    if (
        set(tables) == set(WORD_TABLES) & set(shapes)
        and len({t.rows for t in tables.values()}) == 1
    ):
        shapes |= {name: (table.rows, *shapes[name][1:]) for name, table in tables.items()}
    wanted = [(name, pair.shape) for name, pair in adapter.pairs.items()]
    wanted += [(name, tensor.shape) for name, tensor in adapter.replaced.items()]
    wrong = [name for name, shape in wanted if shapes.get(name) != shape]
    if not wanted:
        wrong = ["lora_A"]
    return [
        Problem("adapter_mismatch", params={"count": len(wrong), "tensor": name})
        for name in wrong[:1]
    ]


def _unsupported(settings: dict[str, Any]) -> str:
    if str(settings.get("peft_type", "LORA")).upper() != "LORA":
        return str(settings.get("peft_type"))
    if settings.get("bias", "none") != "none":
        return f"bias={settings['bias']}"
    begun = str(settings.get("init_lora_weights", ""))
    if begun.startswith(_CHANGED_BASES):
        return f"init_lora_weights={begun}"
    # fan_in_fan_out is none of these: PEFT ignores it for the linear layers that LLaMA has.
    return next((key for key in _NOT_PLAIN if settings.get(key)), "")


def _add_pair(
    adapter: Adapter,
    settings: dict[str, Any],
    module: str,
    pair: dict[str, TensorLayout],
    embedding: bool,
) -> None:
    name = f"{module}.weight"
    if set(pair) != {"A", "B"} or len(pair["A"].shape) != 2 or len(pair["B"].shape) != 2:
        adapter.problems.append(Problem("adapter_unsupported", params={"feature": name}))
        return
    rank = pair["A"].rows
    down, up = (pair["B"], pair["A"]) if embedding else (pair["A"], pair["B"])
    if rank != pair["B"].columns or not rank:
        adapter.problems.append(Problem("adapter_unsupported", params={"feature": name}))
        return
    try:
        alpha = _by_module(settings.get("alpha_pattern"), module)
        strength = float(alpha or settings.get("lora_alpha", rank))
    except (TypeError, ValueError, OverflowError, re.error):
        adapter.problems.append(Problem("adapter_unsupported", params={"feature": "lora_alpha"}))
        return
    divisor = rank**0.5 if settings.get("use_rslora") else rank
    adapter.pairs[name] = LoraPair(down, up, strength / divisor, embedding)


def _by_module(patterns: object, module: str) -> Any:
    """PEFT's rule: a pattern fits a module's whole name or its last parts.

    Raises:
        re.error: no pattern, or one that could take for ever.
    """
    if not isinstance(patterns, dict):
        return None
    if any(_COSTLY.search(pattern) for pattern in patterns):
        raise re.error("too many repetitions")
    for pattern, value in patterns.items():
        if re.fullmatch(rf"(?:.*\.)?{pattern}", module):
            return value
    return None
