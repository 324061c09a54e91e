"""`trymore chat`: lines from a file or a pipe, or an interactive conversation."""

import argparse

from trymore_desktop.cli import options
from trymore_desktop.cli.exits import DONE
from trymore_desktop.cli.interactive import InteractiveChat
from trymore_desktop.cli.talk import Talk, answer_lines, generation_config, load_model
from trymore_desktop.cli.terminal import Terminal
from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.engine.protocol import LoadModel
from trymore_desktop.engine.service import Engine
from trymore_desktop.translation import Translate


def add_parsers(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]", translate: Translate
) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "chat",
        help=translate("cli", "talk to a merged model; a line of stdin each, or interactive"),
    )
    options.add_model(parser, translate, required=True)
    parser.add_argument(
        "--system",
        metavar="TEXT",
        default="",
        help=translate("cli", "system prompt in place of the model's own"),
    )
    parser.add_argument(
        "--greedy", action="store_true", help=translate("cli", "always the likeliest token")
    )
    parser.add_argument("--seed", type=int, metavar="N", help=translate("cli", "same reply again"))
    parser.add_argument(
        "--max-new-tokens",
        type=_positive,
        metavar="N",
        default=GenerationConfig().max_new_tokens,
        help=translate("cli", "limit of a reply"),
    )
    options.add_json(parser, translate)
    parser.set_defaults(main=main)


def main(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Load the model, then answer."""
    engine = Engine()
    status = load_model(
        engine, LoadModel(arguments.model, arguments.device, arguments.precision), terminal
    )
    if status != DONE:
        return status
    talk = Talk(engine, terminal, generation_config(arguments), arguments.system)
    if is_interactive(terminal):
        return InteractiveChat(talk, terminal).run()
    return answer_lines(talk, terminal.stdin.readline, terminal)


def is_interactive(terminal: Terminal) -> bool:
    """Whether a person types and reads here."""
    return terminal.stdin.isatty() and terminal.stdout.isatty() and not terminal.json


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: 1, 2, 3, \u2026")
    return int(text)
