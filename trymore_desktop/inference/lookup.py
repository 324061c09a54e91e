"""Prompt lookup: guesses the next tokens from the context, checks them in one pass.

A reply that quotes (code to mend, a text to go over) repeats runs of its context. Decoding is
bound by reading the weights, so a pass over a few tokens costs little more than one token's. A
guess counts only where the token drawn from the model's own logits is the very same; decoders say
in `exact_rows` how many rows of a pass equal single tokens to the last bit. So the text is the
same with and without, for greedy decoding and for any seed. (Saxena 2023, prompt lookup decoding.)
"""

import time
from collections.abc import Callable, Sequence

import torch

GRAM = 3
"""Tokens that must agree before what followed them is guessed again."""
LIKELY = 0.5
"""Share of guesses taken for right before any was tried."""
RATE = 0.15
"""Weight of the newest observation in running means."""
ROW = 0.3
"""Cost of a further row, as a share of a token's, before it was measured."""
REST = 16
"""Occasions that are let pass after guesses did not pay."""
TRIAL = 2
"""How many are guessed to see whether it pays again."""

Extend = Callable[[list[int], int, int], torch.Tensor]
"""(tokens, start, last) -> logits float32 (last, vocabulary); PromptCache.extend."""


class Context:
    """Everything read and said so far, and where each run of `GRAM` tokens was seen last."""

    def __init__(self, ids: Sequence[int]) -> None:
        self._ids: list[int] = []
        self._after: dict[tuple[int, ...], int] = {}
        for token in ids:
            self.add(token)

    def add(self, token: int) -> None:
        """The next token."""
        ids = self._ids
        if len(ids) >= GRAM:
            self._after[tuple(ids[-GRAM:])] = len(ids)
        ids.append(token)

    def guess(self, count: int) -> list[int]:
        """At most `count` tokens that followed when the last ones were seen before."""
        place = self._after.get(tuple(self._ids[-GRAM:]))
        return [] if place is None or count < 1 else self._ids[place : place + count]


class Pace:
    """How many tokens to guess at a time, from what passes cost and how often guesses hold."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._likely = LIKELY
        self._one = 0.0
        self._row = 0.0
        self._rest = 0

    def width(self) -> int:
        """The best number of guesses now; 0 while they do not pay."""
        if self._rest:
            self._rest -= 1
            return 0 if self._rest else min(TRIAL, self._most)
        best = max(range(self._most + 1), key=self._speed)
        if not best and self._most:
            self._rest = REST
        return best

    def passed(self, guesses: int, seconds: float) -> None:
        """A pass over one token and so many guesses took so long."""
        if not guesses:
            self._one = _mean(self._one, seconds)
        elif self._one:
            self._row = _mean(self._row, max(0.0, seconds - self._one) / guesses)

    def judged(self, guesses: int, right: int) -> None:
        """So many of the guesses were right before one was wrong."""
        for good in [1.0] * right + [0.0] * (right < guesses):
            self._likely += RATE * (good - self._likely)

    def _speed(self, width: int) -> float:
        """Expected tokens in the time of a single one."""
        tokens = sum(self._likely**place for place in range(width + 1))
        share = self._row / self._one if self._row and self._one else ROW
        return tokens / (1 + width * share)


def _mean(old: float, new: float) -> float:
    return old + RATE * (new - old) if old else new


class Lookahead:
    """Gives the logits after each token of a reply, some of them before they are asked for."""

    def __init__(self, extend: Extend, prompt: Sequence[int], exact_rows: int) -> None:
        self._extend = extend
        self._context = Context(prompt if exact_rows > 1 else ())
        self._most = exact_rows - 1
        self._pace = Pace(self._most)
        self._guesses: list[int] = []
        self._logits = torch.empty(0)
        self._right = 0

    def after(self, token: int, position: int, room: int) -> torch.Tensor:
        """Logits float32 (1, vocabulary) after `token` at `position`.

        `room`: how many more tokens the reply may have after the next one.
        """
        self._context.add(token)
        right = self._right
        if right < len(self._guesses) and self._guesses[right] == token:
            self._right += 1
        else:
            self._pass(token, position, room)
        return self._logits[self._right][None]

    def _pass(self, token: int, position: int, room: int) -> None:
        if self._guesses:
            self._pace.judged(len(self._guesses), self._right)
        guesses = self._context.guess(min(self._most, room))
        self._guesses = guesses[: self._pace.width()] if guesses else []
        self._right = 0
        count = len(self._guesses)
        began = time.perf_counter()
        self._logits = self._extend([token, *self._guesses], position, 1 + count)
        self._pace.passed(count, time.perf_counter() - began)
