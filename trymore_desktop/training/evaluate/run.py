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
from trymore_desktop.training.evaluate.report import ModelScores, write_report
from trymore_desktop.training.evaluate.suite import (
    DEMO_KINDS,
    KINDS,
    Result,
    examine,
    samples,
    scores,
)
from trymore_desktop.training.evaluate.zero_shot import TASKS, Tally, classify, read_rows
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
        TryMoreError: `evaluation_unknown_task`, `training_extra_missing`, and codes of what is run.
        Interrupted: the person cancelled.
    """
    for name, _ in options.tasks:
        if name not in TASKS:
            known = ", ".join(TASKS)
            raise TryMoreError("evaluation_unknown_task", task=name, known=known)
    if options.standard:
        # Before hours of measuring, not after
        require("lm_eval")
    measured = []
    for model in models:
        one: dict[str, float] = {}
        results: list[Result] = []
        yield from _measure(model, options, control, one, results)
        measured.append(ModelScores(model.name, one, tuple(results)))
    report = write_report(folder, measured)
    yield Evaluated(str(models[0]), measured[0].scores, str(report))


def _measure(
    model: Path,
    options: EvaluationOptions,
    control: Control,
    found: dict[str, float],
    results: list[Result],
) -> Iterator[Event]:
    if options.each or options.tasks:
        answerer = SessionAnswerer(options.device, options.precision)
        yield from answerer.load(model, control)
        if options.each:
            questions = samples(DEMO_KINDS if options.demo_kinds else KINDS, options.each)
            yield from examine(answerer, questions, GREEDY, control, results)
            found.update(scores(results))
        for name, path in options.tasks:
            rows = read_rows(path, TASKS[name])[: options.limit or None]
            tally = Tally()
            yield from classify(answerer, TASKS[name], rows, control, tally)
            found[name] = tally.accuracy
            found[f"{name} unclear"] = tally.unclear / tally.asked
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
