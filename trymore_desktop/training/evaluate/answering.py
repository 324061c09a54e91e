"""A model that answers conversations: the program's own inference behind one small seam."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from trymore_desktop.core.chat import ContextPolicy, FinishReason, GenerationConfig, Message
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event, Finished
from trymore_desktop.errors import TryMoreError


class Answer(msgspec.Struct, frozen=True):
    """A reply and why it ended."""

    text: str
    reason: FinishReason


class Answerer(Protocol):
    """Answers one conversation after the other."""

    def answer(
        self, messages: Sequence[Message], config: GenerationConfig, control: Control
    ) -> Answer:
        """The reply to the last message."""
        ...


class SessionAnswerer:
    """The program's own inference over a model folder: what the person in the window gets."""

    def __init__(self, device: str = "auto", precision: str = "auto") -> None:
        from trymore_desktop.inference.session import Session

        self._session = Session()
        self._device = device
        self._precision = precision

    def load(self, model: Path, control: Control) -> Iterator[Event]:
        """Load the model, telling its progress but not its end.

        Raises:
            TryMoreError: a code of inference.
        """
        from trymore_desktop.core.events import Final

        for event in self._session.load(str(model), self._device, self._precision, control):
            if not isinstance(event, Final):
                yield event

    def answer(
        self, messages: Sequence[Message], config: GenerationConfig, control: Control
    ) -> Answer:
        """The reply to the last message.

        Raises:
            TryMoreError: a code of inference.
            Interrupted: the person cancelled.
        """
        events = self._session.generate(
            tuple(messages), config, ContextPolicy.DROP_OLDEST, False, control
        )
        for event in events:
            if isinstance(event, Finished):
                return Answer(event.text, event.reason)
        raise TryMoreError("unexpected", detail="generation ended without Finished")
