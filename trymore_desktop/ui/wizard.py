"""The frame of the wizard: steps at the side, one screen, Back and the way on."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.step_list import StepList
from trymore_desktop.ui.widgets import Text, button
from trymore_desktop.ui.wizard_pages.base import BasePage
from trymore_desktop.ui.wizard_pages.checking import CheckingPage
from trymore_desktop.ui.wizard_pages.delta import DeltaPage
from trymore_desktop.ui.wizard_pages.first_words import FirstWordsPage
from trymore_desktop.ui.wizard_pages.hardware import HardwarePage
from trymore_desktop.ui.wizard_pages.language import LanguagePage
from trymore_desktop.ui.wizard_pages.merging import MergingPage
from trymore_desktop.ui.wizard_pages.page import Forward, Page
from trymore_desktop.ui.wizard_pages.target import TargetPage
from trymore_desktop.ui.wizard_session import WizardSession
from trymore_desktop.ui.wizard_state import Screen
from trymore_desktop.worker import EngineWorker

ROOM_FOR_STEPS = 110
"""Width of the wizard, in average characters, from which the steps are shown beside the page."""


class Wizard(QWidget):
    """Makes a model and says where it is; may be closed at any time and goes on where it was.

    `settings.current` are the Settings, `settings.update(**changes)` changes and saves them. The
    worker must be started; the wizard never stops it.
    """

    finished = Signal(str)
    """The folder of the model that the person wants to chat with; it is loaded."""
    look_around = Signal()
    """The person wants to see the window first."""
    closed = Signal()
    """The wizard was closed without an end."""
    background = Signal()
    """The merge goes on while the person uses the window; `progress_changed` tells how far."""
    progress_changed = Signal(int)
    """Percent of a merge that runs, or -1 when it has ended in whatever way."""
    merged = Signal(str)
    """A merge is complete in this folder; the check and the first words are still to come."""
    model_changed = Signal(object)
    """The engine holds another model now: its ModelInfo, or None while it is being replaced."""
    language_chosen = Signal(str)

    def __init__(
        self, worker: EngineWorker, settings: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("wizard")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = WizardSession(worker, settings)
        self.session.changed.connect(self._show_state)
        self.session.moved.connect(self._show_screen)
        self.session.language_chosen.connect(self.language_chosen)
        self.session.look_around.connect(self.look_around)
        self._make_pages()
        self._build()
        self._present: Page | None = None
        self._focus_waits = False
        self.resize(980, 720)
        self.retranslate()
        self._show_screen()

    def _make_pages(self) -> None:
        session = self.session
        merging = MergingPage(session)
        merging.progress_changed.connect(self._merge_progressed)
        merging.background.connect(self.background)
        merging.merged.connect(self.merged)
        first_words = FirstWordsPage(session)
        first_words.model_changed.connect(self.model_changed)
        self.pages: dict[Screen, Page] = {
            Screen.LANGUAGE: LanguagePage(session),
            Screen.HARDWARE: HardwarePage(session),
            Screen.BASE: BasePage(session),
            Screen.DELTA: DeltaPage(session),
            Screen.TARGET: TargetPage(session),
            Screen.MERGING: merging,
            Screen.CHECKING: CheckingPage(session),
            Screen.FIRST_WORDS: first_words,
        }
        self._merging = merging

    def _build(self) -> None:
        self._steps = StepList(self.session.flow)
        self._stack = QStackedWidget()
        self._places: dict[Page, QWidget] = {}
        for page in self.pages.values():
            self._stack.addWidget(self._scrolling(page))
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        right.addWidget(self._footer())
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._steps)
        line.addLayout(right, 1)

    def _scrolling(self, page: Page) -> QScrollArea:
        area = QScrollArea()
        area.setObjectName("wizardScroll")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        self._places[page] = area
        return area

    def _footer(self) -> QWidget:
        footer = QFrame()
        footer.setObjectName("wizardFooter")
        self.back_button = button("Back")
        self.back_button.clicked.connect(self._go_back)
        self.later_button = button("Finish later", "link")
        self.later_button.clicked.connect(self._leave)
        self._hint = Text(0.95, muted=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.next_button = button("Next", primary=True)
        self.merge_button = button("Merge", primary=True)
        self.chat_button = button("Start chatting", primary=True)
        line = QHBoxLayout(footer)
        line.setContentsMargins(44, 14, 44, 16)
        line.setSpacing(14)
        line.addWidget(self.back_button)
        line.addWidget(self.later_button)
        line.addWidget(self._hint, 1)
        self._forward = {
            Forward.NEXT: self.next_button,
            Forward.MERGE: self.merge_button,
            Forward.CHAT: self.chat_button,
        }
        for made in self._forward.values():
            made.clicked.connect(self._go_forward)
            line.addWidget(made)
        QShortcut(QKeySequence("Alt+Left"), self, self._go_back)
        QShortcut(QKeySequence("Alt+Right"), self, self._go_forward)
        return footer

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self.pages[self.session.flow.screen]

    def merging(self) -> bool:
        """Whether a merge runs now."""
        return self._merging.running

    def suspend(self) -> None:
        """Before the program ends: pause a merge and keep where we are."""
        self._merging.suspend()
        if self._present:
            self._present.leave()
        self.session.save()

    def _show_screen(self) -> None:
        page = self.page
        if self._present and self._present is not page:
            self._present.leave()
        self._present = page
        self._stack.setCurrentWidget(self._places[page])
        self._steps.retranslate()
        page.enter()
        page.retranslate()
        self._show_state()
        self._take_focus()

    def _take_focus(self) -> None:
        self._focus_waits = False
        first = self.page.first_focus()
        if first:
            first.setFocus()
            return
        for made in (*self._forward.values(), self.back_button):
            if made.isVisible() and made.isEnabled():
                # The way on may work in a moment: then the keyboard belongs there.
                self._focus_waits = made is self.back_button
                made.setFocus()
                return

    def _show_state(self) -> None:
        flow, page = self.session.flow, self.page
        for forward, made in self._forward.items():
            made.setVisible(page.forward is forward)
            made.setEnabled(flow.blocker() is None)
            if made.isVisible() and made.isEnabled() and self._focus_waits:
                self._focus_waits = False
                if self.back_button.hasFocus():
                    made.setFocus()
        self.back_button.setVisible(flow.screen is not flow.steps[0])
        self.back_button.setEnabled(flow.can_go_back())
        aside = flow.screen is Screen.LANGUAGE or self._merging.running
        self.later_button.setVisible(not aside)
        self._hint.setText(page.hint())
        self._show_title()

    def _show_title(self) -> None:
        title = self.tr("Set up TryMoreGPT")
        if self._merging.running:
            title = self.tr("{percent} % – Set up TryMoreGPT").format(
                percent=self._merging.progress.percent
            )
        self.setWindowTitle(title)

    def _merge_progressed(self, percent: int) -> None:
        self._show_title()
        self.progress_changed.emit(percent)

    def _leave(self) -> None:
        self.session.save()
        self.look_around.emit()

    def _go_back(self) -> None:
        if self.session.flow.can_go_back():
            self.session.flow.back()
            self.session.refresh()

    def _go_forward(self) -> None:
        flow = self.session.flow
        if flow.blocker() is not None or self.page.forward is Forward.NONE:
            return
        if flow.screen is flow.steps[-1] and flow.screen is Screen.FIRST_WORDS:
            self._finish()
        else:
            self.page.forwarded()

    def _finish(self) -> None:
        model = self.session.flow.state.model
        self.page.leave()
        self.session.remember_model(model)
        self.session.flow.finished()
        self.session.settings.update(setup_done=True)
        self.session.refresh()
        self.finished.emit(model)

    def retranslate(self) -> None:
        """Write every text of the frame."""
        self.back_button.setText(self.tr("Back"))
        self.later_button.setText(self.tr("Finish later"))
        self.next_button.setText(self.tr("Next"))
        self.merge_button.setText(self.tr("Merge"))
        self.chat_button.setText(self.tr("Start chatting"))
        self._steps.retranslate()
        self._show_state()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """What is hidden cannot take the keyboard: Qt gave it to the first button."""
        super().showEvent(event)
        self._take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The page comes before the list of steps where both do not fit."""
        super().resizeEvent(event)
        needed = ROOM_FOR_STEPS * self.fontMetrics().averageCharWidth()
        self._steps.setVisible(self.width() >= needed)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter presses the button that has the keyboard, as Space does."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            focused, QPushButton
        ):
            focused.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Closing loses nothing."""
        self.suspend()
        self.closed.emit()
        super().closeEvent(event)
