"""How a model would fit on this computer: the arithmetic, and the ways in order of preference."""

from pathlib import Path

from trymore_desktop.core.hardware import Device, Hardware, LoadPlan, Precision
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference import kernels
from trymore_desktop.inference.config import SMALL_MODEL, ModelConfig, read_config
from trymore_desktop.inference.hardware import is_old_card

MIB = 1 << 20
OVERHEAD = {"cuda": 900 * MIB, "mps": 600 * MIB, "cpu": 500 * MIB}
"""Bytes beside weights, keys and values: the runtime's own, and a prefill chunk's activations."""
MATRIX_BYTES = {
    Precision.FP32: 4.0,
    Precision.FP16: 2.0,
    Precision.BF16: 2.0,
    Precision.INT8: 1.0 + 1 / 512,
    Precision.INT4: 0.5 + 4 / 64,
}
"""Bytes a weight; int8 has one scale a row, int4 a scale and an offset for each 64."""
PACKED = (Precision.INT8, Precision.INT4)
BYTE_CACHE = 1 + 4 / 64
"""Bytes a number of keys and values in bytes with float32 scales, for heads of 64; of 128 it is a
little less, of 32 a little more."""
SMALLER = {
    Precision.FP32: Precision.BF16,
    Precision.FP16: Precision.INT8,
    Precision.BF16: Precision.INT8,
    Precision.INT8: Precision.INT4,
}
MAX_WINDOW = 8192
MIN_WINDOW = 2048
DEVICES = ("auto", "cuda", "mps", "cpu")


def plan_load(
    folder: Path, hardware: Hardware, device: str = "auto", precision: str = "auto"
) -> tuple[LoadPlan, ...]:
    """Every way to load the model that the two choices leave, the best first.

    Ways that fit come before ways that do not; nothing is refused.

    Raises:
        TryMoreError: `device_unknown`, `precision_unknown`, `device_absent`, and what
            `read_config` raises.
    """
    config = read_config(folder)
    wanted = _precision(precision)
    if config.reason and wanted in PACKED:
        # transformers' models are never packed here: what comes nearest, under its own name
        wanted = None
    kind, _, number = device.partition(":")
    if kind not in DEVICES:
        raise TryMoreError("device_unknown", device=device)
    plans: list[LoadPlan] = []
    for one in hardware.devices:
        if kind not in ("auto", one.kind) or (number and number != str(one.index)):
            continue
        plans += [_plan(config, one, choice) for choice in _choices(config, one, wanted)]
        if one.kind == "cuda" and wanted in (None, Precision.FP16, Precision.BF16):
            plans.append(_split(config, one, hardware, wanted or _half(one)))
    if not plans:
        raise TryMoreError("device_absent", device=device)
    return tuple(sorted(plans, key=_rank))


def _rank(plan: LoadPlan) -> tuple[bool, int, bool]:
    """What fits first; a split that leaves most layers in main memory after the CPU's own ways.

    accelerate brings such layers to the GPU for every token, which is slower than computing them
    where they are. Of what does not fit, that which lacks least comes first.
    """
    is_split = "+" in plan.device
    needed = plan.weights + plan.cache + plan.overhead
    lacking = 0 if plan.fits else max(0, needed - plan.available)
    return not plan.fits, lacking, is_split and plan.gpu_layers * 2 < plan.layers


def smaller_choice(
    config: ModelConfig, device: str, precision: Precision
) -> tuple[str, str] | None:
    """The device and precision to offer when memory ran out: less bytes a weight, else the CPU.

    None where nothing is smaller. transformers' models are never packed here, and cards before
    Ampere have no int4 kernel.
    """
    main = device.partition("+")[0]
    kind, _, index = main.partition(":")
    smaller = SMALLER.get(precision)
    if smaller in PACKED and config.reason:
        smaller = None
    if smaller is Precision.INT4 and is_old_card(kind, int(index or 0)):
        smaller = None
    if smaller:
        return main, str(smaller)
    return None if device == "cpu" else ("cpu", str(precision))


def choose_window(config: ModelConfig, room: int, element: float) -> int:
    """How many positions of keys and values to keep, in tokens.

    The model's own window up to `MAX_WINDOW`; halved, down to `MIN_WINDOW`, while it would not fit
    into `room` bytes.
    """
    window = min(config.positions, MAX_WINDOW)
    while window // 2 >= MIN_WINDOW and config.cache_bytes(window, element) > room:
        window //= 2
    return window


