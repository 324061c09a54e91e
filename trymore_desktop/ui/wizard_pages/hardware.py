"""Screen 1: what this computer can run, and which size to make."""

from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QRadioButton

from trymore_desktop.core.hardware import Hardware, Precision
from trymore_desktop.ui.advice import Advice, Fit, advise, advised_size
from trymore_desktop.ui.figures import size_text
from trymore_desktop.ui.hardware_page import HardwareView
from trymore_desktop.ui.widgets import Text, card
from trymore_desktop.ui.wizard_pages.page import Page
from trymore_desktop.ui.wizard_session import WizardSession

SIZES = ("7B", "13B")


class SizeCard(QFrame):
    """One size with its badge and the arithmetic behind it."""

    def __init__(self, size: str) -> None:
        super().__init__()
        self.setProperty("card", "true")
        frame, column = card()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame.setProperty("card", None)
        outer.addWidget(frame)
        self.size_name = size
        self.choice = QRadioButton()
        self.choice.setAccessibleName(f"TryMoreGPT {size}")
        self.badge = Text(bold=True)
        self.arithmetic = Text(0.95, muted=True)
        for part in (self.choice, self.badge, self.arithmetic):
            column.addWidget(part)
        column.addStretch(1)


class HardwarePage(Page):
    """Advice only: both sizes can be chosen."""

    def __init__(self, session: WizardSession) -> None:
        super().__init__(session)
        self._cards = [SizeCard(size) for size in SIZES]
        self._group = QButtonGroup(self)
        line = QHBoxLayout()
        line.setSpacing(14)
        for item in self._cards:
            self._group.addButton(item.choice)
            item.choice.toggled.connect(self._chosen)
            line.addWidget(item, 1)
        self._asked = False
        self._chosen_by_hand = False
        self.view = HardwareView(session.worker)
        self.view.found.connect(self._found)
        self._foot = Text(0.95, muted=True)
        self.column.addLayout(line)
        self.column.addWidget(self.view)
        self.column.addWidget(self._foot)
        self.column.addStretch(1)
        self._show_choice()
        self.retranslate()

    def enter(self) -> None:
        """Look once; Recheck looks again."""
        if not self._asked:
            self._asked = True
            self.view.recheck()

    def _found(self, hardware: Hardware) -> None:
        if not self._chosen_by_hand and not self.session.flow.state.base:
            self.session.flow.choose_size(advised_size(hardware))
            self._show_choice()
        self.retranslate()

    def _show_choice(self) -> None:
        for item in self._cards:
            item.choice.blockSignals(True)
            item.choice.setChecked(item.size_name == self.session.flow.state.size)
            item.choice.blockSignals(False)

    def _chosen(self, checked: bool) -> None:
        if checked:
            self._chosen_by_hand = True
            size = next(item.size_name for item in self._cards if item.choice.isChecked())
            self.session.flow.choose_size(size)
            self.session.refresh()

    def retranslate(self) -> None:
        """Write every text."""
        self.heading.setText(self.tr("What your computer can run"))
        self.intro.setText(
            self.tr("This is advice from what is free right now. You may choose either size.")
        )
        self._foot.setText(self.tr("The real speed is measured after the setup."))
        for item in self._cards:
            item.choice.setText(self.tr("TryMoreGPT {size}").format(size=item.size_name))
            hardware = self.view.hardware
            advice = advise(item.size_name, hardware) if hardware else None
            item.badge.setText(self._badge_text(advice) if advice else "…")
            item.arithmetic.setText(self._arithmetic_text(advice) if advice else "")

    def _badge_text(self, advice: Advice) -> str:
        match advice.fit:
            case Fit.FULL:
                return self.tr("✓ Runs at full precision on your graphics card")
            case Fit.SMALLER if advice.precision is Precision.INT8:
                return self.tr("✓ Runs in 8 bit on your graphics card, good")
            case Fit.SMALLER:
                return self.tr("✓ Runs in 4 bit on your graphics card, slightly less exact")
            case Fit.SHARED:
                return self.tr("• Works, shared between graphics card and processor: slow")
            case Fit.PROCESSOR:
                return self.tr("• Works on the processor: expect a slow reader's pace or less")
            case Fit.TOO_LARGE:
                return self.tr("! Needs more memory than is free now")

    def _arithmetic_text(self, advice: Advice) -> str:
        if advice.precision is Precision.FP16:
            return self.tr("Full precision needs {full}; free now: {available}.").format(
                full=size_text(advice.full), available=size_text(advice.available)
            )
        return self.tr(
            "Full precision needs {full}; {bits} needs {needed}; free now: {available}."
        ).format(
            full=size_text(advice.full),
            bits=self._bits_text(advice.precision),
            needed=size_text(advice.needed),
            available=size_text(advice.available),
        )

    def _bits_text(self, precision: Precision) -> str:
        return self.tr("8 bit") if precision is Precision.INT8 else self.tr("4 bit")
