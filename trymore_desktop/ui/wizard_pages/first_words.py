"""Screen 7: the model is loaded, says something in both languages, and is judged by it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QProgressBar

from trymore_desktop.core.chat import GenerationConfig, Message, Role
from trymore_desktop.core.events import (
    Cancelled,
    Failed,
    Finished,
    ModelLoaded,
    Progress,
    TextDelta,
)
from trymore_desktop.core.hardware import ModelInfo
from trymore_desktop.engine.protocol import Generate, LoadModel
from trymore_desktop.messages import Words, side_by_side
from trymore_desktop.ui.figures import portion_text, size_text
from trymore_desktop.ui.judgement import Sign
from trymore_desktop.ui.widgets import Note, Text, button, row
from trymore_desktop.ui.wizard_pages.answer_card import AnswerCard
from trymore_desktop.ui.wizard_pages.page import Forward, Page
from trymore_desktop.ui.wizard_session import WizardSession
from trymore_desktop.ui.wizard_state import Journey, Screen
from trymore_desktop.ui.words import failure_words

QUESTIONS = (
    ("zh", "你好，你是谁？"),
    ("en", "Hello! Who are you?"),
)
"""Asked word for word in every language of the window. Any chat model has an answer to them, the
demo's included; they show whether it speaks, not what it knows."""
CONFIG = GenerationConfig(max_new_tokens=96, temperature=0.0, seed=0)