def cache_element(kind: str, precision: Precision) -> float:
    """Bytes of one number in the cache of keys and values, on average.

    Half precision; the kernels keep those of packed models in bytes, with scales. Where torch
    itself attends on a CPU, single precision: it is many times faster.
    """
    if precision is Precision.FP32:
        return 4
    if kind != "cpu":
        return 2
    if kernels.library() is None or precision is Precision.FP16:
        return 4
    return BYTE_CACHE if precision in PACKED else 2


def weight_bytes(config: ModelConfig, precision: Precision) -> int:
    """Memory of the weights; embeddings stay in half precision when the rest is packed."""
    if precision not in PACKED:
        return int(config.parameters * MATRIX_BYTES[precision])
    embedding = config.vocabulary * config.hidden
    # A head of its own, or a packed copy of the embeddings; int8 in both precisions
    head = int(embedding * MATRIX_BYTES[Precision.INT8])
    inner = config.parameters - embedding * (1 if config.tied else 2)
    return int(inner * MATRIX_BYTES[precision]) + head + 2 * embedding


def bytes_a_token(config: ModelConfig, precision: Precision) -> int:
    """Bytes of weights that decoding one token reads: of the embeddings only a row counts."""
    weights = weight_bytes(config, precision)
    # Tied embeddings are read whole, as the head, unless a packed copy of them is
    once = config.tied and precision not in PACKED
    element = MATRIX_BYTES[Precision.BF16 if precision in PACKED else precision]
    return weights - (0 if once else int(config.vocabulary * config.hidden * element))


def _plan(config: ModelConfig, device: Device, precision: Precision) -> LoadPlan:
    weights = weight_bytes(config, precision)
    overhead = OVERHEAD[device.kind]
    element = cache_element(device.kind, precision)
    room = device.free_memory - weights - overhead
    cache = config.cache_bytes(choose_window(config, room, element), element)
    return LoadPlan(
        device=_name(device),
        precision=precision,
        weights=weights,
        cache=cache,
        overhead=overhead,
        available=device.free_memory,
        fits=weights + cache + overhead <= device.free_memory,
        layers=config.layers,
        gpu_layers=0 if device.kind == "cpu" else config.layers,
    )


def _split(
    config: ModelConfig, device: Device, hardware: Hardware, precision: Precision
) -> LoadPlan:
    """As many whole layers on the GPU as fit there, the others in main memory."""
    weights = weight_bytes(config, precision)
    overhead = OVERHEAD[device.kind]
    cache = config.cache_bytes(min(config.positions, MAX_WINDOW), 2)
    layer = (weights + cache) // (config.layers + 1)
    layers = max(0, min(config.layers, (device.free_memory - overhead) // layer - 1))
    available = device.free_memory + hardware.free_memory
    remainder = (config.layers + 1 - layers) * layer + OVERHEAD["cpu"]
    return LoadPlan(
        device=f"{_name(device)}+cpu",
        precision=precision,
        weights=weights,
        cache=cache,
        overhead=overhead + OVERHEAD["cpu"],
        available=available,
        fits=layers > 0 and remainder <= hardware.free_memory,
        layers=config.layers,
        gpu_layers=layers,
    )


def _choices(
    config: ModelConfig, device: Device, wanted: Precision | None
) -> tuple[Precision, ...]:
    if wanted:
        return (wanted,)
    packed: tuple[Precision, ...] = PACKED
    if config.reason:
        packed = ()
    elif is_old_card(device.kind, device.index):
        packed = (Precision.INT8,)
    if device.kind != "cpu":
        return (_half(device), *packed)
    if config.parameters <= SMALL_MODEL or not packed:
        return (Precision.BF16, *packed)
    return (*packed, Precision.BF16)


def _half(device: Device) -> Precision:
    old = device.kind == "mps" or is_old_card(device.kind, device.index)
    return Precision.FP16 if old else Precision.BF16


def _name(device: Device) -> str:
    return f"cuda:{device.index}" if device.kind == "cuda" else device.kind


def _precision(text: str) -> Precision | None:
    if text == "auto":
        return None
    try:
        return Precision(text)
    except ValueError:
        raise TryMoreError("precision_unknown", precision=text) from None
