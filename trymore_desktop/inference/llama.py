"""LLaMA's forward pass on torch's kernels, for one sequence.

Keys and values live in one preallocated tensor (layers, 2 x kv_heads, window, head_size); q, k and
v are one product, gate and up another. The arithmetic is that of transformers' LlamaForCausalLM.
"""

import torch
from torch.nn import functional

from trymore_desktop.core.control import Control
from trymore_desktop.inference import kernels
from trymore_desktop.inference.config import ModelConfig
from trymore_desktop.inference.graphs import GraphStep
from trymore_desktop.inference.llama_weights import LlamaWeights
from trymore_desktop.inference.native_pass import FEW, SOME, NativePass
from trymore_desktop.inference.rotary import tables


class LlamaDecoder:
    """Computes logits for tokens at given positions, remembering keys and values.

    Position p may be written again: what lies behind the last written position is ignored.
    """

    def __init__(self, config: ModelConfig, weights: LlamaWeights, window: int) -> None:
        self.window = window
        self.vocabulary = config.vocabulary
        self.device = weights.embedding.device
        self.dtype = weights.embedding.dtype
        self._config = config
        self._weights = weights
        on_cpu = self.device.type == "cpu"
        native = on_cpu and self.dtype is torch.bfloat16 and kernels.library() is not None
        self._pass = NativePass.create(config, weights, window) if native else None
        if self._pass:
            self.cache_bytes = self._pass.keys_values.nbytes
            return
        # torch's attention on a CPU is many times faster in float32 than in bfloat16
        cache_dtype = self.dtype if native or not on_cpu else torch.float32
        shape = (config.layers, 2 * config.kv_heads, window, config.head_size)
        # Zeros: what is not written yet is read as well, and NaN would survive its mask
        self._cache = torch.zeros(shape, dtype=cache_dtype, device=self.device)
        self.cache_bytes = self._cache.nbytes
        self._cos, self._sin = tables(config, window, self.device, self.dtype)
        self._step: GraphStep | None = None
        if self.device.type == "cuda":
            self._step = GraphStep(config, weights, self._cache, self._cos, self._sin)

    @property
    def exact_rows(self) -> int:
        """How many tokens at once give, to the last bit, what they give one after another.

        So they do where logits after more than one are asked for.
        """
        return FEW if self._pass else 1

    @property
    def few_rows(self) -> int:
        """Up to how many tokens at once may have other roundings than more of them have."""
        return SOME if self._pass else 1

    @property
    def memory(self) -> int:
        """Bytes of weights, keys and values."""
        weights = self._weights
        tensors = [weights.embedding, weights.norm, *weights.head.tensors().values()]
        for block in weights.blocks:
            tensors += [block.attention_norm, block.mlp_norm]
            for product in (block.qkv, block.out, block.gate_up, block.down):
                tensors += product.tensors().values()
        unique = {tensor.data_ptr(): tensor.nbytes for tensor in tensors}
        return sum(unique.values()) + self.cache_bytes

    def reusable(self, common: int) -> int:
        """How many of the first `common` positions still hold: all of them."""
        return common

    @torch.inference_mode()
    def forward(
        self, tokens: list[int], start: int, last: int = 1, control: Control | None = None
    ) -> torch.Tensor:
        """Read `tokens` at positions start, start + 1, ...

        Returns:
            float32 (last, vocabulary): the logits after each of the last `last` tokens.

        Raises:
            Interrupted: cancelled through `control`, which is looked at before each layer.
        """
        if self._pass:
            return self._pass(tokens, start, last, control)
        config, count = self._config, len(tokens)
        if count == 1 and self._step:
            return self._step(tokens[0], start)
        end = start + count
        ids = torch.tensor(tokens, device=self.device)
        hidden = functional.embedding(ids, self._weights.embedding)
        cos, sin = self._cos[start:end], self._sin[start:end]
        mask = self._mask(start, count)
        shape = (hidden.shape[-1],)
        for layer, block in enumerate(self._weights.blocks):
            if control:
                control.check()
            normed = functional.rms_norm(hidden, shape, block.attention_norm, config.norm_eps)
            states = block.qkv(normed).view(count, -1, config.head_size)
            self._rotate_and_store(states, layer, cos, sin, start)
            hidden = hidden + block.out(self._attend(states, layer, end, mask))
            normed = functional.rms_norm(hidden, shape, block.mlp_norm, config.norm_eps)
            gate, up = block.gate_up(normed).chunk(2, -1)
            hidden = hidden + block.down(functional.silu(gate).mul_(up))
        normed = functional.rms_norm(hidden[-last:], shape, self._weights.norm, config.norm_eps)
        return self._weights.head(normed).float()

    def _rotate_and_store(
        self, states: torch.Tensor, layer: int, cos: torch.Tensor, sin: torch.Tensor, start: int
    ) -> None:
        """Rotate q and k in place and put k and v into the cache. states: (count, heads, size)."""
        config = self._config
        rotated = states[:, : config.heads + config.kv_heads]
        swapped = rotated.roll(config.head_size // 2, -1).mul_(sin)
        rotated.mul_(cos).add_(swapped)
        keys_values = states[:, config.heads :].transpose(0, 1)
        self._cache[layer, :, start : start + len(states)] = keys_values

    def _attend(
        self, states: torch.Tensor, layer: int, end: int, mask: torch.Tensor | None
    ) -> torch.Tensor:
        """(count, heads x size): each query over the keys up to its own position."""
        config, count = self._config, len(states)
        computed = torch.float32 if self.device.type == "cpu" else self.dtype
        keys = self._cache[layer, None, : config.kv_heads, :end].to(computed)
        values = self._cache[layer, None, config.kv_heads :, :end].to(computed)
        queries = states[:, : config.heads].to(computed)
        if count == 1:
            # The queries that share a key head are to that head like several queries
            grouped = queries.reshape(1, config.kv_heads, -1, config.head_size)
            mixed = functional.scaled_dot_product_attention(grouped, keys, values)
            return mixed.reshape(1, -1).to(self.dtype)
        mixed = functional.scaled_dot_product_attention(
            queries.transpose(0, 1)[None],
            keys,
            values,
            attn_mask=mask,
            is_causal=mask is None,
            enable_gqa=config.heads != config.kv_heads,
        )
        return mixed[0].transpose(0, 1).reshape(count, -1).to(self.dtype)

    def _mask(self, start: int, count: int) -> torch.Tensor | None:
        if count == 1 or start == 0:
            return None
        allowed = torch.ones(count, start + count, dtype=torch.bool, device=self.device)
        return allowed.tril_(start)
