"""`trymore journey`: the whole way without a window: a model if there is none, then chat."""

import argparse
from functools import partial
from itertools import chain

import msgspec

from trymore_desktop.cli import options
from trymore_desktop.cli.chat import is_interactive
from trymore_desktop.cli.checkpoints import written_text
from trymore_desktop.cli.exits import DONE, FAILED
from trymore_desktop.cli.interactive import InteractiveChat
from trymore_desktop.cli.merging import check_and_merge
from trymore_desktop.cli.models import DEMO_NAME, demo_pair, known_models
from trymore_desktop.cli.talk import Talk, answer_lines, load_model
from trymore_desktop.cli.terminal import Terminal
from trymore_desktop.core.events import Merged
from trymore_desktop.engine.protocol import LoadModel, Merge
from trymore_desktop.engine.service import Engine, Service
from trymore_desktop.paths import models_dir
from trymore_desktop.settings import load
from trymore_desktop.translation import Translate

SAMPLES = (
    "食堂有23个苹果，如果他们用了20个来做午餐，并买了6个，他们现在有多少个苹果？",
    "你现在是一只哈士奇，请用哈士奇的口吻和我说话。",
    "Write two sum in Python.",
    "三个臭皮匠，顶个诸葛亮是什么意思？",
)
"""One of each kind that the model's own README shows: a sum, a role, code, a proverb."""


def add_parsers(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]", translate: Translate
) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "journey", help=translate("cli", "merge the built-in demo if there is no model, then chat")
    )
    options.add_json(parser, translate)
    parser.set_defaults(main=main)


def main(_arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Merge if needed, load, and answer the person, the lines of stdin, or the samples."""
    engine = Engine()
    settings, problems = load()
    terminal.problems(problems)
    models = known_models(settings)
    if not models:
        status = merge_demo(engine, terminal)
        if status != DONE:
            return status
        models = [models_dir() / DEMO_NAME]
    command = LoadModel(str(models[0]), settings.device, settings.precision)
    status = load_model(engine, command, terminal)
    if status != DONE:
        return status
    talk = Talk(engine, terminal, settings.generation, settings.system_prompt)
    if is_interactive(terminal):
        return InteractiveChat(talk, terminal).run()
    greedy = msgspec.structs.replace(settings.generation, temperature=0.0)
    return answer_input(Talk(engine, terminal, greedy, settings.system_prompt), terminal)


def answer_input(talk: Talk, terminal: Terminal) -> int:
    """Answer the lines of stdin; if there are none, the samples, each in a talk of its own."""
    first = terminal.stdin.readline()
    if first:
        lines = chain([first], iter(terminal.stdin.readline, ""))
        return answer_lines(talk, lambda: next(lines, ""), terminal)
    for sample in SAMPLES:
        terminal.say(f"> {sample}")
        talk.clear()
        status = answer_lines(talk, partial(next, iter([sample]), ""), terminal)
        if status != DONE:
            return status
        terminal.say()
    return DONE


def merge_demo(engine: Service, terminal: Terminal) -> int:
    """Merge the built-in demo by the same code as any other pair; the exit status."""
    base, delta = demo_pair()
    translate = terminal.translate
    terminal.note(
        translate(
            "cli",
            "No model is here yet. Merging the built-in demo: a tiny model, which shows that "
            "everything works.",
        )
    )
    command = Merge(str(base), str(delta), str(models_dir() / DEMO_NAME))
    final = check_and_merge(engine, command, terminal)
    if final is None:
        return FAILED
    if not isinstance(final, Merged):
        again = translate("cli", "Run the same command again to go on.")
        return terminal.finish(final, resume=again)
    terminal.note(written_text(final.report, translate))
    return DONE
