"""A label that is there only while it has something to say."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


def show_words(
    label: QLabel | None, parent: QWidget, text: str, name: str, kind: str = "quiet"
) -> QLabel | None:
    """Show `text` in `label`, made if need be; without a text the label goes.

    `name` and `kind` are what the style sheet knows it by.
    """
    if not text:
        if label is not None:
            label.hide()
            label.setParent(None)
            label.deleteLater()
        return None
    if label is None:
        label = QLabel(parent)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if label.property("kind") != kind:
        label.setProperty("kind", kind)
        label.style().unpolish(label)
        label.style().polish(label)
    label.setText(text)
    label.show()
    return label
