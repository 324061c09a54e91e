"""A line above the composer: an earlier message is being edited, or a message waits."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from trymore_desktop.ui.icons import icon
from trymore_desktop.ui.live_frame import LiveFrame
from trymore_desktop.ui.theme import theme_of


class Strip(LiveFrame):
    """`cancelled` is emitted when the person gives up what it shows."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editing = False
        self._queued = ""
        self._label = QLabel()
        self._label.setProperty("muted", True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._close = QToolButton()
        self._close.setAccessibleName("Cancel editing")
        self._close.clicked.connect(self.cancelled)
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 0, 6, 2)
        line.addWidget(self._label, 1)
        line.addWidget(self._close)
        self._colour()
        self.hide()

    def show_editing(self, editing: bool) -> None:
        """Say that an earlier message is being edited, or no longer."""
        self._editing = editing
        self._retranslate()

    def show_queued(self, text: str) -> None:
        """Say which message waits; empty for none."""
        self._queued = text
        self._retranslate()

    def _retranslate(self) -> None:
        if self._editing:
            self._label.setText(self.tr("Editing an earlier message: sending makes a new branch"))
            self._close.setToolTip(self.tr("Cancel editing"))
        elif self._queued:
            first = " ".join(self._queued.split())[:200]
            self._label.setText(self.tr("Waits for this reply: {text}").format(text=first))
            self._close.setToolTip(self.tr("Take it back"))
        self._close.setAccessibleDescription(self._close.toolTip())
        self.setVisible(self._editing or bool(self._queued))

    def _colour(self) -> None:
        self._close.setIcon(icon("close", theme_of(self.palette()).muted))
