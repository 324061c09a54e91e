"""What each screen of the wizard is."""

from enum import StrEnum

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from trymore_desktop.ui.widgets import Text
from trymore_desktop.ui.wizard_session import WizardSession

WIDTH = 680
"""Logical pixels: longer lines are hard to read."""


class Forward(StrEnum):
    """The button that leads on from a screen."""

    NEXT = "next"
    MERGE = "merge"
    CHAT = "chat"
    NONE = "none"


class Page(QWidget):
    """A heading, a sentence, and what the screen decides; `retranslate` writes every text."""

    forward = Forward.NEXT

    def __init__(self, session: WizardSession) -> None:
        super().__init__()
        self.setObjectName("wizardPage")
        self.session = session
        self.heading = Text(1.75, bold=True)
        self.intro = Text(1.05, muted=True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(44, 36, 44, 28)
        self.column.setSpacing(14)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.intro)
        self.column.addSpacing(6)

    def enter(self) -> None:
        """The screen is shown now."""

    def leave(self) -> None:
        """Another screen is shown now, or the wizard is closed."""

    def retranslate(self) -> None:
        """Write every text in the language of now, from what is known now."""

    def forwarded(self) -> None:
        """The forward button was pressed."""
        self.session.flow.next()
        self.session.refresh()

    def first_focus(self) -> QWidget | None:
        """Where the keyboard begins; None is the way on."""
        return None

    def hint(self) -> str:
        """Why the forward button does not work yet, in words, or an empty string."""
        return ""

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No height of its own: what wraps tells the height at its width, its narrowest misleads.

        The area around would offer to scroll what fits.
        """
        return QSize(super().minimumSizeHint().width(), 0)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
