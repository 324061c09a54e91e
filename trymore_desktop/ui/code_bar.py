"""What lies on top of a code block: its language, and Copy."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from trymore_desktop.ui.icons import icon
from trymore_desktop.ui.theme import Theme

SHOWN_MS = 1600


class CodeBar(QWidget):
    """Copies exactly the code that `show_code` was given."""

    copied = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("codeBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._code = ""
        self._language = ""
        self._label = QLabel(self)
        self._label.setProperty("muted", True)
        self._button = QToolButton(self)
        self._button.setObjectName("quiet")
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setIcon(icon("copy", theme.muted))
        self._button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._button.clicked.connect(self._copy)
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(SHOWN_MS)
        self._back.timeout.connect(self._retranslate)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 4, 0)
        row.addWidget(self._label)
        row.addStretch()
        row.addWidget(self._button)
        self._retranslate()

    @property
    def button(self) -> QToolButton:
        """The Copy button, for the order of the Tab key."""
        return self._button

    def show_code(self, code: str, language: str) -> None:
        """What Copy gives, and the label."""
        self._code = code
        if language != self._language:
            self._language = language
            self._retranslate()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._code)
        self._button.setText(self.tr("Copied"))
        self._back.start()
        self.copied.emit()

    def _retranslate(self) -> None:
        self._label.setText(self._language or self.tr("code"))
        self._button.setText(self.tr("Copy"))
        self._button.setAccessibleName(self.tr("Copy code"))
        self._button.setToolTip(self.tr("Copy this code"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
