"""Tensors from an image of files, told by bytes and cancellable within a block."""

from collections.abc import Generator, Sequence

import torch

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Progress
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.config import ModelConfig
from trymore_desktop.inference.early import EarlyRead
from trymore_desktop.inference.image import Image, Piece
from trymore_desktop.inference.kernels import Look, any_strange
from trymore_desktop.inference.layout import Layout
from trymore_desktop.inference.linear import Dense
from trymore_desktop.inference.llama_weights import LlamaWeights, assemble
from trymore_desktop.inference.parts import parts

GLANCE = 0.02
"""Seconds between two looks at how far the reading is."""


def read_image(
    pieces: Sequence[Piece], look: Look | None, early: EarlyRead, control: Control
) -> Generator[Progress, None, Image]:
    """All pieces in memory, those begun early or read now.

    Raises:
        OSError: a file is absent or ends too early; ENOMEM.
        Interrupted: the person cancelled.
    """
    image = early.take(pieces) or Image(pieces, look)
    report = Reporter(control, "load", image.size)
    try:
        while not image.wait(GLANCE):
            yield from report(min(image.done, image.size - 1))
        yield from report(image.size)
    finally:
        image.stop()
    return image


def tensor_at(image: Image, place: int, shape: Sequence[int], dtype: torch.dtype) -> torch.Tensor:
    """A view of the image, which stays in memory as long as the tensor does.

    Raises:
        ValueError: it does not lie within the image, or not where this dtype may.
    """
    count = torch.Size(shape).numel()
    if place < 0 or place % dtype.itemsize or place + count * dtype.itemsize > image.size:
        raise ValueError("no such tensor in the image")
    if not count:
        return torch.empty(tuple(shape), dtype=dtype)
    offset = image.shift + place
    return torch.frombuffer(image.region, dtype=dtype, count=count, offset=offset).view(*shape)


def read_dense(
    config: ModelConfig, layout: Layout, early: EarlyRead, control: Control
) -> Generator[Progress, None, LlamaWeights]:
    """A checkpoint in bfloat16, without a copy beside the reading itself.

    Raises:
        TryMoreError: `weights_not_finite` with the tensor's name.
        OSError: a file is absent or ends too early; ENOMEM.
        Interrupted: the person cancelled.
    """
    image = yield from read_image(layout.pieces, any_strange(), early, control)
    # Only if something is found the culprit is looked for
    sound = _is_sound(image)
    plain: dict[str, torch.Tensor] = {}
    products: dict[str, Dense] = {}
    for part in parts(config):
        control.check()
        if part.name not in layout.tensors:
            products[part.name] = Dense(plain["embedding"])
            continue
        place, shape = layout.tensors[part.name]
        tensor = tensor_at(image, place, shape, torch.bfloat16)
        if not sound:
            check_finite(tensor, part.sources[0])
        if part.is_matrix:
            products[part.name] = Dense(tensor)
        else:
            plain[part.name] = tensor
    return assemble(config, plain, products)


def _is_sound(image: Image) -> bool:
    if image.seen is not None:
        return not image.seen
    # One pass wakes all threads once
    return is_finite(tensor_at(image, 0, (image.size // 2,), torch.bfloat16))


def check_finite(tensor: torch.Tensor, name: str) -> None:
    """Refuse a tensor with NaN or infinity.

    Raises:
        TryMoreError: `weights_not_finite`.
    """
    if not is_finite(tensor):
        raise TryMoreError("weights_not_finite", tensor=name)


def is_finite(tensor: torch.Tensor) -> bool:
    """In one pass without a copy: NaN and infinity both survive into the extremes."""
    low, high = torch.aminmax(tensor)
    return bool(torch.isfinite(low) & torch.isfinite(high))
