"""An evaluation run: the suite, zero-shot tasks, perplexity, for one model or several."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Evaluated, Event
from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.evaluate.answering import SessionAnswerer
from trymore_desktop.training.evaluate.harness import evaluate_standard
from trymore_desktop.training.evaluate.perplexity import Foresight, measure
from trymore_desktop.training.evaluate.report import (
    LEFT_OUT,
    UNCLEAR,
    ModelScores,
    distinct_names,
    write_report,
)
from trymore_desktop.training.evaluate.suite import (
    DEMO_KINDS,
    KINDS,
    Result,
    examine,
    samples,
    scores,
)
from trymore_desktop.training.evaluate.zero_shot import TASKS, Row, Tally, classify, read_rows
from trymore_desktop.training.extra import require

GREEDY = GenerationConfig(max_new_tokens=512, temperature=0.0)


class EvaluationOptions(msgspec.Struct, frozen=True):
    """What is measured. `each` questions of every kind of the suite, 0 for no suite.

    `tasks` are pairs of a zero-shot task and its file, `standard` names of the harness's tasks,
    `own_tasks` a folder of more task files for it, `limit` the most rows of a task (0 for all).
    """

    each: int = 20
    demo_kinds: bool = False
    tasks: tuple[tuple[str, Path], ...] = ()
    perplexity: Path | None = None
    standard: tuple[str, ...] = ()
    own_tasks: Path | None = None
    limit: int = 0
    device: str = "auto"
    precision: str = "auto"


def evaluate(
    models: tuple[Path, ...], folder: Path, options: EvaluationOptions, control: Control
) -> Iterator[Event]:
    """Measure every model, write the report into `folder`, end in Evaluated (of the first).

    Raises:
        TryMoreError: `evaluation_unknown_task`, `training_extra_missing`, `model_not_found`,
            `data_unreadable`, `evaluation_data`, `report_unwritable` before anything is measured,
            and codes of what is run.
        Interrupted: the person cancelled.
    """
    tasks = _checked(models, folder, options)
    measured = []
    for model, name in zip(models, distinct_names(models), strict=True):
        one: dict[str, float] = {}
        results: list[Result] = []
        yield from _measure(model, options, tasks, control, one, results)
        measured.append(ModelScores(name, one, tuple(results)))
    try:
        report = write_report(folder, measured)
    except OSError as error:
        raise TryMoreError("report_unwritable", str(error), path=str(folder)) from error
    yield Evaluated(str(models[0]), measured[0].scores, str(report))


Tasks = list[tuple[str, list[Row], int]]
"""Names of zero-shot tasks, their rows, and how many rows of their files cannot be used."""


def _checked(models: tuple[Path, ...], folder: Path, options: EvaluationOptions) -> Tasks:
    """Everything that can be refused before hours of measuring, and not after."""
    for name, _ in options.tasks:
        if name not in TASKS:
            known = ", ".join(TASKS)
            raise TryMoreError("evaluation_unknown_task", task=name, known=known)
    if options.standard:
        require("lm_eval")
    for model in models:
        if not model.is_dir():
            raise TryMoreError("model_not_found", path=str(model))
    if options.perplexity and not options.perplexity.is_file():
        raise TryMoreError("data_unreadable", path=str(options.perplexity))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TryMoreError("report_unwritable", str(error), path=str(folder)) from error
    return [(name, *read_rows(path, TASKS[name])) for name, path in options.tasks]


def _measure(
    model: Path,
    options: EvaluationOptions,
    tasks: Tasks,
    control: Control,
    found: dict[str, float],
    results: list[Result],
) -> Iterator[Event]:
    if options.each or tasks:
        answerer = SessionAnswerer(options.device, options.precision)
        yield from answerer.load(model, control)
        if options.each:
            questions = samples(DEMO_KINDS if options.demo_kinds else KINDS, options.each)
            yield from examine(answerer, questions, GREEDY, control, results)
            found.update(scores(results))
        for name, rows, left_out in tasks:
            tally = Tally()
            asked = rows[: options.limit or None]
            yield from classify(answerer, TASKS[name], asked, control, tally)
            found[name] = tally.accuracy
            found[f"{name}{UNCLEAR}"] = tally.unclear / tally.asked
            if left_out:
                found[f"{name}{LEFT_OUT}"] = left_out
    if options.perplexity:
        foresight = Foresight()
        yield from measure(model, options.perplexity, control, foresight)
        found["perplexity"] = foresight.perplexity
        found["bits per byte"] = foresight.bits_per_byte
    if options.standard:
        limit = options.limit or None
        found.update(
            evaluate_standard(model, options.standard, limit, options.own_tasks, options.device)
        )
