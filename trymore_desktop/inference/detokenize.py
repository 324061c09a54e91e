"""Token ids to text while they arrive: whole characters only, and the same text in the end."""

import codecs
from collections.abc import Sequence

from trymore_desktop.prompting.tokenizer import Tokenizer


class Detokenizer:
    """Turns one reply's ids into text.

    The space that the tokenizer puts before a text is dropped once, at the beginning. Bytes that
    do not yet make a character wait. `before` holds the ids of a reply that is being continued.
    """

    def __init__(self, tokenizer: Tokenizer, before: Sequence[int] = ()) -> None:
        self._tokenizer = tokenizer
        self._decoder = codecs.getincrementaldecoder("utf-8")(tokenizer.utf8_errors)
        self._at_start = tokenizer.strips_space
        for token in before:
            self.add(token)

    def add(self, token: int) -> str:
        """The text that became complete with this token."""
        data = self._tokenizer.id_to_bytes(token)
        if self._at_start and data:
            self._at_start = False
            data = data.removeprefix(b" ")
        return self._decoder.decode(data)


def whole_text(tokenizer: Tokenizer, ids: Sequence[int]) -> str:
    """The text of `ids` without the character that is cut off at its end, if one is."""
    detokenizer = Detokenizer(tokenizer)
    return "".join(map(detokenizer.add, ids))
