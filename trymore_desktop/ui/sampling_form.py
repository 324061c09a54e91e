"""Sampling parameters with their explanations, as a form and as the dialog of one conversation."""

import msgspec
from PySide6.QtCore import QEvent, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.ui.presets import (
    PRESETS,
    apply_preset,
    parameter_names,
    parameter_texts,
    preset_name,
    preset_of,
)
from trymore_desktop.ui.styling import resize_with_font
from trymore_desktop.ui.widgets import Text
from trymore_desktop.ui.widgets import button as make_button

WHOLE = {"max_new_tokens": (1, 4096), "top_k": (0, 1000), "seed": (-1, 2**31 - 1)}
PARTS = {
    "temperature": (0.0, 2.0, 0.05),
    "top_p": (0.01, 1.0, 0.01),
    "min_p": (0.0, 1.0, 0.01),
    "repetition_penalty": (0.8, 2.0, 0.01),
}
INDENT = 9
"""Pixels between the edge of a field and its number: border and padding of the style sheet."""
ORDER = (
    *("temperature", "top_p", "top_k", "min_p", "repetition_penalty"),
    *("max_new_tokens", "seed"),
)


class SamplingForm(QWidget):
    """`changed` carries the GenerationConfig after each change by the person."""

    changed = Signal(object)

    def __init__(self, config: GenerationConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.config = config
        self._presets = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._fields: dict[str, QSpinBox | QDoubleSpinBox] = {}
        self._names: dict[str, QLabel] = {}
        self._texts: dict[str, Text] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addLayout(self._make_presets())
        column.addLayout(self._make_grid())
        self.show_config(config)
        self._retranslate()

    def _make_presets(self) -> QHBoxLayout:
        line = QHBoxLayout()
        for name in PRESETS:
            button = make_button(name.capitalize())
            button.setCheckable(True)
            button.clicked.connect(lambda _checked, chosen=name: self._choose(chosen))
            self._presets.addButton(button)
            self._buttons[name] = button
            line.addWidget(button)
        line.addStretch(1)
        return line

    def _make_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(2, 1)
        for row, name in enumerate(ORDER):
            field = _make_field(name)
            field.valueChanged.connect(self._edited)
            label = QLabel()
            label.setBuddy(field)
            self._fields[name], self._names[name] = field, label
            self._texts[name] = Text(0.93, muted=True)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
            grid.addWidget(self._texts[name], row, 2)
        return grid

    def show_config(self, config: GenerationConfig) -> None:
        """Show these parameters."""
        self.config = config
        for name, field in self._fields.items():
            value = getattr(config, name)
            blocker = QSignalBlocker(field)
            field.setValue(-1 if value is None else value)
            blocker.unblock()
        self._mark()

    def _mark(self) -> None:
        preset = preset_of(self.config)
        self._presets.setExclusive(False)
        for name, button in self._buttons.items():
            button.setChecked(name == preset)
        self._presets.setExclusive(True)

    def _choose(self, preset: str) -> None:
        self.show_config(apply_preset(self.config, preset))
        self.changed.emit(self.config)

    @Slot()
    def _edited(self) -> None:
        values: dict[str, float | int | None] = {
            name: round(field.value(), 4) for name, field in self._fields.items()
        }
        values.update({name: self._fields[name].value() for name in WHOLE})
        if values["seed"] == -1:
            values["seed"] = None
        self.config = msgspec.structs.replace(self.config, **values)
        self._mark()
        self.changed.emit(self.config)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        names, texts = parameter_names(), parameter_texts()
        for name, button in self._buttons.items():
            button.setText(preset_name(name))
        for name, field in self._fields.items():
            self._names[name].setText(names[name])
            self._texts[name].setText(texts[name])
            field.setAccessibleName(names[name])
            field.setAccessibleDescription(texts[name])


class SamplingDialog(QDialog):
    """Parameters of one conversation; `used` carries a GenerationConfig, or None for the usual."""

    used = Signal(object)

    def __init__(self, parent: QWidget, config: GenerationConfig) -> None:
        super().__init__(parent)
        self.form = SamplingForm(config)
        self._head = Text(muted=True)
        kinds = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel | kinds.RestoreDefaults)
        self._buttons.accepted.connect(self._use)
        self._buttons.rejected.connect(self.reject)
        self._reset = self._buttons.button(kinds.RestoreDefaults)
        self._reset.clicked.connect(self._use_default)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(14)
        column.addWidget(self._head)
        column.addWidget(self.form)
        column.addStretch(1)
        column.addWidget(self._buttons)
        resize_with_font(self, 680, 480)
        self._retranslate()

    @Slot()
    def _use(self) -> None:
        self.used.emit(self.form.config)
        self.accept()

    @Slot()
    def _use_default(self) -> None:
        self.used.emit(None)
        self.accept()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Style of this conversation"))
        self._head.setText(self.tr("These count for this conversation only."))
        self._reset.setText(self.tr("As in the settings"))


def _make_field(name: str) -> QSpinBox | QDoubleSpinBox:
    field: QSpinBox | QDoubleSpinBox
    if name in WHOLE:
        field = QSpinBox()
        field.setRange(*WHOLE[name])
    else:
        field = QDoubleSpinBox()
        low, high, step = PARTS[name]
        field.setRange(low, high)
        field.setSingleStep(step)
        field.setDecimals(2)
    field.lineEdit().setTextMargins(INDENT, 0, 0, 0)  # it does not heed the style sheet's padding
    field.setKeyboardTracking(False)
    field.setMinimumWidth(110)
    return field
