"""Counts the next prompt's tokens while the person types, one question at a time."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.core.events import Final, TokensCounted
from trymore_desktop.engine.protocol import CountTokens
from trymore_desktop.ui.prompt import Prompt
from trymore_desktop.worker import EngineWorker

DELAY = 150
"""Milliseconds of quiet before a count."""


class ContextCounter(QObject):
    """`counted` carries the TokensCounted and the Prompt that it belongs to."""

    counted = Signal(object, object)

    def __init__(
        self,
        worker: EngineWorker,
        question: Callable[[], tuple[Prompt, GenerationConfig] | None],
        parent: QObject | None = None,
    ) -> None:
        """`question` gives what to count now, or None while there is nobody to count."""
        super().__init__(parent)
        self._worker = worker
        self._question = question
        self._asked: Prompt | None = None
        self._again = False
        self._timer = QTimer(self, singleShot=True, interval=DELAY)
        self._timer.timeout.connect(self._ask)

    @Slot()
    def refresh(self) -> None:
        """Something that counts has changed."""
        self._timer.start()

    @Slot()
    def _ask(self) -> None:
        if self._asked is not None:
            self._again = True
            return
        question = self._question()
        if question is None:
            return
        self._asked, config = question
        request = self._worker.submit(CountTokens(self._asked.messages, config))
        request.ended.connect(self._answered)

    @Slot(object)
    def _answered(self, event: Final) -> None:
        prompt, self._asked = self._asked, None
        if isinstance(event, TokensCounted) and prompt is not None:
            self.counted.emit(event, prompt)
        if self._again:
            self._again = False
            self._ask()
