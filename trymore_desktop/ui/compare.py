"""One question to two models, side by side; the better answer can become a conversation.

The engine holds one model at a time, so they answer one after the other; the model that was in use
before is loaded again at the end.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from trymore_desktop.core.chat import FinishReason, Message, Role
from trymore_desktop.core.events import Failed, Final, Finished, ModelLoaded, TextDelta
from trymore_desktop.engine.protocol import Generate, LoadModel
from trymore_desktop.ui.answer_view import AnswerView
from trymore_desktop.ui.figures import rate_text
from trymore_desktop.ui.job import Job
from trymore_desktop.ui.rendering.style import TextStyle
from trymore_desktop.ui.styling import resize_with_font
from trymore_desktop.ui.widgets import Text, button, row
from trymore_desktop.ui.words import failure_words

if TYPE_CHECKING:
    from trymore_desktop.ui.main_window import MainWindow


class Side(QWidget):
    """One model and its answer."""

    def __init__(self, name: str, style: TextStyle) -> None:
        super().__init__()
        self.choice = QComboBox()
        self.choice.setAccessibleName(f"{name} model")
        self.answer = AnswerView(style, f"{name} answer")
        self.keep = button(f"Keep {name.lower()} answer")
        self.note = Text(0.93, muted=True)
        self.finished: Finished | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.choice)
        column.addWidget(self.answer, 1)
        column.addWidget(self.note)
        column.addWidget(self.keep)
        self.clear()

    def clear(self) -> None:
        """Before it is asked."""
        self.finished = None
        self.answer.clear()
        self.note.setText("")
        self.keep.setEnabled(False)

    @property
    def text(self) -> str:
        """The answer so far, as Markdown."""
        return self.answer.text

    def add(self, text: str) -> None:
        """More of the answer."""
        self.answer.add(text)

    def end(self, note: str, finished: Finished | None) -> None:
        """The answer has ended; None if not by itself."""
        self.finished = finished
        self.answer.finish()
        self.note.setText(note)
        self.keep.setEnabled(bool(self.text.strip()))


class CompareDialog(QDialog):
    """Asks the left model, then the right one."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        self._job = Job(window.worker, self)
        self._job.text_arrived.connect(self._text_arrived)
        self._job.ended.connect(self._ended)
        self._before = window.models.path if window.models.ready else ""
        self._asked = -1
        self._question = QPlainTextEdit(window.composer.text)
        self._question.setAccessibleName("Question")
        self._question.setTabChangesFocus(True)
        self._question.setMaximumHeight(90)
        self.sides = (Side("Left", window.pane.text_style), Side("Right", window.pane.text_style))
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Comparison progress")
        self._bar.setRange(0, 0)
        self._bar.hide()
        self._ask = button("Ask both", primary=True)
        self._stop = button("Stop comparing")
        self._close = button("Close")
        self._ask.clicked.connect(self._begin)
        self._stop.clicked.connect(self._give_up)
        self._close.clicked.connect(self.reject)
        for side in self.sides:
            side.keep.clicked.connect(lambda _checked, kept=side: self._keep(kept))
            side.answer.link_clicked.connect(window.dialogs.ask_about_link)
        self._fill_choices()
        self._lay_out()
        self._show_running(running=False)
        self._retranslate()

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(14)
        for side in self.sides:
            middle.addWidget(side, 1)
        bottom = row(self._bar)
        for made in (self._close, self._stop, self._ask):
            bottom.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._question)
        column.addLayout(middle, 1)
        column.addLayout(bottom)
        resize_with_font(self, 920, 620)

    def _fill_choices(self) -> None:
        known = [model for model in self._window.models.known() if model.present]
        for place, side in enumerate(self.sides):
            for model in known:
                side.choice.addItem(model.name, model.path)
            side.choice.setCurrentIndex(min(place, len(known) - 1))

    def _show_running(self, running: bool) -> None:
        self._bar.setVisible(running)
        self._stop.setVisible(running)
        self._ask.setEnabled(not running and self.sides[0].choice.count() > 0)
        for side in self.sides:
            side.choice.setEnabled(not running)

    @Slot()
    def _begin(self) -> None:
        if not self._question.toPlainText().strip() or self._window.chat.generating:
            return
        for side in self.sides:
            side.clear()
        self._window.models.adopt(None)
        self._asked = 0
        self._show_running(running=True)
        self._load()

    def _load(self) -> None:
        side = self.sides[self._asked]
        side.note.setText(self.tr("Loading…"))
        settings = self._window.preferences.current
        path = side.choice.currentData()
        self._job.start(LoadModel(path, settings.device, settings.precision))

    def _generate(self) -> None:
        chat = self._window.chat
        self.sides[self._asked].note.setText(self.tr("Answering…"))
        messages = [Message(Role.USER, self._question.toPlainText().strip())]
        if chat.system:
            messages.insert(0, Message(Role.SYSTEM, chat.system))
        self._job.start(Generate(tuple(messages), chat.generation_config))

    @Slot(object)
    def _text_arrived(self, event: TextDelta) -> None:
        self.sides[self._asked].add(event.text)

    @Slot(object)
    def _ended(self, event: Final) -> None:
        side = self.sides[self._asked]
        if isinstance(event, ModelLoaded):
            self._generate()
            return
        if isinstance(event, Finished):
            side.end(self._cost(event), event)
        elif isinstance(event, Failed):
            side.end(str(failure_words(event)), None)
        else:
            words = QCoreApplication.translate("MessageView", "You stopped this reply.")
            side.end(words, None)
        if self._asked == 0 and isinstance(event, Finished | Failed):
            self._asked = 1
            self._load()
        else:
            self._finish()

    def _cost(self, event: Finished) -> str:
        speed = rate_text(event.usage.generation_tps)
        text = self.tr("{tokens} tokens, {speed} tokens/s").format(
            tokens=event.usage.completion_tokens, speed=speed
        )
        if event.reason is not FinishReason.LENGTH:
            return text
        cut = QCoreApplication.translate("MessageView", "ended at the longest length allowed")
        return f"{text} · {cut}"

    def _finish(self) -> None:
        self._show_running(running=False)
        self._window.models.load(self._before or self.sides[1].choice.currentData())

    @Slot()
    def _give_up(self) -> None:
        self._job.cancel()

    def _keep(self, side: Side) -> None:
        self._window.chat.keep_exchange(
            self._question.toPlainText().strip(),
            side.text,
            side.choice.currentText(),
            side.finished,
        )
        self.accept()

    def done(self, result: int) -> None:
        """Closing ends what runs and gives the window its model back."""
        if self._job.running:
            self._job.drop()
            self._finish()
        super().done(result)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Ask two models"))
        self._question.setPlaceholderText(self.tr("A question for both models"))
        self._ask.setText(self.tr("Ask both"))
        self._stop.setText(self.tr("Stop"))
        self._close.setText(self.tr("Close"))
        for side in self.sides:
            side.keep.setText(self.tr("Go on with this answer"))
            side.choice.setToolTip(self.tr("The model that answers here"))
            side.choice.setPlaceholderText(self.tr("No model"))
