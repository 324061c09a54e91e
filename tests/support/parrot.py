"""A model that answers by a table."""

from collections.abc import Mapping, Sequence

from trymore_desktop.core.chat import FinishReason, GenerationConfig, Message
from trymore_desktop.core.control import Control
from trymore_desktop.training.evaluate.answering import Answer


class Parrot:
    """Answers by a table, as a model would."""

    def __init__(
        self, answers: Mapping[str, str], reason: FinishReason = FinishReason.STOP
    ) -> None:
        self.answers = answers
        self.reason = reason
        self.asked: list[Sequence[Message]] = []

    def answer(
        self, messages: Sequence[Message], config: GenerationConfig, control: Control
    ) -> Answer:
        """What the table has for the last message."""
        self.asked.append(messages)
        return Answer(self.answers.get(messages[-1].content, "?"), self.reason)
