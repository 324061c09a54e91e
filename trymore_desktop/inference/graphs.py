"""One decode step on CUDA as a captured graph: a single launch instead of some hundred.

Captured by torch itself, without Triton, so it works on Windows too. A graph reads a fixed number
of positions, hence one for each length up to the window, captured when first needed.
"""

from typing import Any

import torch
from torch.nn import functional

from trymore_desktop.inference.config import ModelConfig
from trymore_desktop.inference.llama_weights import LlamaWeights

SHORTEST = 256
WARM_UPS = 3


class GraphStep:
    """Decodes one token at a time. Tensors are those of the decoder, shared with its long passes.

    Args:
        config: the model's shape.
        weights: on one CUDA device.
        cache: (layers, 2 x kv_heads, window, head_size).
        cos: (window, 1, head_size).
        sin: likewise, its first half negated.
    """

    def __init__(
        self,
        config: ModelConfig,
        weights: LlamaWeights,
        cache: torch.Tensor,
        cos: torch.Tensor,
        sin: torch.Tensor,
    ) -> None:
        self._config, self._weights = config, weights
        self._cache, self._cos, self._sin = cache, cos, sin
        self._window = cache.shape[2]
        self._token = torch.zeros(1, dtype=torch.int64, device=cache.device)
        self._position = torch.zeros(1, dtype=torch.int64, device=cache.device)
        self._graphs: dict[int, tuple[torch.cuda.CUDAGraph, torch.Tensor]] = {}
        self._pool: Any = None

    @torch.inference_mode()
    def __call__(self, token: int, position: int) -> torch.Tensor:
        """Logits float32 (1, vocabulary), valid until the next call."""
        length = self._length(position + 1)
        if length not in self._graphs:
            self._graphs[length] = self._capture(length, position)
        graph, logits = self._graphs[length]
        self._token.fill_(token)
        self._position.fill_(position)
        graph.replay()
        return logits

    def _length(self, needed: int) -> int:
        length = SHORTEST
        while length < needed:
            length *= 2
        return min(length, self._window)

    def _capture(self, length: int, position: int) -> tuple[torch.cuda.CUDAGraph, torch.Tensor]:
        # The trial runs write only where the real one is about to write
        self._position.fill_(position)
        stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(WARM_UPS):
                self._compute(length)
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool):
            logits = self._compute(length)
        self._pool = self._pool or graph.pool()
        return graph, logits

    def _compute(self, length: int) -> torch.Tensor:
        """The step over the first `length` positions, those behind the present one masked."""
        config, weights = self._config, self._weights
        hidden = functional.embedding(self._token, weights.embedding)
        cos = self._cos.index_select(0, self._position)
        sin = self._sin.index_select(0, self._position)
        places = torch.arange(length, device=self._cache.device)
        mask = (places <= self._position)[None]
        shape = (config.hidden,)
        for layer, block in enumerate(weights.blocks):
            normed = functional.rms_norm(hidden, shape, block.attention_norm, config.norm_eps)
            states = block.qkv(normed).view(1, -1, config.head_size)
            rotated = states[:, : config.heads + config.kv_heads]
            swapped = rotated.roll(config.head_size // 2, -1) * sin
            rotated.mul_(cos).add_(swapped)
            new = states[:, config.heads :].transpose(0, 1)
            self._cache[layer].index_copy_(1, self._position, new)
            grouped = states[:, : config.heads].reshape(1, config.kv_heads, -1, config.head_size)
            mixed = functional.scaled_dot_product_attention(
                grouped,
                self._cache[layer, None, : config.kv_heads, :length],
                self._cache[layer, None, config.kv_heads :, :length],
                attn_mask=mask,
            )
            hidden = hidden + block.out(mixed.reshape(1, -1))
            normed = functional.rms_norm(hidden, shape, block.mlp_norm, config.norm_eps)
            gate, up = block.gate_up(normed).chunk(2, -1)
            hidden = hidden + block.down(functional.silu(gate) * up)
        normed = functional.rms_norm(hidden, shape, weights.norm, config.norm_eps)
        return weights.head(normed).float()
