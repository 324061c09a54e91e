"""One reply: prefill what is new, then a token at a time until it ends."""

import math
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import torch

from trymore_desktop.core.chat import FinishReason, GenerationConfig, Usage
from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Progress, TextDelta
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.detokenize import Detokenizer
from trymore_desktop.inference.lookup import Lookahead
from trymore_desktop.inference.sampling import Sampler
from trymore_desktop.inference.stopping import StopStrings
from trymore_desktop.prompting.tokenizer import Tokenizer

SMALLEST_CHUNK = 32
"""Tokens of the first chunk, and of all on a slow machine; fewer waste the processor."""
LARGEST_CHUNK = 1024
CHUNK_SECONDS = 0.2
"""How long a chunk of prefill may take: nothing can be cancelled inside one."""


class Decoder(Protocol):
    """What the fast path and the general one have in common."""

    window: int
    vocabulary: int
    device: torch.device

    @property
    def memory(self) -> int:
        """Bytes in use."""

    def forward(
        self, tokens: list[int], start: int, last: int = 1, control: Control | None = None
    ) -> torch.Tensor:
        """Logits float32 (last, vocabulary) after `tokens` at `start`.

        Raises:
            Interrupted: cancelled through `control`, where it can stop inside.
        """

    def reusable(self, common: int) -> int:
        """How many of the first `common` positions still hold."""


class PromptCache:
    """Knows which ids the decoder's keys and values belong to."""

    def __init__(self, decoder: Decoder) -> None:
        self.decoder = decoder
        self._ids: list[int] = []
        self._rate = 0.0
        self._answered: tuple[list[int], torch.Tensor] = ([], torch.empty(0))

    @property
    def empty(self) -> bool:
        """Whether nothing was read yet."""
        return not self._ids

    def clear(self) -> None:
        """Forget everything, as after a failure in the middle of a pass."""
        self._ids = []
        self._answered = ([], torch.empty(0))

    def prefill(
        self, ids: list[int], control: Control
    ) -> Generator[Progress, None, tuple[torch.Tensor, int]]:
        """Read what the cache does not hold yet of a prompt, in chunks.

        The same prompt again, for another reply, gives the very same logits.

        Returns:
            The logits float32 (1, vocabulary) after the prompt, and how many ids were reused.

        Raises:
            Interrupted: the person cancelled; the chunks read so far stay in the cache.
        """
        report = Reporter(control, "prefill", len(ids), "tokens")
        if ids == self._answered[0] and self.decoder.reusable(self._common(ids)) == len(ids):
            yield from report(len(ids))
            return self._answered[1], len(ids)
        common = self.decoder.reusable(min(self._common(ids), len(ids) - 1))
        done = common
        logits = torch.empty(0)
        while done < len(ids):
            yield from report(done)
            chunk = ids[done : done + self._chunk(len(ids) - done)]
            begin = time.perf_counter()
            logits = self.extend(chunk, done, control=control)
            if len(chunk) >= SMALLEST_CHUNK:
                self._rate = len(chunk) / (time.perf_counter() - begin)
            done += len(chunk)
        yield from report(done)
        # A copy: decoders may write the next logits to the same place
        self._answered = (list(ids), logits.clone())
        return logits, common

    def extend(
        self, tokens: list[int], start: int, last: int = 1, control: Control | None = None
    ) -> torch.Tensor:
        """Pass tokens through the decoder and remember that it holds them.

        Raises:
            Interrupted: cancelled through `control`; none of them counts as read.
        """
        if start < len(self._answered[0]):
            self._answered = ([], torch.empty(0))
        del self._ids[start:]
        logits = self.decoder.forward(tokens, start, last, control)
        self._ids += tokens
        return logits

    def _common(self, ids: list[int]) -> int:
        """How many ids at the beginning are the same; halving compares thousands at once."""
        low, high = 0, min(len(self._ids), len(ids))
        while low < high:
            middle = (low + high + 1) // 2
            if self._ids[low:middle] == ids[low:middle]:
                low = middle
            else:
                high = middle - 1
        return low

    def _chunk(self, left: int) -> int:
        """How many of the tokens that are left to read now."""
        chunk = LARGEST_CHUNK
        if self.decoder.device.type != "cuda":
            chunk = max(SMALLEST_CHUNK, min(chunk, int(self._rate * CHUNK_SECONDS)))
        # A few are computed in another way, with other roundings, which should not depend on
        # how fast the machine happens to be
        few = getattr(self.decoder, "few_rows", 1)
        return left if left <= chunk + few else chunk


@dataclass
class Reply:
    """A reply as it grows: `text` is what was shown, `ids` what was generated."""

    ids: list[int] = field(default_factory=list)
    text: str = ""
    reason: FinishReason = FinishReason.LENGTH
    usage: Usage = field(default_factory=Usage)


def generate(
    cache: PromptCache,
    tokenizer: Tokenizer,
    prompt: list[int],
    before: list[int],
    config: GenerationConfig,
    eos_ids: tuple[int, ...],
    control: Control,
    reply: Reply,
) -> Iterator[Progress | TextDelta]:
    """Fill `reply`, telling each piece of text as it becomes certain.

    Args:
        cache: of the decoder.
        tokenizer: the model's.
        prompt: all ids up to here, `before` included.
        before: the ids at the end of `prompt` that belong to the reply being continued.
        config: how to sample and where to stop.
        eos_ids: tokens that end a reply.
        control: read before each token and each chunk.
        reply: is complete when the iterator ends, and true up to here if it is interrupted.

    Raises:
        TryMoreError: `logits_not_finite`, the model computes what is no number.
        Interrupted: the person cancelled.
    """
    began = time.perf_counter()
    logits, cached = yield from cache.prefill(prompt, control)
    first = time.perf_counter()
    seen = torch.tensor(prompt, device=logits.device)
    sampler = Sampler(config, seen, logits.shape[-1], len(before))
    detokenizer = Detokenizer(tokenizer, before)
    stops = StopStrings(config.stop)
    ahead = Lookahead(cache.extend, prompt, getattr(cache.decoder, "exact_rows", 1))
    limit = min(config.max_new_tokens, cache.decoder.window - len(prompt))
    for count in range(1, limit + 1):
        control.check()
        token = sampler.sample(logits[-1])
        if math.isnan(logits[-1, token]):
            raise TryMoreError("logits_not_finite")
        if token in eos_ids:
            reply.reason = FinishReason.STOP
            break
        reply.ids.append(token)
        text = stops.feed(detokenizer.add(token))
        if stops.found:
            reply.reason = FinishReason.STOP
        elif count == limit:
            text += stops.flush()
        if text:
            reply.text += text
            yield TextDelta(text, count)
        if stops.found:
            break
        if count < limit:
            logits = ahead.after(token, len(prompt) + count - 1, limit - count - 1)
    rest = stops.flush()
    if rest:
        reply.text += rest
        yield TextDelta(rest, len(reply.ids))
    reply.usage = _usage(len(prompt), cached, len(reply.ids), began, first)


def _usage(prompt: int, cached: int, generated: int, began: float, first: float) -> Usage:
    now = time.perf_counter()
    return Usage(
        prompt_tokens=prompt,
        cached_tokens=cached,
        completion_tokens=generated,
        prompt_tps=(prompt - cached) / max(first - began, 1e-9),
        generation_tps=generated / max(now - first, 1e-9),
        time_to_first_token=first - began,
    )
