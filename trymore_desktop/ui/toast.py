"""A short word at the lower edge that goes away by itself, with one thing that can be done."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

VISIBLE_FOR = 9000
"""Milliseconds; it stays while the pointer or the focus is on it."""


class Toast(QFrame):
    """Lies over `parent`; a new word replaces the old one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._button = QPushButton()
        self._button.setAccessibleName("Undo")
        self._action: Callable[[], None] | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 8, 10, 8)
        line.setSpacing(12)
        line.addWidget(self._text)
        line.addWidget(self._button)
        self._timer = QTimer(self, singleShot=True, interval=VISIBLE_FOR)
        self._timer.timeout.connect(self._time_is_up)
        self._button.clicked.connect(self._act)
        parent.installEventFilter(self)
        self.hide()

    def say(self, text: str, label: str = "", action: Callable[[], None] | None = None) -> None:
        """Show `text`, and a button `label` that calls `action`."""
        self._text.setText(text)
        self._action = action
        self._button.setText(label)
        self._button.setVisible(action is not None)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @Slot()
    def _act(self) -> None:
        action, self._action = self._action, None
        self.hide()
        if action is not None:
            action()

    @Slot()
    def _time_is_up(self) -> None:
        if self.underMouse() or self._button.hasFocus():
            self._timer.start()
        else:
            self.hide()

    def _place(self) -> None:
        area = self._ground.rect()
        self.move((area.width() - self.width()) // 2, area.height() - self.height() - 16)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay at the lower edge."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
