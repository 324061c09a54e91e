"""Error and finding codes in words: what happened, why, and what mends it.

Each area has its table beside this file. The texts are English sources of the translation files in
`resources/translations`; `QT_TRANSLATE_NOOP` marks them for lupdate and returns the text.
"""

from collections.abc import Callable, Iterable

import msgspec

from trymore_desktop.errors import Param
from trymore_desktop.messages import (
    engine,
    inference,
    merge,
    models,
    runtime,
    store,
    training,
    window,
)
from trymore_desktop.messages.reasons import REASONS
from trymore_desktop.messages.table import CONTEXT, Explanation

TABLE: dict[str, Explanation] = {
    **engine.TABLE,
    **merge.TABLE,
    **models.TABLE,
    **inference.TABLE,
    **runtime.TABLE,
    **store.TABLE,
    **training.TABLE,
    **window.TABLE,
}

_FULL_WIDTH_MARKS = "。！？；：）"

Translate = Callable[[str, str], str]
"""(context, English source) -> text in the person's language."""


def untranslated(_context: str, source: str) -> str:
    """The English source as it is."""
    return source


class Words(msgspec.Struct, frozen=True):
    """An explanation with its placeholders filled, in the person's language."""

    what: str
    why: str
    mend: str

    def __str__(self) -> str:
        return "\n".join(part for part in (self.what, self.why, self.mend) if part)


def side_by_side(sentences: Iterable[str]) -> str:
    """Sentences on one line; a full-width mark at the end of one brings its own space."""
    text = ""
    for sentence in filter(None, sentences):
        gap = "" if not text or text[-1] in _FULL_WIDTH_MARKS else " "
        text += gap + sentence
    return text


def explain(code: str, params: dict[str, Param], translate: Translate = untranslated) -> Words:
    """Put a code into words; an unknown code gets the general words for a fault of the program."""
    explanation = TABLE.get(code, TABLE["unexpected"])
    fill = _Fill(params, code=code)
    if fill.get("reason") in REASONS:
        fill["reason"] = translate(CONTEXT, str(fill["reason"]))

    def words(source: str) -> str:
        return translate(CONTEXT, source).format_map(fill) if source else ""

    return Words(words(explanation.what), words(explanation.why), words(explanation.mend))


class _Fill(dict[str, Param]):
    """Leaves an unknown placeholder readable instead of failing inside an error message."""

    def __init__(self, params: dict[str, Param], code: str) -> None:
        super().__init__(params)
        self.setdefault("code", code)

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
