"""Rows of the settings: a name, a control, and a sentence below."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from trymore_desktop.ui.widgets import Text

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_HORIZONTAL = Qt.Orientation.Horizontal
Says = Callable[[], str]


class SettingsPage(QWidget):
    """A column of rows; each row's texts are functions, asked again when the language changes."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: list[Callable[[], None]] = []
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(20)
        self.grid.setVerticalSpacing(6)
        self.grid.setColumnStretch(1, 1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 8, 0)
        self.column.addLayout(self.grid)
        self.column.addStretch(1)

    def title(self) -> str:
        """The page's name in the present language."""
        raise NotImplementedError

    def add(self, control: QWidget, name: str, label: Says, hint: Says | None = None) -> None:
        """A row; `name` is the English accessible name."""
        control.setAccessibleName(name)
        head, below = QLabel(), Text(0.93, muted=True)
        head.setBuddy(control)
        row = self.grid.rowCount()
        if isinstance(control, QCheckBox):
            self.grid.addWidget(control, row, 0, 1, 2)
            below.setIndent(control.sizeHint().height() + 9)
        else:
            self.grid.addWidget(head, row, 0)
            self.grid.addWidget(control, row, 1, _LEFT)
        if hint is not None:
            below_label = (0, 2) if isinstance(control, QCheckBox) else (1, 1)
            self.grid.addWidget(below, row + 1, below_label[0], 1, below_label[1])
        self._add_space()

        def write() -> None:
            target = control if isinstance(control, QCheckBox) else head
            target.setText(label())
            below.setText(hint() if hint else "")
            control.setAccessibleDescription(f"{label()}. {below.text()}".strip())

        write()
        self._texts.append(write)

    def add_below(self, control: QWidget) -> None:
        """Something without a name beside it."""
        self.grid.addWidget(control, self.grid.rowCount(), 1, _LEFT)
        self._add_space()

    def _add_space(self) -> None:
        self.grid.setRowMinimumHeight(self.grid.rowCount(), 8)

    def add_texts(self, write: Callable[[], None]) -> None:
        """Something else to be written in the present language."""
        write()
        self._texts.append(write)

    def rewrite(self) -> None:
        """Write every text anew."""
        for write in self._texts:
            write()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.rewrite()


class ChoiceBox(QComboBox):
    """A choice of (value, text) pairs; `entries` is asked again when the language changes."""

    def __init__(
        self, entries: Callable[[], list[tuple[str, str]]], value: str, take: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._entries = entries
        self._fill(value)
        self.setMinimumWidth(220)
        self.activated.connect(lambda _index: take(self.currentData()))

    def choose(self, value: str) -> None:
        """Show a value."""
        self.setCurrentIndex(max(0, self.findData(value)))

    def _fill(self, value: str) -> None:
        blocker = QSignalBlocker(self)
        self.clear()
        for data, text in self._entries():
            self.addItem(text, data)
        self.choose(value)
        blocker.unblock()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._fill(self.currentData())


def switch(value: bool, take: Callable[[bool], None]) -> QCheckBox:
    """A yes or no."""
    box = QCheckBox()
    box.setChecked(value)
    box.toggled.connect(take)
    return box


def line(value: str, take: Callable[[str], None]) -> QLineEdit:
    """A short text."""
    field = QLineEdit(value)
    field.setMinimumWidth(320)
    field.editingFinished.connect(lambda: take(field.text().strip()))
    return field


def slider(low: int, high: int, step: int, value: int, take: Callable[[int], None]) -> QSlider:
    """A number in steps."""
    made = QSlider(_HORIZONTAL)
    made.setRange(low, high)
    made.setSingleStep(step)
    made.setPageStep(step * 2)
    made.setTickInterval(step)
    made.setMinimumWidth(260)
    made.setValue(value)
    made.valueChanged.connect(lambda number: take(round(number / step) * step))
    return made
