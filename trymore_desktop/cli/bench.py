"""`trymore bench`: how fast a model runs here."""

import argparse
from collections.abc import Iterator, Mapping

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
    terminal.table(rows(final.numbers, terminal.translate))
    return DONE


def rows(numbers: Mapping[str, float], translate: Translate) -> Iterator[tuple[str, str]]:
    """What was measured, in words, each in its unit; names that have none stay as they are."""
    length, turn = "", f"{numbers.get('turn_tokens', 0):.0f}"
    told = _words(translate)
    for name, value in numbers.items():
        if name == "turn_tokens":
            continue
        kind, _, rest = name.partition("_")
        number = rest.partition("_")[0]
        if kind in ("decode", "prefill") and number.isdecimal():
            length = number if kind == "prefill" else length
            yield told[kind].format(count=number), number_text(name, value, translate)
        else:
            label = told.get(name, name).format(count=length, new=turn)
            yield label, number_text(name, value, translate)


def number_text(name: str, value: float, translate: Translate) -> str:
    """A measurement in the unit that its name ends with."""
    if name.endswith("bytes"):
        return size_text(int(value))
    if name.endswith("_fraction"):
        return f"{value:.1%}".replace("%", " %")
    if name.endswith("_tokens"):
        return f"{value:.0f}"
    text = f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"
    if name.endswith("_tok_s"):
        return translate("cli", "{number} tokens a second").format(number=text)
    return f"{text} GB/s" if name.endswith("_gb_s") else f"{text} s"


def _words(translate: Translate) -> dict[str, str]:
    return {
        "memory_read_gb_s": translate("cli", "Memory is read at"),
        "decode": translate("cli", "Writing after {count} tokens"),
        "prefill": translate("cli", "Reading {count} tokens"),
        "time_to_first_token_s": translate("cli", "First token after a prompt of {count} tokens"),
        "time_to_first_token_turn_s": translate(
            "cli", "First token of a later turn of {new} new tokens"
        ),
        "decode_memory_limit_tok_s": translate("cli", "Writing, as fast as the memory allows"),
        "decode_memory_limit_fraction": translate("cli", "Share of that which is reached"),
        "weights_read_a_token_bytes": translate("cli", "Weights read for each token"),
        "context_window_tokens": translate("cli", "Context in tokens"),
        "load_s": translate("cli", "Loading took"),
        "memory_bytes": translate("cli", "Memory in use"),
    }
