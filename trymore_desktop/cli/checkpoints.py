"""`trymore inspect`, `verify` and `make-delta`."""

import argparse
from collections.abc import Iterator

from trymore_desktop.cli import options
from trymore_desktop.cli.exits import DONE, FAILED
from trymore_desktop.cli.running import run_command
from trymore_desktop.cli.terminal import Terminal, size_text
from trymore_desktop.core.checkpoints import CheckpointReport, MergeReport
from trymore_desktop.core.events import DeltaMade, Inspected, Verified
from trymore_desktop.engine.protocol import Inspect, MakeDelta, VerifyModel
from trymore_desktop.engine.service import Engine
from trymore_desktop.translation import Translate


def add_parsers(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]", translate: Translate
) -> None:
    """Register the commands."""
    inspecting = subparsers.add_parser(
        "inspect", help=translate("cli", "tell what is in a folder of weights")
    )
    inspecting.add_argument("folder", metavar="DIR", type=options.folder)
    options.add_json(inspecting, translate)
    inspecting.set_defaults(main=inspect)

    verifying = subparsers.add_parser(
        "verify", help=translate("cli", "read a merged model again and check every file")
    )
    verifying.add_argument("folder", metavar="DIR", type=options.folder)
    options.add_json(verifying, translate)
    verifying.set_defaults(main=verify)

    making = subparsers.add_parser(
        "make-delta", help=translate("cli", "subtract the base from a fine-tuned model")
    )
    for name, text in (
        ("--base", translate("cli", "folder of the base weights")),
        ("--target", translate("cli", "folder of the fine-tuned model")),
        ("--delta", translate("cli", "folder for the delta, which must not exist yet")),
    ):
        making.add_argument(name, metavar="DIR", required=True, type=options.folder, help=text)
    options.add_json(making, translate)
    making.set_defaults(main=make_delta)


def inspect(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Tell what a folder holds; 1 if it cannot be used as it is."""
    final = run_command(Engine(), Inspect(arguments.folder), terminal)
    if not isinstance(final, Inspected):
        return terminal.finish(final)
    terminal.table(report_rows(final.report, terminal.translate))
    return FAILED if terminal.problems(final.report.problems) else DONE


def verify(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Check a model; 1 if something is wrong with it."""
    final = run_command(Engine(), VerifyModel(arguments.folder), terminal)
    if not isinstance(final, Verified):
        return terminal.finish(final)
    if terminal.problems(final.report.problems):
        return FAILED
    sound = terminal.translate("cli", "Sound: {tensors} tensors, {size}.")
    terminal.say(sound.format(tensors=final.report.tensors, size=size_text(final.report.size)))
    if final.report.release:
        known = terminal.translate("cli", "This is the known release {release}.")
        terminal.say(known.format(release=final.report.release))
    return DONE


def make_delta(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Make a delta that, added to the base, gives the fine-tuned model."""
    command = MakeDelta(arguments.base, arguments.target, arguments.delta)
    final = run_command(Engine(), command, terminal)
    if not isinstance(final, DeltaMade):
        again = terminal.translate("cli", "Run the same command again to go on.")
        return terminal.finish(final, resume=again)
    terminal.say(written_text(final.report, terminal.translate))
    if final.inexact:
        text = terminal.translate(
            "cli", "{count} numbers differ in their last digit when the delta is added again."
        )
        terminal.note(text.format(count=final.inexact))
    return DONE


def report_rows(report: CheckpointReport, translate: Translate) -> Iterator[tuple[str, str]]:
    """What a report says, as names and values; empty values are not known."""
    yes, no = translate("cli", "yes"), translate("cli", "no")
    yield translate("cli", "Folder"), report.path
    yield translate("cli", "Format"), "" if report.format == "none" else report.format
    yield translate("cli", "Holds"), kind_text(report, translate)
    yield translate("cli", "Architecture"), report.architecture
    yield translate("cli", "Number format"), report.dtype
    yield translate("cli", "Parameters"), f"{report.parameters:,}" if report.parameters else ""
    yield translate("cli", "Tensors"), str(report.tensors or "")
    yield translate("cli", "Files of weights"), str(report.shards or "")
    yield translate("cli", "Size"), size_text(report.size) if report.size else ""
    yield translate("cli", "Vocabulary"), str(report.vocabulary or "")
    yield translate("cli", "Hidden size"), str(report.hidden_size or "")
    yield translate("cli", "Layers"), str(report.layers or "")
    yield translate("cli", "Context"), str(report.context_window or "")
    yield translate("cli", "Tokenizer"), yes if report.has_tokenizer else no
    yield translate("cli", "Merged by"), report.merged_by


def kind_text(report: CheckpointReport, translate: Translate) -> str:
    """A model, a delta or an adapter, and its size class."""
    kind = {
        "model": translate("cli", "a model"),
        "delta": translate("cli", "a delta"),
        "adapter": translate("cli", "an adapter (LoRA)"),
    }.get(report.kind.value, translate("cli", "unknown"))
    return f"{kind}, {report.size_class}" if report.size_class else kind


def written_text(report: MergeReport, translate: Translate) -> str:
    """What was written where, how long it took and how much memory."""
    text = translate(
        "cli", "Written to {target}: {tensors} tensors, {size}, {seconds} s, {memory} of memory."
    )
    return text.format(
        target=report.target,
        tensors=report.tensors,
        size=size_text(report.size),
        seconds=f"{report.seconds:.1f}",
        memory=size_text(report.peak_memory),
    )
