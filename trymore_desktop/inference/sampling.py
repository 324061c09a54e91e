"""The next token from the logits; all filters run on the logits' device."""

import math

import torch

from trymore_desktop.core.chat import GenerationConfig

COLDEST = 1e-4
"""Temperatures below it are zero: the quotient of a logit would leave float32."""
PENALTIES = (0.01, 100.0)
"""Repetition penalties that leave logits finite."""
CANDIDATES = 512
"""How many of the likeliest tokens are looked at before a full sort is worth its time."""


class Sampler:
    """Draws tokens by one configuration; the same seed draws the same from the same logits.

    The order is that of transformers: repetition penalty, temperature, top-k, top-p, min-p.
    """

    def __init__(
        self, config: GenerationConfig, seen: torch.Tensor, vocabulary: int, drawn: int = 0
    ) -> None:
        """`seen` holds the prompt's ids, which the repetition penalty counts too.

        `drawn` tokens of this reply were drawn before: it goes on as if it had not paused.
        """
        self._config = config
        self._random = torch.Generator()
        if config.seed is None:
            self._random.seed()
        else:
            self._random.manual_seed(config.seed % 2**63)
            for _ in range(drawn):
                self._uniform()
        self._penalised: torch.Tensor | None = None
        if config.repetition_penalty != 1.0:
            self._penalised = torch.zeros(vocabulary, dtype=torch.bool, device=seen.device)
            self._penalised[seen[seen < vocabulary]] = True

    @property
    def greedy(self) -> bool:
        """Whether the likeliest token is always taken."""
        return self._config.temperature < COLDEST or self._config.top_k == 1

    def sample(self, logits: torch.Tensor) -> int:
        """Draw one token. `logits`: float32 (vocabulary)."""
        if self._penalised is not None:
            logits = self._penalise(logits, self._penalised)
        token = int(logits.argmax()) if self.greedy else self._draw(logits)
        if self._penalised is not None:
            self._penalised[token] = True
        return token

    def _penalise(self, logits: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
        """Keskar et al. 2019, CTRL: divide positive and multiply negative logits."""
        penalty = self._config.repetition_penalty
        return torch.where(
            seen, torch.where(logits > 0, logits / penalty, logits * penalty), logits
        )

    def _draw(self, logits: torch.Tensor) -> int:
        config = self._config
        scaled = logits / config.temperature
        if config.top_k <= 0 and config.top_p >= 1:
            probabilities = scaled.softmax(0)
            if config.min_p > 0:
                probabilities = probabilities * (
                    probabilities >= config.min_p * probabilities.max()
                )
            return self._pick(probabilities)
        best, tokens = self._candidates(scaled)
        return int(tokens[self._pick(best)])

    def _candidates(self, scaled: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Probabilities, descending, and ids of the tokens that pass the filters."""
        size = scaled.numel()
        wanted = min(self._config.top_k, size) if self._config.top_k > 0 else size
        count = min(wanted, CANDIDATES)
        values, tokens = scaled.topk(count)
        # top-p counts mass among the tokens that top-k leaves
        total = torch.logsumexp(values if wanted == count else scaled.topk(wanted)[0], 0)
        probabilities = (values - total).exp()
        top_p = self._config.top_p
        if count < wanted and (top_p >= 1 or float(probabilities.sum()) < top_p):
            values, tokens = scaled.topk(wanted)
            probabilities = (values - total).exp()
        if top_p < 1:
            before = probabilities.cumsum(0) - probabilities
            keep = before < max(top_p, 0.0)
            keep[0] = True
            probabilities = probabilities * keep
        if self._config.min_p > 0:
            probabilities = probabilities * (probabilities >= self._config.min_p * probabilities[0])
        return probabilities, tokens

    def _pick(self, weights: torch.Tensor) -> int:
        """Draw an index in proportion to `weights` by inverting their running sum."""
        uniform = self._uniform()
        # 32,000 additions in float32 would shift the tail
        running = weights.double().cumsum(0) if weights.device.type != "mps" else weights.cumsum(0)
        place = int(torch.searchsorted(running, uniform * float(running[-1]), right=True))
        return min(place, int(weights.nonzero()[-1]))

    def _uniform(self) -> float:
        return float(torch.rand((), generator=self._random, dtype=torch.float64))


def check_config(config: GenerationConfig) -> bool:
    """Whether every parameter is a number that sampling can use."""
    return (
        config.max_new_tokens > 0
        and all(
            math.isfinite(value)
            for value in (
                config.temperature,
                config.top_p,
                config.min_p,
                config.repetition_penalty,
            )
        )
        and config.min_p <= 1
        and PENALTIES[0] <= config.repetition_penalty <= PENALTIES[1]
    )
