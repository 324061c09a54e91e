"""How a weight is packed for each processor, and the products with it.

On a CPU the program's own kernels where they are (`native`), else torch's; on CUDA torch's int4
kernel for few rows, and for many rows half precision made from the packed values.
"""

from collections.abc import Callable

import torch
from torch.nn import functional

from trymore_desktop.core.hardware import Precision
from trymore_desktop.inference import kernels, native
from trymore_desktop.inference.arena import Arena
from trymore_desktop.inference.linear import Dense, Linear
from trymore_desktop.inference.quantize import GROUP, quantise_int4, quantise_int8

FEW_ROWS = 16
"""Up to so many rows a product is bound by reading the weight, beyond by arithmetic."""
BLOCK = 4096
"""Rows of a weight that are brought to half precision at a time."""


class Int8:
    """int8 values (out, in) and scales (out): torch's weight-only kernel where there is one."""

    def __init__(self, weight: torch.Tensor, scales: torch.Tensor) -> None:
        self._weight, self._scales = weight, scales

    def __call__(self, inputs: torch.Tensor) -> torch.Tensor:
        """(rows, in) -> (rows, out)."""
        if inputs.shape[0] <= FEW_ROWS:
            return torch.ops.aten._weight_int8pack_mm(  # type: ignore[no-any-return]
                inputs, self._weight, self._scales
            )
        blocks = [
            functional.linear(inputs, block.to(inputs.dtype))
            for block in torch.split(self._weight, BLOCK)
        ]
        return torch.cat(blocks, 1).mul_(self._scales)

    def tensors(self) -> dict[str, torch.Tensor]:
        """Values and scales."""
        return {"weight": self._weight, "scales": self._scales}


class Int8General(Int8):
    """The same without a kernel for it."""

    def __call__(self, inputs: torch.Tensor) -> torch.Tensor:
        """(rows, in) -> (rows, out)."""
        return functional.linear(inputs, self._weight.to(inputs.dtype)).mul_(self._scales)


class Int4:
    """torch's int4 layout for one processor, with scales and zeros (in / group, out, 2)."""

    def __init__(self, weight: torch.Tensor, scales: torch.Tensor) -> None:
        self._weight, self._scales = weight, scales
        on_cpu = weight.device.type == "cpu"
        ops = torch.ops.aten
        self._multiply = ops._weight_int4pack_mm_for_cpu if on_cpu else ops._weight_int4pack_mm

    def __call__(self, inputs: torch.Tensor) -> torch.Tensor:
        """(rows, in) -> (rows, out)."""
        result: torch.Tensor = self._multiply(inputs, self._weight, GROUP, self._scales)
        return result

    def tensors(self) -> dict[str, torch.Tensor]:
        """Values and scales."""
        return {"weight": self._weight, "scales": self._scales}


def packer(precision: Precision, device: torch.device) -> tuple[str, Callable[..., Linear]]:
    """The name of the packed form, and the function that packs a weight into it.

    The function takes the part's name and the weight (out, in) in half precision.
    """
    if precision not in (Precision.INT8, Precision.INT4):
        return "dense", lambda _name, weight: Dense(weight)
    own = device.type == "cpu" and kernels.library() is not None
    arena = Arena()
    form = f"{'native' if own else f'torch-{device.type}'}-{precision}"

    def pack(name: str, weight: torch.Tensor) -> Linear:
        # The head decides between neighbours in probability and loses most by four bits
        four = precision is Precision.INT4 and name != "head"
        if own and weight.dtype is torch.bfloat16:
            return native.pack("int4" if four else "int8", weight, arena)
        if own:
            return native.pack_int4(weight) if four else native.pack_int8(weight)
        return _torch_int4(weight) if four and _fits_int4(weight) else _torch_int8(weight)

    return form, pack


def unpack(
    kind: str, rows: int, columns: int, weight: torch.Tensor, scales: torch.Tensor
) -> Linear:
    """A product from the tensors that `kind_of` and `tensors` described."""
    if kind in ("int8", "int4"):
        return native.NativeProduct(kind, rows, columns, weight, scales)
    return Int4(weight, scales) if kind == "torch_int4" else _int8(weight, scales)


def kind_of(product: Linear) -> str:
    """A name for the packed form of one product."""
    if isinstance(product, native.NativeProduct):
        return product.kind
    return "torch_int4" if isinstance(product, Int4) else "torch_int8"


def _torch_int8(weight: torch.Tensor) -> Linear:
    values, scale = quantise_int8(weight)
    return _int8(values, scale.to(weight.dtype))


def _int8(values: torch.Tensor, scale: torch.Tensor) -> Linear:
    key = {"cpu": "CPU", "cuda": "CUDA", "mps": "MPS"}[values.device.type]
    known = torch._C._dispatch_has_kernel_for_dispatch_key("aten::_weight_int8pack_mm", key)
    # torch's kernel walks the columns in steps of a register
    return (
        Int8(values, scale) if known and values.shape[1] % 32 == 0 else Int8General(values, scale)
    )


def _fits_int4(weight: torch.Tensor) -> bool:
    rows, columns = weight.shape
    step = 128 if weight.device.type == "cuda" else GROUP
    return rows % 16 == 0 and columns % step == 0 and weight.device.type in ("cpu", "cuda")


def _torch_int4(weight: torch.Tensor) -> Linear:
    values, scale, offset = quantise_int4(weight)
    # torch's kernels count from the middle: weight = (value - 8) * scale + zero
    zero = offset + 8 * scale
    scales = torch.stack((scale, zero), 2).transpose(0, 1).to(weight.dtype).contiguous()
    if weight.device.type == "cpu":
        packed = torch.ops.aten._convert_weight_to_int4pack_for_cpu(values.to(torch.int32), 1)
    else:
        nibbles = values[:, ::2] << 4 | values[:, 1::2]
        packed = torch.ops.aten._convert_weight_to_int4pack(nibbles.contiguous(), 8)
    return Int4(packed, scales)
