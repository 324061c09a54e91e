"""`trymore runtime`: which build of torch is in use, and fetching the one for NVIDIA cards."""

import argparse

from trymore_desktop.cli import options
from trymore_desktop.cli.exits import DONE, FAILED
from trymore_desktop.cli.running import run_command
from trymore_desktop.cli.terminal import Terminal, size_text
from trymore_desktop.core.events import RuntimeFound, RuntimeInstalled, RuntimeRemoved
from trymore_desktop.core.runtime import RuntimeState
from trymore_desktop.engine.protocol import FetchRuntime, FindRuntime, RemoveRuntime
from trymore_desktop.engine.service import Engine, Service
from trymore_desktop.messages import explain
from trymore_desktop.translation import Translate


def add_parsers(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]", translate: Translate
) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "runtime", help=translate("cli", "which build of PyTorch is used; fetch the GPU build")
    )
    action = parser.add_mutually_exclusive_group()
    action.add_argument(
        "--status",
        action="store_true",
        help=translate("cli", "tell what is used and what could be fetched (the default)"),
    )
    action.add_argument(
        "--fetch",
        action="store_true",
        help=translate("cli", "fetch the build for NVIDIA cards over the network"),
    )
    action.add_argument(
        "--from",
        dest="wheels",
        type=options.folder,
        metavar="DIR",
        help=translate("cli", "install it from a folder of wheels, without network"),
    )
    action.add_argument(
        "--remove",
        action="store_true",
        help=translate("cli", "remove the fetched build and use the bundled one again"),
    )
    options.add_json(parser, translate)
    parser.set_defaults(main=main)


def main(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Do the one thing that was asked."""
    engine = Engine()
    if arguments.remove:
        removed = run_command(engine, RemoveRuntime(), terminal)
        if isinstance(removed, RuntimeRemoved):
            freed = terminal.translate("cli", "The bundled PyTorch is used again; {size} are free.")
            terminal.note(freed.format(size=size_text(removed.freed)))
        return terminal.finish(removed)
    if arguments.fetch or arguments.wheels:
        return _fetch(engine, arguments.wheels, terminal)
    found = run_command(engine, FindRuntime(), terminal)
    if isinstance(found, RuntimeFound):
        tell_state(found.state, terminal)
    return terminal.finish(found)


def _fetch(engine: Service, wheels: str | None, terminal: Terminal) -> int:
    found = run_command(engine, FindRuntime(), terminal)
    if not isinstance(found, RuntimeFound):
        return terminal.finish(found)
    if found.state.refused:
        terminal.note(str(explain(found.state.refused, {}, terminal.translate)))
        return FAILED
    terminal.note(_announcement(found.state, wheels, terminal.translate))
    ended = run_command(engine, FetchRuntime(wheels or ""), terminal)
    if isinstance(ended, RuntimeInstalled):
        terminal.note(_installed_text(ended, terminal.translate))
    again = terminal.translate("cli", "Run the same command again to go on.")
    return terminal.finish(ended, resume=again)


def _announcement(state: RuntimeState, wheels: str | None, translate: Translate) -> str:
    """What comes from where to where, before anything does."""
    if wheels:
        text = translate("cli", "Installing the GPU build of PyTorch from {source} to {folder}.")
        return text.format(source=wheels, folder=state.folder)
    text = translate(
        "cli",
        "Downloading the GPU build of PyTorch, about {download}, from {source} to {folder}, "
        "where it takes about {installed}.",
    )
    return text.format(
        download=size_text(state.download),
        source=state.index or translate("cli", "pip's default package index"),
        folder=state.folder,
        installed=size_text(state.installed),
    )


def _installed_text(event: RuntimeInstalled, translate: Translate) -> str:
    text = translate("cli", "PyTorch {version} with CUDA {cuda} is in {path} ({size}).").format(
        version=event.version, cuda=event.cuda, path=event.path, size=size_text(event.size)
    )
    if event.card:
        return f"{text}\n" + translate("cli", "It computed rightly on {card}.").format(
            card=event.card
        )
    return f"{text}\n" + translate("cli", "No graphics card was there to try it on.")


def tell_state(state: RuntimeState, terminal: Terminal) -> int:
    """Print which build is used, what is ignored and why, and what could be fetched."""
    translate = terminal.translate
    bundled = translate("cli", "with CUDA") if state.bundled_cuda else translate("cli", "CPU only")
    rows = [(translate("cli", "Bundled PyTorch"), f"{state.bundled} ({bundled})")]
    if state.active:
        rows.append((translate("cli", "In use"), f"{state.active} (CUDA {state.active_cuda})"))
    if not state.refused:
        source = state.index or translate("cli", "pip's default package index")
        rows.append((translate("cli", "GPU build from"), source))
    terminal.table(rows)
    for code in (state.ignored, state.refused):
        if code:
            terminal.note(str(explain(code, {}, translate)))
    return DONE
