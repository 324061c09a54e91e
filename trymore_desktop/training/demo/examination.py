"""The demo pair examined as a person meets it: merged by the program, asked by its inference."""

import shutil
from collections.abc import Generator
from pathlib import Path

from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event, Final
from trymore_desktop.merge.run import merge
from trymore_desktop.training.evaluate.answering import SessionAnswerer
from trymore_desktop.training.evaluate.suite import DEMO_KINDS, Result, examine, samples

GREEDY = GenerationConfig(max_new_tokens=256, temperature=0.0)
SAMPLED = GenerationConfig(max_new_tokens=256, temperature=0.7, top_p=0.95, seed=7)

Results = dict[str, list[Result]]
"""By the way of decoding: greedy, sampled."""


def examine_pair(
    pair: Path, work: Path, each: int, control: Control
) -> Generator[Event, None, tuple[Results, Path]]:
    """Merge `pair`/base and `pair`/delta in `work` and ask `each` questions of every kind twice.

    Raises:
        TryMoreError: a code of merge or inference.
        Interrupted: the person cancelled.
    """
    merged = work / "merged"
    shutil.rmtree(merged, ignore_errors=True)
    for event in merge(pair / "base", pair / "delta", merged, MergeOptions(), control):
        if not isinstance(event, Final):
            yield event
    answerer = SessionAnswerer("cpu")
    yield from answerer.load(merged, control)
    results: Results = {}
    for name, config in (("greedy", GREEDY), ("sampled", SAMPLED)):
        results[name] = []
        questions = samples(DEMO_KINDS, each)
        yield from examine(answerer, questions, config, control, results[name])
    return results, merged
