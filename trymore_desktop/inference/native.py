"""Products with packed weights by the program's own CPU kernels (csrc/): they keep up with memory.

A whole pass over tokens in one call is in native_pass.py.
"""

import ctypes

import torch
from torch.nn import functional

from trymore_desktop.inference import kernels
from trymore_desktop.inference.arena import Arena
from trymore_desktop.inference.linear import Dense
from trymore_desktop.inference.quantize import GROUP, pad_columns, quantise_int4, quantise_int8

LANES = 16
KINDS = {"bf16": 0, "int8": 1, "int4": 2}


class ProductDescription(ctypes.Structure):
    """A weight matrix as the kernels know it."""

    _fields_ = (
        ("kind", ctypes.c_int32),
        ("rows", ctypes.c_int32),
        ("columns", ctypes.c_int32),
        ("padded", ctypes.c_int32),
        ("weight", ctypes.c_void_p),
        ("scales", ctypes.c_void_p),
    )


class NativeProduct:
    """A packed weight in panels of 16 rows, as csrc/products.inc reads it.

    int8 lies as uint8 (panels, in / 4, 16, 4), each value plus 128, with float32 (rows) scales;
    int4 as uint8 (panels, in / 8, 16, 4), columns 8p + j in the low and 8p + 4 + j in the high
    half of byte j, with float16 (panels, in / 64, 2, 16): scales, then offsets.
    """

    def __init__(
        self, kind: str, rows: int, columns: int, weight: torch.Tensor, scales: torch.Tensor
    ) -> None:
        self.kind, self.rows, self.columns = kind, rows, columns
        self.weight, self.scales = weight, scales
        found = kernels.library()
        if found is None:
            raise RuntimeError("the kernels are not built")
        self._library = found
        padded = columns + -columns % GROUP
        self._description = ProductDescription(
            KINDS[kind], rows, columns, padded, weight.data_ptr(), scales.data_ptr()
        )

    def __call__(self, inputs: torch.Tensor) -> torch.Tensor:
        """(rows, in) -> (rows, out); the inputs are rounded to 8 bits by groups of 64."""
        found = self._library
        full = inputs.float().contiguous()
        outputs = torch.empty((len(full), self.rows), dtype=torch.float32)
        found.kernels_matmul(
            ctypes.byref(self._description),
            ctypes.c_void_p(full.data_ptr()),
            len(full),
            ctypes.c_void_p(outputs.data_ptr()),
            torch.get_num_threads(),
        )
        return outputs.to(inputs.dtype)

    def tensors(self) -> dict[str, torch.Tensor]:
        """Values and scales."""
        return {"weight": self.weight, "scales": self.scales}

    @property
    def description(self) -> ProductDescription:
        """What the kernels are told."""
        return self._description


def pack(kind: str, weight: torch.Tensor, arena: Arena) -> NativeProduct:
    """Quantise a bfloat16 weight (out, in) to "int8" or "int4" by the kernels, on all threads.

    The same as `pack_int8` and `pack_int4`, in seconds for a billion parameters.
    """
    found = kernels.library()
    if found is None:
        raise RuntimeError("the kernels are not built")
    rows, columns = weight.shape
    padded, panels = columns + -columns % GROUP, -(-rows // LANES)
    if kind == "int8":
        packed = arena.empty((panels, padded // 4, LANES, 4), torch.uint8)
        scales = arena.empty((panels * LANES,), torch.float32)
    else:
        packed = arena.empty((panels, padded // 8, LANES, 4), torch.uint8)
        scales = arena.empty((panels, padded // GROUP, 2, LANES), torch.float16)
    source = weight.contiguous()
    pointers = [ctypes.c_void_p(one.data_ptr()) for one in (source, packed, scales)]
    threads = torch.get_num_threads()
    found.kernels_pack(KINDS[kind], rows, columns, padded, *pointers, threads)
    return NativeProduct(kind, rows, columns, packed, scales)


def pack_int8(weight: torch.Tensor) -> NativeProduct:
    """Quantise and lay out a weight (out, in)."""
    rows, columns = weight.shape
    values, scale = quantise_int8(weight)
    values = functional.pad(pad_columns(values, GROUP), (0, 0, 0, -rows % LANES))
    shifted = (values.to(torch.int16) + 128).to(torch.uint8)
    panels = shifted.view(-1, LANES, shifted.shape[1] // 4, 4).transpose(1, 2).contiguous()
    scales = functional.pad(scale, (0, -rows % LANES)).contiguous()
    return NativeProduct("int8", rows, columns, panels, scales)


def pack_int4(weight: torch.Tensor) -> NativeProduct:
    """Quantise and lay out a weight (out, in)."""
    rows, columns = weight.shape
    padded = functional.pad(pad_columns(weight, GROUP), (0, 0, 0, -rows % LANES))
    values, scale, offset = quantise_int4(padded)
    split = values.view(-1, LANES, values.shape[1] // 8, 2, 4).transpose(1, 2)
    panels = (split[:, :, :, 0] | split[:, :, :, 1] << 4).contiguous()
    both = torch.stack((scale, offset), 2).half()
    scales = both.view(-1, LANES, both.shape[1], 2).permute(0, 2, 3, 1).contiguous()
    return NativeProduct("int4", rows, columns, panels, scales)


def describe(product: object) -> ProductDescription | None:
    """What the kernels need to know of a product, or None if they cannot compute it."""
    if isinstance(product, NativeProduct):
        return product.description
    if isinstance(product, Dense):
        weight = product.weight
        rows, columns = weight.shape
        fits = weight.dtype is torch.bfloat16 and columns % LANES == 0 and weight.is_contiguous()
        if fits:
            return ProductDescription(
                KINDS["bf16"], rows, columns, columns, weight.data_ptr(), None
            )
    return None