class FirstWordsPage(Page):
    """Load, ask in Chinese, ask in English, judge; then chat."""

    forward = Forward.CHAT
    model_changed = Signal(object)

    def __init__(self, session: WizardSession) -> None:
        super().__init__(session)
        self._model: ModelInfo | None = None
        self._failure: Failed | None = None
        self._progress: Progress | None = None
        self._asking = -1
        self._job = session.job(self)
        self._job.progressed.connect(self._progressed)
        self._job.text_arrived.connect(self._text_arrived)
        self._job.ended.connect(self._ended)
        session.worker.state_changed.connect(self._engine_changed)
        self.bar = QProgressBar()
        self.bar.setObjectName("wizardProgress")
        self.bar.setAccessibleName("Load progress")
        self.bar.setTextVisible(False)
        self._state = Text(muted=True)
        self.stop = button("Stop first words")
        self.stop.clicked.connect(self._job.cancel)
        self._again = button("Try again")
        self._again.clicked.connect(self._load)
        self._other_base = button("Choose another base")
        self._other_base.clicked.connect(self._choose_base)
        self.cards = [AnswerCard(language, question) for language, question in QUESTIONS]
        self.verdict = Note()
        self._foot = Text(0.95, muted=True)
        for part in (self.bar, self._state, *self.cards, self.verdict, self._foot):
            self.column.addWidget(part)
        self.column.addLayout(row(self.stop, self._again, self._other_base))
        self.column.addStretch(1)
        self.retranslate()

    def enter(self) -> None:
        """Load at once, but not behind the back of a person who is chatting meanwhile."""
        shown = self.isVisible() and self.session.flow.screen is Screen.FIRST_WORDS
        if shown and not self._job.running and not self.session.flow.loaded:
            self._load()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The wizard came back from the background."""
        super().showEvent(event)
        self.enter()

    def leave(self) -> None:
        """The model stays loaded; an answer under way is not needed."""
        self._job.drop()

    def _load(self) -> None:
        settings = self.session.settings.current
        self._model = self._failure = self._progress = None
        self._asking = -1
        self.session.flow.loaded = False
        for item in self.cards:
            item.clear()
        self.model_changed.emit(None)
        path = self.session.flow.state.model
        self._job.start(LoadModel(path, settings.device, settings.precision))
        self.session.refresh(save=False)
        self.retranslate()

    def _ask_next(self) -> None:
        self._asking += 1
        if self._asking < len(self.cards):
            self.cards[self._asking].thinking = True
            question = self.cards[self._asking].question_text
            self._job.start(Generate((Message(Role.USER, question),), CONFIG))

    def _progressed(self, event: Progress) -> None:
        self._progress = event
        self.retranslate()

    def _text_arrived(self, event: TextDelta) -> None:
        self.cards[self._asking].add(event.text)

    def _ended(self, event: object) -> None:
        if isinstance(event, ModelLoaded):
            self._model = event.model
            self.session.flow.loaded = True
            self.model_changed.emit(event.model)
            self._ask_next()
        elif isinstance(event, Finished):
            self.cards[self._asking].finish(event)
            self._ask_next()
        elif isinstance(event, Failed):
            self._failure = event
        elif isinstance(event, Cancelled) and self._model:
            self.cards[self._asking].thinking = False
            self._ask_next()
        self.session.refresh(save=False)
        self.retranslate()

    def _engine_changed(self, state: str) -> None:
        if self._model and state in ("restarting", "lost"):
            self._model = None
            self.session.flow.loaded = False
            self.session.refresh(save=False)
            self.retranslate()

    def _choose_base(self) -> None:
        self.session.flow.choose_own()
        self.session.flow.next()
        self.session.refresh()

    def retranslate(self) -> None:
        """Write every text."""
        running = self._job.running
        self.heading.setText(self.tr("First words"))
        self.intro.setText(
            self.tr("The model is asked one question in Chinese and one in English.")
        )
        self.stop.setText(self.tr("Stop"))
        self._again.setText(self.tr("Try again"))
        self._other_base.setText(self.tr("Choose another base"))
        self.stop.setVisible(running)
        self._again.setVisible(not running and self._model is None)
        self.bar.setVisible(running and self._model is None)
        self._show_state(running)
        for item in self.cards:
            item.setVisible(self._model is not None)
            item.retranslate()
        self._show_verdict()
        self._foot.setText(self._foot_text())
        self._foot.setVisible(bool(self._foot.text()))

    def _show_state(self, running: bool) -> None:
        progress = self._progress
        if self._model:
            self._state.setText(self._model_text(self._model))
            return
        if not running:
            self._state.setText("")
            return
        known = progress is not None and progress.total > 0
        self.bar.setRange(0, 1000 if known else 0)
        text = self.tr("Loading the model…")
        if progress and known:
            self.bar.setValue(1000 * progress.done // progress.total)
            if progress.unit == "bytes":
                done, total = portion_text(progress.done, progress.total)
                text = self.tr("Loading the model: {done} of {total}").format(
                    done=done, total=total
                )
        self._state.setText(text)

    def _model_text(self, model: ModelInfo) -> str:
        return self.tr("{name} on {device}, {precision}, {memory}; loaded in {seconds} s").format(
            name=model.name or Path(model.path).name,
            device=model.device,
            precision=model.precision.value,
            memory=size_text(model.memory),
            seconds=f"{model.load_seconds:.1f}",
        )

    def _show_verdict(self) -> None:
        done = all(item.finished for item in self.cards)
        signs = [sign for item in self.cards for sign in item.signs()]
        self.verdict.setVisible(done or self._failure is not None)
        self._other_base.setVisible(
            bool(signs) and done and self.session.flow.state.journey is Journey.OWN
        )
        if self._failure:
            self.verdict.say("error", failure_words(self._failure))
        elif signs:
            self.verdict.say(
                "warning",
                Words(
                    self.tr("The answers look wrong."),
                    side_by_side(dict.fromkeys(self._sign_text(sign) for sign in signs)),
                    self.tr(
                        "Most likely the base is not LLaMA of the first generation. You may "
                        "still chat and see for yourself."
                    ),
                ),
            )
        elif done:
            self.verdict.say(
                "good", Words(self.tr("Both answers look like language. All is ready."), "", "")
            )

    def _sign_text(self, sign: Sign) -> str:
        return {
            Sign.EMPTY: self.tr("An answer is empty."),
            Sign.BROKEN_CHARACTERS: self.tr("An answer has broken characters."),
            Sign.WRONG_SCRIPT: self.tr("An answer is not in the language of its question."),
            Sign.REPETITION: self.tr("An answer repeats itself."),
            Sign.NO_END: self.tr("An answer did not come to an end."),
        }[sign]

    def _foot_text(self) -> str:
        state = self.session.flow.state
        if not all(item.finished for item in self.cards):
            return ""
        if state.journey is Journey.OWN:
            return self.tr(
                "You may now delete the base and the delta yourself to free space; "
                "the program never does."
            )
        if state.journey is Journey.DEMO:
            return self.tr("This is the tiny demo model: it shows that everything works.")
        return ""

    def hint(self) -> str:
        """What is missing."""
        return "" if self.session.flow.loaded or self._failure else self.tr("Loading the model…")
