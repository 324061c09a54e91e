"""Stop strings: text at which a reply ends, never shown even in part."""

from collections.abc import Sequence


class StopStrings:
    """Lets text through until a stop string appears, holding back what may be the start of one."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        self._held = ""
        self.found = False

    def feed(self, text: str) -> str:
        """The part of all text so far that can be shown now; sets `found` at a stop string."""
        if self.found or not self._stops:
            return "" if self.found else text
        text = self._held + text
        places = [text.find(stop) for stop in self._stops if stop in text]
        if places:
            self.found, self._held = True, ""
            return text[: min(places)]
        held = self._held_length(text)
        self._held = text[len(text) - held :]
        return text[: len(text) - held]

    def flush(self) -> str:
        """What was held back, once it is known that nothing follows."""
        held, self._held = self._held, ""
        return held

    def _held_length(self, text: str) -> int:
        longest = max(map(len, self._stops)) - 1
        for length in range(min(longest, len(text)), 0, -1):
            end = text[-length:]
            if any(stop.startswith(end) for stop in self._stops):
                return length
        return 0
