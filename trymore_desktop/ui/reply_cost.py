"""What a reply costs while it is made: the parts before it was continued count as well."""

import time

from trymore_desktop.core.chat import Usage


class ReplyCost:
    """`before` is what the earlier parts cost, None for a reply that begins."""

    def __init__(self, before: Usage | None) -> None:
        self._before = before
        self._asked = time.perf_counter()
        self._first: tuple[float, int] | None = None
        self._last = (self._asked, 0)

    @property
    def tokens(self) -> int:
        """Of this part so far."""
        return self._last[1]

    def take(self, tokens: int) -> None:
        """Text came; this part has so many tokens now."""
        self._last = (time.perf_counter(), tokens)
        self._first = self._first or self._last

    def total(self, told: Usage | None = None) -> Usage | None:
        """All parts together; `told` is the engine's own count of this one.

        A part that was stopped or cut off is counted and timed here, since the engine tells
        nothing then; what it read stays unknown (0). None if nothing is known of any part.
        """
        part = told or self._seen()
        if self._before is None or part is None:
            return part or self._before
        return self._before.then(part)

    def _seen(self) -> Usage | None:
        if self._first is None:
            return None
        (first, begun), (last, tokens) = self._first, self._last
        speed = (tokens - begun) / (last - first) if last > first else 0.0
        return Usage(
            completion_tokens=tokens,
            generation_tps=speed,
            time_to_first_token=first - self._asked,
        )
