"""A whole pass of a LLaMA over one or many tokens in one call of the kernels (csrc/pass.inc)."""

import ctypes
from dataclasses import dataclass

import torch

from trymore_desktop.core.control import Control
from trymore_desktop.errors import Interrupted
from trymore_desktop.inference import kernels, native, rotary
from trymore_desktop.inference.arena import zeros
from trymore_desktop.inference.config import ModelConfig
from trymore_desktop.inference.linear import Linear
from trymore_desktop.inference.llama_weights import Block, LlamaWeights
from trymore_desktop.inference.native import LANES, ProductDescription
from trymore_desktop.inference.quantize import GROUP

FEW = 16
"""So many tokens at once, the logits after more than one asked for, are computed exactly as one
after another."""
SOME = 24
"""Up to so many, bfloat16 has other roundings than beyond; the same as in csrc/types.h."""
BLOCK = 128
"""Keys that attention reads at a time."""


class _Layer(ctypes.Structure):
    _fields_ = (
        ("attention_norm", ctypes.c_void_p),
        ("mlp_norm", ctypes.c_void_p),
        ("qkv", ProductDescription),
        ("out", ProductDescription),
        ("gate_up", ProductDescription),
        ("down", ProductDescription),
    )


class _Model(ctypes.Structure):
    _fields_ = (
        ("hidden", ctypes.c_int32),
        ("inner", ctypes.c_int32),
        ("layers", ctypes.c_int32),
        ("heads", ctypes.c_int32),
        ("kv_heads", ctypes.c_int32),
        ("head_size", ctypes.c_int32),
        ("eps", ctypes.c_float),
        ("embedding", ctypes.c_void_p),
        ("norm", ctypes.c_void_p),
        ("cosine", ctypes.c_void_p),
        ("sine", ctypes.c_void_p),
        ("keys", ctypes.c_void_p),
        ("scales", ctypes.c_void_p),
        ("values", ctypes.c_void_p),
        ("head", ProductDescription),
        ("layer", ctypes.c_void_p),
        ("scratch", ctypes.c_void_p),
        ("shared", ctypes.c_void_p),
    )


@dataclass(frozen=True)
class KeysValues:
    """What is remembered of the tokens read, in an order of the kernels' own (csrc/types.h).

    `keys` and `values` are bfloat16 (window / `BLOCK` rounded up, layers, kv_heads, `BLOCK`,
    head_size): so memory is touched as a conversation grows. Or they are bytes, with `scales`
    float32 (window / `BLOCK`, layers, kv_heads, head_size / 64 rounded up + 1, `BLOCK`).
    """

    keys: torch.Tensor
    scales: torch.Tensor | None
    values: torch.Tensor

    @classmethod
    def create(cls, config: ModelConfig, window: int, in_bytes: bool) -> "KeysValues":
        """Zeros for `window` tokens: what is not written yet is read as well and counts nothing."""
        heads = (-(-window // BLOCK), config.layers, config.kv_heads)
        shape, scales = (*heads, BLOCK, config.head_size), -(-config.head_size // GROUP) + 1
        return cls(
            keys=zeros(shape, torch.uint8 if in_bytes else torch.bfloat16),
            scales=zeros((*heads, scales, BLOCK), torch.float32) if in_bytes else None,
            values=zeros(shape, torch.int8 if in_bytes else torch.bfloat16),
        )

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""
        scales = 0 if self.scales is None else self.scales.nbytes
        return self.keys.nbytes + scales + self.values.nbytes


def kept_in_bytes(head: Linear) -> bool:
    """Whether a model with this product at its end keeps keys and values in bytes: if packed."""
    return isinstance(head, native.NativeProduct)


class NativePass:
    """Passes tokens through a whole model in one call; `create` gives None where it cannot."""

    def __init__(
        self,
        model: int,
        keys_values: KeysValues,
        kept: list[object],
        vocabulary: int,
        found: ctypes.CDLL,
    ) -> None:
        self.keys_values = keys_values
        self._threads = torch.get_num_threads()
        self._library = found
        self._model = ctypes.c_void_p(model)
        self._kept = kept
        self._vocabulary = vocabulary

    def __call__(
        self, tokens: list[int], start: int, last: int = 1, control: Control | None = None
    ) -> torch.Tensor:
        """Logits float32 (last, vocabulary) after the last tokens; all keys and values are stored.

        Up to `FEW` rows are computed independently, bit-equal to calls with one token each, if
        `last` is more than 1.

        Raises:
            Interrupted: cancelled between two layers; up to `FEW` rows may end before that.
        """
        count = len(tokens)
        logits = torch.empty((last, self._vocabulary), dtype=torch.float32)
        ids = (ctypes.c_int32 * count)(*tokens)
        threads = min(self._threads, torch.get_num_threads())
        pointer = ctypes.c_void_p(logits.data_ptr())
        raised = ctypes.byref(control.raised) if control else None
        if self._library.kernels_pass(
            self._model, ids, count, start, pointer, last, threads, raised
        ):
            raise Interrupted
        return logits

    def __del__(self) -> None:
        self._library.kernels_free(self._model)

    @classmethod
    def create(cls, config: ModelConfig, weights: LlamaWeights, window: int) -> "NativePass | None":
        """Hand a model to the kernels, with memory for `window` tokens.

        Embeddings and dense products have to be bfloat16.
        """
        found = kernels.library()
        head = native.describe(weights.head)
        sizes = (config.hidden, config.inner, config.head_size)
        if found is None or head is None or any(size % LANES for size in sizes):
            return None
        norms = [weights.norm, *(n for b in weights.blocks for n in (b.attention_norm, b.mlp_norm))]
        norms = [norm.float().contiguous() for norm in norms]
        layers = (_Layer * len(weights.blocks))()
        for at, block in enumerate(weights.blocks):
            layer = _layer(block, norms[1 + 2 * at :])
            if layer is None:
                return None
            layers[at] = layer
        keys_values = KeysValues.create(config, window, kept_in_bytes(weights.head))
        scales = keys_values.scales
        cosine, sine = rotary.angles(config, window)
        model = _Model(
            config.hidden,
            config.inner,
            config.layers,
            config.heads,
            config.kv_heads,
            config.head_size,
            config.norm_eps,
            weights.embedding.data_ptr(),
            norms[0].data_ptr(),
            cosine.data_ptr(),
            sine.data_ptr(),
            keys_values.keys.data_ptr(),
            None if scales is None else scales.data_ptr(),
            keys_values.values.data_ptr(),
            head,
        )
        pointer = found.kernels_model(ctypes.byref(model), layers, torch.get_num_threads())
        kept: list[object] = [weights, norms, cosine, sine]
        return cls(pointer, keys_values, kept, config.vocabulary, found)


def _layer(block: Block, norms: list[torch.Tensor]) -> _Layer | None:
    products = [native.describe(one) for one in (block.qkv, block.out, block.gate_up, block.down)]
    if None in products:
        return None
    return _Layer(norms[0].data_ptr(), norms[1].data_ptr(), *products)
