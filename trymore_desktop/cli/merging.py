"""`trymore merge`: checks first, then the merge, which any later run goes on with."""

import argparse
import re
from pathlib import Path

from trymore_desktop.cli import options
from trymore_desktop.cli.checkpoints import kind_text, written_text
from trymore_desktop.cli.exits import DONE, FAILED
from trymore_desktop.cli.running import run_command
from trymore_desktop.cli.terminal import Terminal, size_text
from trymore_desktop.core.checkpoints import CheckpointKind, MergeOptions, MergePlan, Severity
from trymore_desktop.core.events import Failed, Fetched, Final, Merged, PlanReady
from trymore_desktop.engine.protocol import FetchDelta, Merge, PlanMerge
from trymore_desktop.engine.service import Engine, Service
from trymore_desktop.paths import data_dir
from trymore_desktop.settings import load
from trymore_desktop.translation import Translate

HUB = "https://huggingface.co"
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


def add_parsers(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]", translate: Translate
) -> None:
    """Register the command; the long names are those of the authors' own script."""
    parser = subparsers.add_parser(
        "merge", help=translate("cli", "add a delta to base weights; run again, it resumes")
    )
    add = parser.add_argument
    add("--base", "--base-model-path", metavar="DIR", required=True, type=options.folder)
    add(
        "--delta",
        "--delta-path",
        metavar="DIR|HUB_ID",
        required=True,
        help=translate("cli", "folder, or NAME/NAME of the hub, which is downloaded first"),
    )
    add("--target", "--target-model-path", metavar="DIR", required=True, type=options.folder)
    add(
        "--low-cpu-mem",
        action="store_true",
        help=translate("cli", "take as little memory as possible"),
    )
    add(
        "--max-memory",
        metavar="1GB",
        type=options.size,
        default=0,
        help=translate("cli", "take no more memory than this"),
    )
    add("--dtype", choices=("fp16", "bf16", "same"), default="fp16")
    add(
        "--no-verify",
        action="store_true",
        help=translate("cli", "do not read the result again at the end"),
    )
    add(
        "--restart",
        action="store_true",
        help=translate("cli", "start over instead of going on where an earlier run stopped"),
    )
    add(
        "--endpoint",
        metavar="URL",
        default="",
        help=translate("cli", "mirror of the hub to download from"),
    )
    options.add_json(parser, translate)
    parser.set_defaults(main=main)


def main(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Fetch the delta if it is a name of the hub, check, merge."""
    engine = Engine()
    again = terminal.translate("cli", "Run the same command again to go on.")
    delta = options.folder(arguments.delta)
    if is_hub_id(arguments.delta):
        endpoint = arguments.endpoint or load()[0].hub_endpoint
        fetched = fetch(engine, arguments.delta, endpoint, terminal)
        if not isinstance(fetched, Fetched):
            return terminal.finish(fetched, resume=again)
        delta = fetched.path
    final = check_and_merge(
        engine,
        Merge(
            arguments.base,
            delta,
            arguments.target,
            MergeOptions(
                dtype=arguments.dtype,
                max_memory=arguments.max_memory,
                low_memory=arguments.low_cpu_mem,
                verify=not arguments.no_verify,
                restart=arguments.restart,
            ),
        ),
        terminal,
    )
    if final is None:
        return FAILED
    if not isinstance(final, Merged):
        return terminal.finish(final, resume=again)
    terminal.say(written_text(final.report, terminal.translate))
    hint = terminal.translate("cli", "Chat with it: {command}")
    terminal.note(hint.format(command=f'trymore chat --model "{final.report.target}"'))
    return DONE


def check_and_merge(engine: Service, command: Merge, terminal: Terminal) -> Final | None:
    """Plan, tell the plan and its problems, then merge; None if the plan says no."""
    plan = PlanMerge(command.base, command.delta, command.target, command.options)
    planned = run_command(engine, plan, terminal)
    if not isinstance(planned, PlanReady):
        return planned
    tell_plan(planned.plan, terminal)
    if terminal.problems(planned.plan.problems):
        problem = next(p for p in planned.plan.problems if p.severity is Severity.ERROR)
        terminal.emit(Failed(problem.code, problem.params))
        return None
    return run_command(engine, command, terminal)


def tell_plan(plan: MergePlan, terminal: Terminal) -> None:
    """What goes in, what comes out, and what is there already."""
    if terminal.json:
        return
    translate = terminal.translate
    labelled = translate("cli", "{label}: {text}")
    for name, report in (
        (translate("cli", "Base"), plan.base),
        (translate("cli", "Delta"), plan.delta),
    ):
        kind = "" if report.kind is CheckpointKind.UNKNOWN else f" ({kind_text(report, translate)})"
        terminal.note(labelled.format(label=name, text=f"{report.path}{kind}"))
    target = translate("cli", "Target")
    terminal.note(labelled.format(label=target, text=f"{plan.target} ({plan.dtype})"))
    if not plan.can_merge or any(one.code == "already_done" for one in plan.problems):
        return
    sizes = translate("cli", "Writes {output}; {needed} more are needed, {free} are free.")
    terminal.note(
        sizes.format(
            output=size_text(plan.output_bytes),
            needed=size_text(plan.needed_bytes),
            free=size_text(plan.free_bytes),
        )
    )
    if plan.done_bytes:
        going_on = translate("cli", "Going on where an earlier run stopped: {done} are done.")
        terminal.note(going_on.format(done=size_text(plan.done_bytes)))


def is_hub_id(text: str) -> bool:
    """Whether this names a repository of the hub and no folder here.

    A path with a typo must not open a connection: if its first folder is here, it is a path.
    """
    is_name = _HUB_ID.fullmatch(text) is not None
    return is_name and not Path(text).exists() and not Path(text.split("/")[0]).exists()


def fetch(engine: Service, repository: str, endpoint: str, terminal: Terminal) -> Final:
    """Download a delta, saying where from before a connection is made."""
    folder = data_dir() / "downloads" / repository.replace("/", "--")
    text = terminal.translate(
        "cli", "No folder of this name is here. Downloading {url} to {folder}"
    )
    terminal.note(text.format(url=f"{endpoint.rstrip('/') or HUB}/{repository}", folder=folder))
    return run_command(engine, FetchDelta(repository, str(folder), endpoint), terminal)
