"""The command line: its words, its options, and who does what."""

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Iterator, Sequence

import msgspec

from trymore_desktop import __version__
from trymore_desktop.cli import bench, chat, checkpoints, doctor, journey, merging, runtime
from trymore_desktop.cli.exits import DONE, USAGE
from trymore_desktop.cli.running import follow, interruptible
from trymore_desktop.cli.terminal import Terminal
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Cancelled, Event, Failed, Final
from trymore_desktop.engine.failures import failure
from trymore_desktop.settings import Settings, load
from trymore_desktop.translation import CHINESE, ENGLISH, Translate, Translator, system_language

LANGUAGES = (ENGLISH, CHINESE)
TRAINING = ("data", "train", "evaluate")
"""Commands that training registers itself: its packages are not in every installation."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line; argparse itself leaves with 2 if it is wrong."""
    translator = Translator(_language(arguments))
    parser = build_parser(translator.translate, arguments[:1])
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help(sys.stderr)
        return USAGE
    terminal = Terminal(translator, json=getattr(options, "json", False))
    try:
        return _dispatch(options, terminal)
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing may be flushed into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), terminal.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - the boundary of the process
        failed = failure(error)
        terminal.emit(failed)
        return terminal.finish(failed)


def build_parser(translate: Translate, command: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The parser of all commands; `command` is the one that will run, if it is known."""
    parser = argparse.ArgumentParser(
        prog="trymore",
        description=translate(
            "cli", "Chat in Chinese and English with TryMoreGPT on your own computer, offline."
        ),
    )
    parser.add_argument("--version", action="version", version=f"TryMore Desktop {__version__}")
    _add_language(parser, translate, default="")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    for module in (checkpoints, merging, chat, bench, doctor, journey, runtime):
        module.add_parsers(subparsers, translate)
    if not command or command[0] in TRAINING or command[0].startswith("-"):
        with contextlib.suppress(ImportError):
            from trymore_desktop.training.commands import add_parsers

            add_parsers(subparsers, translate)
    for subparser in subparsers.choices.values():
        for one in (subparser, *_parts(subparser)):
            _add_language(one, translate, default=argparse.SUPPRESS)
    return parser


def _parts(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parsers of `prepare` in `trymore data prepare`: an option may stand at the very end."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def stored_settings() -> Settings:
    """What was chosen in the window; the defaults where nothing can be read."""
    try:
        return load()[0]
    except OSError:
        return Settings()


def _dispatch(options: argparse.Namespace, terminal: Terminal) -> int:
    if hasattr(options, "main"):
        return int(options.main(options, terminal))
    return run_registered(options, terminal)


def run_registered(options: argparse.Namespace, terminal: Terminal) -> int:
    """Run a command of training: `options.run(options)` gives its exit status or its events."""
    with interruptible() as options.control:
        outcome: int | Iterator[Event] = options.run(options)
    if isinstance(outcome, int):
        return outcome

    def work(control: Control) -> Iterator[Event]:
        options.control = control
        yield from outcome

    final = follow(work, terminal)
    tell_result(final, terminal)
    again = terminal.translate("cli", "Run the same command again to go on.")
    # What goes on by itself can be told not to; the other commands begin anew
    return terminal.finish(final, resume=again if hasattr(options, "restart") else "")


def tell_result(final: Final, terminal: Terminal) -> None:
    """Print the fields of a result as a table; numbers by name become rows of their own."""
    if isinstance(final, Failed | Cancelled):
        return
    rows: list[tuple[str, str]] = []
    for name, value in msgspec.structs.asdict(final).items():
        entries = value.items() if isinstance(value, dict) else [(name, value)]
        rows += [
            (key, f"{one:.4g}" if isinstance(one, float) else str(one)) for key, one in entries
        ]
    terminal.table(rows)


def _add_language(parser: argparse.ArgumentParser, translate: Translate, default: str) -> None:
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=default,
        help=translate("cli", "language of messages"),
    )


def _language(arguments: Sequence[str]) -> str:
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    early.add_argument("--lang", choices=LANGUAGES)
    with contextlib.suppress(SystemExit), contextlib.redirect_stderr(io.StringIO()):
        chosen = early.parse_known_args(arguments)[0].lang
        if chosen:
            return str(chosen)
    language = stored_settings().language
    return language if language in LANGUAGES else system_language()
