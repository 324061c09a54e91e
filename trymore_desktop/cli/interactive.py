"""The interactive chat: a line editor with history, and a few commands that begin with a slash."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from trymore_desktop.cli.exits import DONE
from trymore_desktop.cli.talk import Talk
from trymore_desktop.cli.terminal import Terminal
from trymore_desktop.core.events import Cancelled, Finished
from trymore_desktop.paths import data_dir

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import History

HISTORY_NAME = "terminal_history"


class InteractiveChat:
    """Reads what the person types until they leave."""

    def __init__(self, talk: Talk, terminal: Terminal) -> None:
        self._talk = talk
        self._terminal = terminal
        self._commands: dict[str, Callable[[str], None]] = {
            "/help": self._help,
            "/new": self._new,
            "/system": self._system,
            "/regenerate": self._regenerate,
        }

    def run(self) -> int:
        """Chat until /quit, /exit or Ctrl-D; Ctrl-C stops a reply or empties the line."""
        session = _session(self._commands)
        translate = self._terminal.translate
        self._terminal.note(
            translate("cli", "/help lists the commands, Ctrl-C stops a reply, Ctrl-D leaves.")
        )
        while True:
            try:
                text = session.prompt("> ").strip()
            except KeyboardInterrupt:
                continue
            except EOFError:
                return DONE
            if text in ("/quit", "/exit"):
                return DONE
            if text:
                self.take(text)

    def take(self, text: str) -> None:
        """Obey a command, or answer."""
        name, _, argument = text.partition(" ")
        if name in self._commands:
            self._commands[name](argument.strip())
        elif text.startswith("/") and name[1:].isalpha():
            unknown = self._terminal.translate("cli", "{name} is no command; /help lists them.")
            self._terminal.note(unknown.format(name=name))
        else:
            self._tell(self._talk.ask(text))

    def _tell(self, final: object) -> None:
        if isinstance(final, Cancelled):
            self._terminal.note(self._terminal.translate("cli", "(stopped)"))
        elif final is not None and not isinstance(final, Finished):
            self._terminal.finish(final)  # type: ignore[arg-type]

    def _help(self, _argument: str) -> None:
        translate = self._terminal.translate
        for name, text in (
            ("/new", translate("cli", "start a new conversation")),
            ("/system", translate("cli", "show the system prompt, or set it: /system TEXT")),
            ("/regenerate", translate("cli", "another reply to the last question")),
            ("/quit", translate("cli", "leave")),
        ):
            self._terminal.note(f"{name:<12} {text}")

    def _new(self, _argument: str) -> None:
        self._talk.clear()
        self._terminal.note(self._terminal.translate("cli", "A new conversation."))

    def _system(self, argument: str) -> None:
        if argument:
            self._talk.system = argument
            self._talk.clear()
            self._terminal.note(
                self._terminal.translate("cli", "A new conversation with this system prompt.")
            )
        else:
            none = self._terminal.translate("cli", "(the model's own)")
            self._terminal.note(self._talk.system or none)

    def _regenerate(self, _argument: str) -> None:
        self._tell(self._talk.ask_again())


def _session(commands: dict[str, Callable[[str], None]]) -> "PromptSession[str]":
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter

    words = WordCompleter([*commands, "/quit"], sentence=True)
    return PromptSession(history=_history(), completer=words, complete_while_typing=False)


def _history() -> "History":
    """What was typed before, in a file that only its owner reads, or else in memory."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    try:
        path = data_dir() / HISTORY_NAME
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        Path(path).chmod(0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
