"""The ids that replies were generated as, so that the next prompt repeats them exactly."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from trymore_desktop.inference.detokenize import whole_text
from trymore_desktop.prompting.tokenizer import Tokenizer

REMEMBERED = 512
MAX_TRIM = 64


class Replies:
    """Remembers the last replies by their text; may be used from several threads."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._ids: OrderedDict[str, tuple[int, ...]] = OrderedDict()
        self._lock = Lock()

    def remember(self, text: str, ids: Sequence[int]) -> None:
        """Keep `ids` for a reply shown as `text`; ids behind the end of the text are dropped."""
        kept = list(ids)
        for _ in range(MAX_TRIM):
            if not kept or whole_text(self._tokenizer, kept) == text:
                break
            kept.pop()
        if not kept or whole_text(self._tokenizer, kept) != text:
            return
        with self._lock:
            self._ids[text] = tuple(kept)
            self._ids.move_to_end(text)
            if len(self._ids) > REMEMBERED:
                self._ids.popitem(last=False)

    def known(self, text: str) -> tuple[int, ...] | None:
        """The ids of a reply, or None if it was not generated here."""
        with self._lock:
            return self._ids.get(text)
