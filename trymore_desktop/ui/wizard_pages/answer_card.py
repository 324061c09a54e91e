"""One question to a new model, the answer as it comes, and what it cost."""

from PySide6.QtWidgets import QFrame

from trymore_desktop.core.events import Finished
from trymore_desktop.ui.figures import rate_text
from trymore_desktop.ui.judgement import Answer, Sign, judge
from trymore_desktop.ui.widgets import Text, card


class AnswerCard(QFrame):
    """One question, the answer as it comes, and what it cost."""

    def __init__(self, language: str, question: str) -> None:
        super().__init__()
        self.language = language
        self.question_text = question
        self.finished: Finished | None = None
        self.thinking = False
        self.setProperty("card", "true")
        frame, column = card(margin=16, spacing=6)
        frame.setProperty("card", None)
        self._question = Text(bold=True)
        self._question.setText(question)
        self.answer = Text()
        self.answer.setAccessibleName("Chinese answer" if language == "zh" else "English answer")
        self._numbers = Text(0.9, muted=True)
        for part in (self._question, self.answer, self._numbers):
            column.addWidget(part)
        self.setLayout(column)

    def clear(self) -> None:
        """Before the question is asked."""
        self.finished = None
        self.thinking = False
        self.answer.setText("")
        self.retranslate()

    def add(self, text: str) -> None:
        """More of the answer."""
        self.answer.setText(self.answer.text() + text)
        self.retranslate()

    def finish(self, event: Finished) -> None:
        """The answer is complete."""
        self.finished = event
        self.answer.setText(event.text.strip())
        self.retranslate()

    def retranslate(self) -> None:
        """Write every text."""
        if self.finished is None:
            silent = self.thinking and not self.answer.text()
            self._numbers.setText(self.tr("Thinking…") if silent else "")
            return
        usage = self.finished.usage
        characters = (
            usage.generation_tps * len(self.finished.text) / max(1, usage.completion_tokens)
        )
        self._numbers.setText(
            self.tr("{tokens} tokens/s · {characters} characters/s").format(
                tokens=rate_text(usage.generation_tps), characters=rate_text(characters)
            )
        )

    def signs(self) -> tuple[Sign, ...]:
        """What is wrong with the answer."""
        if self.finished is None:
            return ()
        return judge(Answer(self.language, self.finished.text, self.finished.reason))
