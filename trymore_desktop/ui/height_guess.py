"""About how high a message will be, before its text is laid out."""

from trymore_desktop.core.chat import Role
from trymore_desktop.store.records import MessageRecord

LATIN = 0.37
"""Mean width of a Latin letter in heights of the font; a Han character takes `HAN`."""
HAN = 0.74
LINE = 1.35


def guess_height(record: MessageRecord, width: int, em: float) -> int:
    """Pixels for a column of `width` pixels and a font of height `em`; costs no layout."""
    text = record.content
    letters = len(text)
    han = (len(text.encode("utf-8", "replace")) - letters) / 2
    run = (letters - han) * LATIN + han * HAN
    reply = record.role == Role.ASSISTANT
    lines = run * em / (width * (1.0 if reply else 0.8)) + 0.6 * text.count("\n") + 1
    around = 4.6 if reply else 3.9
    return round((lines * LINE + around) * em)
