"""The program's own CPU kernels (csrc/), where they were built and the processor can run them.

Everything works without them, on torch's kernels; they are faster: products with packed weights
that keep up with the memory, and a whole pass over one or many tokens in one call.
"""

import ctypes
from functools import cache
from pathlib import Path

import torch
from torch.nn import functional

from trymore_desktop.inference.arena import Arena
from trymore_desktop.inference.config import ModelConfig
from trymore_desktop.inference.linear import Dense
from trymore_desktop.inference.quantize import GROUP, pad_columns, quantise_int4, quantise_int8

LANES = 16
FEW = 16
"""So many tokens at once give, bit by bit, what they give one after another."""
BLOCK = 64
"""Keys that attention reads at a time."""
KINDS = {"bf16": 0, "int8": 1, "int4": 2}


class _Product(ctypes.Structure):
    _fields_ = (
        ("kind", ctypes.c_int32),
        ("rows", ctypes.c_int32),
        ("columns", ctypes.c_int32),
        ("padded", ctypes.c_int32),
        ("weight", ctypes.c_void_p),
        ("scales", ctypes.c_void_p),
    )


class _Layer(ctypes.Structure):
    _fields_ = (
        ("attention_norm", ctypes.c_void_p),
        ("mlp_norm", ctypes.c_void_p),
        ("qkv", _Product),
        ("out", _Product),
        ("gate_up", _Product),
        ("down", _Product),
    )


class _Model(ctypes.Structure):
    _fields_ = (
        ("hidden", ctypes.c_int32),
        ("inner", ctypes.c_int32),
        ("layers", ctypes.c_int32),
        ("heads", ctypes.c_int32),
        ("kv_heads", ctypes.c_int32),
        ("head_size", ctypes.c_int32),
        ("window", ctypes.c_int32),
        ("eps", ctypes.c_float),
        ("embedding", ctypes.c_void_p),
        ("norm", ctypes.c_void_p),
        ("cosine", ctypes.c_void_p),
        ("sine", ctypes.c_void_p),
        ("cache", ctypes.c_void_p),
        ("head", _Product),
        ("layer", ctypes.c_void_p),
        ("scratch", ctypes.c_void_p),
        ("shared", ctypes.c_void_p),
    )


@cache
def library() -> ctypes.CDLL | None:
    """The kernels, or None where they were not built or the processor is too old for them."""
    for suffix in ("so", "pyd"):
        for path in sorted(Path(__file__).parent.glob(f"_kernels*.{suffix}")):
            try:
                found = ctypes.CDLL(str(path))
            except OSError:
                continue
            # One that was built before the present sources lacks what they have
            if hasattr(found, "kernels_pass") and found.kernels_level() > 0:
                found.kernels_model.restype = ctypes.c_void_p
                return found
    return None


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
        found = library()
        if found is None:
            raise RuntimeError("the kernels are not built")
        self._library = found
        padded = columns + -columns % GROUP
        self._description = _Product(
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
    def description(self) -> _Product:
        """What the kernels are told."""
        return self._description


def pack(kind: str, weight: torch.Tensor, arena: Arena) -> NativeProduct:
    """Quantise a bfloat16 weight (out, in) to "int8" or "int4" by the kernels, on all threads.

    The same as `pack_int8` and `pack_int4`, in seconds for a billion parameters.
    """
    found = library()
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


def describe(product: object) -> _Product | None:
    """What the kernels need to know of a product, or None if they cannot compute it."""
    if isinstance(product, NativeProduct):
        return product.description
    if isinstance(product, Dense):
        weight = product.weight
        rows, columns = weight.shape
        fits = weight.dtype is torch.bfloat16 and columns % LANES == 0 and weight.is_contiguous()
        if fits:
            return _Product(KINDS["bf16"], rows, columns, columns, weight.data_ptr(), None)
    return None


class NativePass:
    """Passes tokens through a whole model in one call; `create` gives None where it cannot.

    Keys and values lie in an order of the kernels' own (csrc/types.h): no other code can read them.
    """

    def __init__(
        self, found: ctypes.CDLL, model: int, threads: int, kept: list[object], vocabulary: int
    ) -> None:
        self._threads = threads
        self._library = found
        self._model = ctypes.c_void_p(model)
        self._kept = kept
        self._vocabulary = vocabulary

    def __call__(self, tokens: list[int], start: int, last: int = 1) -> torch.Tensor:
        """Logits float32 (last, vocabulary) after the last tokens; all keys and values are stored.

        Up to `FEW` rows are computed independently, bit-equal to calls with one token each.
        """
        count = len(tokens)
        logits = torch.empty((last, self._vocabulary), dtype=torch.float32)
        ids = (ctypes.c_int32 * count)(*tokens)
        threads = min(self._threads, torch.get_num_threads())
        pointer = ctypes.c_void_p(logits.data_ptr())
        self._library.kernels_pass(self._model, ids, count, start, pointer, last, threads)
        return logits

    def __del__(self) -> None:
        self._library.kernels_free(self._model)

    @classmethod
    def create(
        cls,
        config: ModelConfig,
        embedding: torch.Tensor,
        norm: torch.Tensor,
        head: object,
        layers: list[tuple[torch.Tensor, torch.Tensor, object, object, object, object]],
        keys_values: torch.Tensor,
        cosine: torch.Tensor,
        sine: torch.Tensor,
    ) -> "NativePass | None":
        """Hand a model to the kernels.

        Args:
            config: its shape.
            embedding: bfloat16 (vocabulary, hidden).
            norm: (hidden).
            head: the product at the end.
            layers: attention norm, mlp norm, qkv, out, gate_up, down of each.
            keys_values: bfloat16 (layers, 2 x kv_heads, window, head_size), the window a multiple
                of `BLOCK`.
            cosine: of each pair's angle, float32 (window, head_size / 2).
            sine: likewise.
        """
        found = library()
        sizes = (config.hidden, config.inner, config.head_size)
        if found is None or any(size % LANES for size in sizes):
            return None
        kept: list[object] = [embedding, keys_values, cosine, sine, head, layers]
        array = (_Layer * len(layers))()
        for place, (attention_norm, mlp_norm, *products) in enumerate(layers):
            norms = [attention_norm.float().contiguous(), mlp_norm.float().contiguous()]
            kept.append(norms)
            described = [describe(product) for product in products]
            if None in described:
                return None
            array[place] = _Layer(*(one.data_ptr() for one in norms), *described)
        last, final = norm.float().contiguous(), describe(head)
        if final is None:
            return None
        kept.append(last)
        threads = torch.get_num_threads()
        model = _Model(
            config.hidden,
            config.inner,
            config.layers,
            config.heads,
            config.kv_heads,
            config.head_size,
            keys_values.shape[2],
            config.norm_eps,
            embedding.data_ptr(),
            last.data_ptr(),
            cosine.data_ptr(),
            sine.data_ptr(),
            keys_values.data_ptr(),
            final,
        )
        pointer = found.kernels_model(ctypes.byref(model), array, threads)
        return cls(found, pointer, threads, kept, config.vocabulary)
