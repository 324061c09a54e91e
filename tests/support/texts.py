"""What a window says: its visible texts, and a language in which each of them is marked."""

from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget


class Marked(QTranslator):
    """Translates everything by putting it into brackets: what is not marked was not asked for."""

    def translate(
        self, _context: str, text: str, _note: str | None = None, _count: int = -1
    ) -> str:
        return f"⟦{text}⟧"

    def isEmpty(self) -> bool:  # noqa: N802
        return False


def visible_texts(root: QWidget) -> list[str]:
    """Of labels, buttons and empty fields."""
    labels = [item.text() for item in root.findChildren(QLabel) if item.isVisible()]
    buttons = [item.text() for item in root.findChildren(QAbstractButton) if item.isVisible()]
    fields = [item.placeholderText() for item in root.findChildren(QLineEdit) if item.isVisible()]
    return labels + buttons + fields
