"""Text without any marks, written into a QTextDocument in turns: a person may paste a book."""

import time

from PySide6.QtGui import QTextCursor, QTextDocument

from trymore_desktop.ui.rendering.style import TextStyle

SLICE = 3_000
"""Characters inserted at once."""


class PlainWriter:
    """Writes `text` into an empty document; `write` works until a deadline."""

    def __init__(self, document: QTextDocument, style: TextStyle, text: str) -> None:
        self._document = document
        self._style = style
        self._text = text
        self._done = 0
        QTextCursor(document).setBlockFormat(style.paragraph(below=0.0))

    @property
    def written(self) -> bool:
        """Whether everything stands in the document."""
        return self._done == len(self._text)

    def write(self, seconds: float = 60.0) -> bool:
        """Work for about so many seconds; True when everything is written."""
        deadline = time.perf_counter() + seconds
        cursor = QTextCursor(self._document)
        while not self.written:
            end = min(len(self._text), self._done + SLICE)
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(self._text[self._done : end], self._style.body)
            self._done = end
            if time.perf_counter() >= deadline:
                break
        return self.written
