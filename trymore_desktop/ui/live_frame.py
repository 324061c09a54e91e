"""A frame whose words follow the language, and whose pictures follow the theme."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame


class LiveFrame(QFrame):
    """Says when; its heirs know how."""

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow language and theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _retranslate(self) -> None:
        raise NotImplementedError

    def _colour(self) -> None:
        raise NotImplementedError
