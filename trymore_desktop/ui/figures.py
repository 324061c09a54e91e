"""Numbers as people read them: sizes, rates, the time left, a tensor's place in the model."""

import re
from collections import deque

import msgspec

UNITS = (("GB", 10**9), ("MB", 10**6), ("kB", 10**3), ("B", 1))


def size_text(size: int) -> str:
    """13476831232 -> "13.5 GB" (powers of ten, as drives are sold)."""
    unit, factor = _unit(size)
    return f"{_number(size / factor, unit)} {unit}"


def portion_text(done: int, total: int) -> tuple[str, str]:
    """7.9 and 13.5 GB of the same unit: ("7.9", "13.5 GB")."""
    unit, factor = _unit(total)
    return _number(done / factor, unit), f"{_number(total / factor, unit)} {unit}"


def rate_text(rate: float) -> str:
    """8.53 -> "8.5", 532.2 -> "532", 6224.6 -> "6,225": as exact as it can be felt."""
    return f"{rate:.1f}" if rate < 100 else f"{rate:,.0f}"


def _unit(size: int) -> tuple[str, int]:
    return next((unit for unit in UNITS if size >= unit[1]), UNITS[-1])


def _number(value: float, unit: str) -> str:
    return f"{value:.0f}" if unit in ("B", "kB") or value >= 1000 else f"{value:.1f}"


class RateMeter:
    """Bytes a second over the last seconds, and the time left, smoothed so that it does not jump.

    `now` is any clock in seconds that only grows.
    """

    WINDOW = 5.0
    PATIENCE = 3.0
    SMOOTHING = 0.3

    def __init__(self) -> None:
        self._points: deque[tuple[float, int]] = deque()
        self._start: float | None = None
        self._left: float | None = None
        self._left_at = 0.0

    def update(self, done: int, total: int, now: float) -> None:
        """Take how far the work is."""
        if self._points and done < self._points[-1][1]:
            self._points.clear()
            self._start = self._left = None
        if self._start is None:
            self._start = now
        self._points.append((now, done))
        while len(self._points) > 2 and now - self._points[1][0] >= self.WINDOW:
            self._points.popleft()
        self._smooth(total - done, now)

    @property
    def rate(self) -> float:
        """Bytes a second, 0 while unknown."""
        if len(self._points) < 2:
            return 0.0
        (first, begin), (last, end) = self._points[0], self._points[-1]
        return (end - begin) / (last - first) if last > first else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the end, None in the first seconds and while nothing moves."""
        return self._left

    def _smooth(self, remaining: int, now: float) -> None:
        rate = self.rate
        if self._start is None or now - self._start < self.PATIENCE or rate <= 0:
            return
        estimate = remaining / rate
        if self._left is None:
            self._left = estimate
        else:
            expected = max(0.0, self._left - (now - self._left_at))
            self._left = expected + self.SMOOTHING * (estimate - expected)
        self._left_at = now


class TensorPlace(msgspec.Struct, frozen=True):
    """Where a tensor sits; `part` is attention, mlp, norm, embedding, output or other.

    `layer` counts from 1, 0 for a tensor outside of the layers.
    """

    part: str
    layer: int = 0


_LAYER = re.compile(r"\blayers\.(\d+)\.")
_PARTS = (
    ("attention", ("self_attn", "attention.w", "rotary")),
    ("norm", ("norm",)),
    ("mlp", ("mlp", "feed_forward")),
    ("embedding", ("embed", "tok_embeddings")),
    ("output", ("lm_head", "output.weight")),
)


def tensor_place(name: str) -> TensorPlace:
    """model.layers.16.self_attn.q_proj.weight -> attention in layer 17."""
    found = _LAYER.search(name)
    layer = int(found.group(1)) + 1 if found else 0
    for part, signs in _PARTS:
        if any(sign in name for sign in signs):
            return TensorPlace(part, layer)
    return TensorPlace("other", layer)
