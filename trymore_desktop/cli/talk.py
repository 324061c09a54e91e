"""A conversation in the terminal: what was said, and one reply after the other."""

import argparse
from collections.abc import Callable

from trymore_desktop.cli.exits import DONE
from trymore_desktop.cli.running import run_command
from trymore_desktop.cli.terminal import Terminal, size_text
from trymore_desktop.core.chat import FinishReason, GenerationConfig, Message, Role
from trymore_desktop.core.events import (
    Event,
    Final,
    Finished,
    ModelLoaded,
    Progress,
    TextDelta,
)
from trymore_desktop.engine.protocol import Generate, LoadModel
from trymore_desktop.engine.service import Service

LONG_PREFILL = 256
"""Tokens from which reading the conversation takes long enough for a bar."""


class Talk:
    """The messages of one conversation and the model that answers them."""

    def __init__(
        self, engine: Service, terminal: Terminal, config: GenerationConfig, system: str = ""
    ) -> None:
        self._engine = engine
        self._terminal = terminal
        self._config = config
        self._messages: list[Message] = []
        self.system = system

    @property
    def messages(self) -> tuple[Message, ...]:
        """What the model is given: the system prompt, if there is one, and what was said."""
        opening = [Message(Role.SYSTEM, self.system)] if self.system else []
        return (*opening, *self._messages)

    def clear(self) -> None:
        """Forget what was said; the system prompt stays."""
        self._messages.clear()

    def ask(self, text: str) -> Final:
        """Say something and stream the reply; a cancelled reply stays as far as it came."""
        self._messages.append(Message(Role.USER, text))
        return self._reply()

    def ask_again(self) -> Final | None:
        """Another reply to the last question; None if nothing was asked."""
        if self._messages and self._messages[-1].role is Role.ASSISTANT:
            self._messages.pop()
        return self._reply() if self._messages else None

    def _reply(self) -> Final:
        pieces: list[str] = []

        def tell(event: Event) -> None:
            if isinstance(event, TextDelta):
                pieces.append(event.text)
                self._terminal.say(event.text, end="")

        command = Generate(self.messages, self._config)
        final = run_command(self._engine, command, self._terminal, tell, worth_a_bar)
        if pieces:
            self._terminal.say()
        text = final.text if isinstance(final, Finished) else "".join(pieces)
        if text or isinstance(final, Finished):
            self._messages.append(Message(Role.ASSISTANT, text))
        else:
            self._messages.pop()
        if isinstance(final, Finished):
            self._tell_limits(final)
        return final

    def _tell_limits(self, final: Finished) -> None:
        translate = self._terminal.translate
        if final.dropped:
            text = translate("cli", "(The model no longer sees the oldest {count} messages.)")
            self._terminal.note(text.format(count=final.dropped))
        if final.reason is FinishReason.LENGTH:
            text = translate("cli", "(The reply ended at its limit of {count} tokens.)")
            self._terminal.note(text.format(count=final.usage.completion_tokens))


def worth_a_bar(progress: Progress) -> bool:
    """Whether a stage of answering takes long enough to be shown."""
    return progress.stage != "prefill" or progress.total >= LONG_PREFILL


def generation_config(arguments: argparse.Namespace) -> GenerationConfig:
    """Sampling as the options say."""
    default = GenerationConfig()
    return GenerationConfig(
        max_new_tokens=arguments.max_new_tokens,
        temperature=0.0 if arguments.greedy else default.temperature,
        seed=arguments.seed,
    )


def load_model(engine: Service, command: LoadModel, terminal: Terminal) -> int:
    """Load a model and say how it runs; the exit status."""
    final = run_command(engine, command, terminal)
    if not isinstance(final, ModelLoaded):
        return terminal.finish(final)
    if not terminal.json:
        text = terminal.translate(
            "cli", "{name} on {device} in {precision}, loaded in {seconds} s, {memory} of memory"
        )
        loaded = text.format(
            name=final.model.name,
            device=final.model.device,
            precision=final.model.precision,
            seconds=f"{final.model.load_seconds:.1f}",
            memory=size_text(final.model.memory),
        )
        terminal.note(loaded)
    return DONE


def answer_lines(talk: Talk, lines: Callable[[], str], terminal: Terminal) -> int:
    """Answer one line after the other until there are none or one fails."""
    while line := lines():
        if line.strip():
            final = talk.ask(line.strip())
            if not isinstance(final, Finished):
                return terminal.finish(final)
    return DONE
