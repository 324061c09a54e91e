"""The round button that leads back to the end of the conversation."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from trymore_desktop.ui.icons import icon
from trymore_desktop.ui.theme import Theme, theme_of

SIDE = 38
FROM_BELOW = 14


class JumpButton(QToolButton):
    """Floats above the messages while their end is out of view."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("jumpToEnd")
        self.setFixedSize(SIDE, SIDE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_theme(theme_of(parent.palette()))
        self._retranslate()
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Colour the arrow."""
        self.setIcon(icon("down", theme.text))

    def place(self, wanted: bool, size: QSize) -> None:
        """Near the foot of a view of this size, above everything else; or nowhere."""
        self.setVisible(wanted)
        self.move((size.width() - SIDE) // 2, size.height() - SIDE - FROM_BELOW)
        self.raise_()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Jump to the end"))
        self.setToolTip(self.tr("Jump to the end"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
