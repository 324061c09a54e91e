"""What an empty conversation shows: a greeting and a question of each of the four kinds."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget


def QT_TRANSLATE_NOOP(_context: str, source: str) -> str:  # noqa: N802 - the name lupdate looks for
    """Mark a text for lupdate; it is translated when it is shown."""
    return source


class Sample(NamedTuple):
    """English sources of a card's title and of the question that it asks."""

    title: str
    text: str


SAMPLES = (
    Sample(
        QT_TRANSLATE_NOOP("Welcome", "Work something out"),
        QT_TRANSLATE_NOOP(
            "Welcome",
            "The cafeteria had 23 apples. If they used 20 to make lunch and bought 6 more, how "
            "many apples do they have?",
        ),
    ),
    Sample(
        QT_TRANSLATE_NOOP("Welcome", "Play a role"),
        QT_TRANSLATE_NOOP("Welcome", "You are a husky now. What did you do today?"),
    ),
    Sample(
        QT_TRANSLATE_NOOP("Welcome", "Write code"),
        QT_TRANSLATE_NOOP(
            "Welcome",
            "Write two sum in Python: given a list of numbers and a target, return the positions "
            "of the two numbers that add up to the target.",
        ),
    ),
    Sample(
        QT_TRANSLATE_NOOP("Welcome", "Explain a proverb"),
        QT_TRANSLATE_NOOP(
            "Welcome", "What does the proverb “The early bird catches the worm” mean?"
        ),
    ),
)


NARROW = 12
"""Heights of the font: a card of less width is not read well."""


class SampleCard(QPushButton):
    """A button with a title and the question below it."""

    def __init__(self, sample: Sample, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sampleCard")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.sample = sample
        self._title = QLabel(self)
        self._title.setProperty("heading", True)
        self._text = QLabel(self)
        self._text.setProperty("muted", True)
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._text, 1)
        for label in (self._title, self._text):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def question(self) -> str:
        """The question in the language of the window."""
        return QCoreApplication.translate("Welcome", self.sample.text)

    def retranslate(self) -> None:
        """Show the present language."""
        title = QCoreApplication.translate("Welcome", self.sample.title)
        self._title.setText(title)
        self._text.setText(self.question)
        self.setAccessibleName(title)
        self.setAccessibleDescription(self.question)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As its layout wants."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrow: a wider minimum makes layouts ask for the height at that width."""
        layout = self.layout()
        return layout.minimumSize() if layout is not None else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """The question breaks into lines."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """What its layout needs."""
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else 0


class Welcome(QWidget):
    """`sample_chosen` carries the question of the card that was pressed."""

    sample_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = QLabel(self)
        self._title.setObjectName("welcomeTitle")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title.setWordWrap(True)
        self._text = QLabel(self)
        self._text.setProperty("muted", True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 24, 0, 24)
        column.addStretch(2)
        column.addWidget(self._title)
        column.addSpacing(4)
        column.addWidget(self._text)
        column.addSpacing(28)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        column.addLayout(self._grid)
        column.addStretch(3)
        self.cards = [SampleCard(sample, self) for sample in SAMPLES]
        for card in self.cards:
            card.clicked.connect(self._choose)
        self._columns = 0
        self.arrange(0)
        self._retranslate()

    def arrange(self, width: int) -> None:
        """Put the cards side by side in pairs, or below each other where they would be narrow."""
        columns = 2 if width >= 2 * NARROW * self.fontMetrics().height() else 1
        if columns == self._columns:
            return
        self._columns = columns
        for index, card in enumerate(self.cards):
            self._grid.addWidget(card, index // columns, index % columns)
        for place in (0, 1):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)

    def _choose(self) -> None:
        card = self.sender()
        if isinstance(card, SampleCard):
            self.sample_chosen.emit(card.question)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("What shall we talk about?"))
        self._text.setText(
            self.tr("Everything is answered on this computer. Nothing you write leaves it.")
        )
        for card in self.cards:
            card.retranslate()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
