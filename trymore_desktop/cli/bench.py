"""`trymore bench`: how fast a model runs here."""

import argparse

from trymore_desktop.cli import options
from trymore_desktop.cli.exits import DONE
from trymore_desktop.cli.running import run_command
from trymore_desktop.cli.talk import load_model
from trymore_desktop.cli.terminal import Terminal, size_text
from trymore_desktop.core.events import Benchmarked
from trymore_desktop.engine.protocol import Benchmark, LoadModel
from trymore_desktop.engine.service import Engine
from trymore_desktop.translation import Translate


def add_parsers(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]", translate: Translate
) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "bench", help=translate("cli", "measure a model on this machine")
    )
    options.add_model(parser, translate, required=True)
    options.add_json(parser, translate)
    parser.set_defaults(main=main)


def main(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Load, measure, tell."""
    engine = Engine()
    status = load_model(
        engine, LoadModel(arguments.model, arguments.device, arguments.precision), terminal
    )
    if status != DONE:
        return status
    final = run_command(engine, Benchmark(), terminal)
    if not isinstance(final, Benchmarked):
        return terminal.finish(final)
    terminal.table((name, number_text(name, value)) for name, value in final.numbers.items())
    return DONE


def number_text(name: str, value: float) -> str:
    """A measurement in the unit that its name ends with."""
    if name.endswith("bytes"):
        return size_text(int(value))
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"
