"""The steps of the wizard at its side: done, present, to come."""

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from trymore_desktop.ui.widgets import restyle
from trymore_desktop.ui.wizard_flow import WizardFlow
from trymore_desktop.ui.wizard_state import Screen

WIDTH = 210


class StepList(QFrame):
    """Not for clicking: Back and Next say where one may go."""

    def __init__(self, flow: WizardFlow) -> None:
        super().__init__()
        self.setObjectName("wizardSteps")
        self.setAccessibleName("Steps")
        self.setMinimumWidth(WIDTH)
        self._flow = flow
        brand = QLabel("TryMoreGPT")
        brand.setObjectName("wizardBrand")
        self._labels = {screen: QLabel() for screen in Screen}
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 24, 12, 16)
        column.setSpacing(2)
        column.addWidget(brand)
        for label in self._labels.values():
            column.addWidget(label)
        column.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """Write every step with its mark."""
        steps = self._flow.steps
        now = steps.index(self._flow.screen)
        for screen, label in self._labels.items():
            label.setVisible(screen in steps)
            if screen not in steps:
                continue
            position = steps.index(screen)
            state = "done" if position < now else "current" if position == now else "later"
            mark = "✓" if state == "done" else str(position + 1)
            label.setText(f"{mark}   {self._name(screen)}")
            restyle(label, "state", state)
        current = self._name(self._flow.screen)
        self.setAccessibleDescription(f"{now + 1}/{len(steps)} {current}")

    def _name(self, screen: Screen) -> str:
        return {
            Screen.LANGUAGE: self.tr("Language"),
            Screen.HARDWARE: self.tr("This computer"),
            Screen.BASE: self.tr("LLaMA base"),
            Screen.DELTA: self.tr("TryMoreGPT delta"),
            Screen.TARGET: self.tr("Where to put it"),
            Screen.MERGING: self.tr("Merging"),
            Screen.CHECKING: self.tr("Checking"),
            Screen.FIRST_WORDS: self.tr("First words"),
        }[screen]
