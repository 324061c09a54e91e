"""The standard tasks by lm-evaluation-harness, installed apart (`trymore-desktop[eval]`)."""

from pathlib import Path
from typing import Any

from trymore_desktop.errors import TryMoreError

STANDARD = ("arc_challenge", "hellaswag", "mmlu", "truthfulqa_mc2", "ceval-valid", "cmmlu")
"""Tasks that show what an English and Chinese chat model of 2023 can do."""


def evaluate_standard(
    model: Path, tasks: tuple[str, ...], limit: int | None, batch_size: int = 1
) -> dict[str, float]:
    """Scores by "task metric" as the harness reports them; downloads the tasks' data.

    The harness loads the folder through transformers, and so through the tokenizer.json in it:
    a folder merged by this program has the right one.

    Raises:
        TryMoreError: `training_extra_missing`.
    """
    try:
        import lm_eval
    except ImportError as error:
        raise TryMoreError("training_extra_missing", str(error), package="lm-eval") from error
    found = lm_eval.simple_evaluate(
        model="hf",
        model_args={"pretrained": str(model), "dtype": "float16"},
        tasks=list(tasks),
        limit=limit,
        batch_size=batch_size,
        apply_chat_template=False,
    )
    return flatten(found["results"])


def flatten(results: dict[str, dict[str, Any]]) -> dict[str, float]:
    """The harness's nested results as one table, without its standard errors and names."""
    return {
        f"{task} {metric.split(',')[0]}": float(value)
        for task, metrics in results.items()
        for metric, value in metrics.items()
        if isinstance(value, (int, float)) and "stderr" not in metric and "," in metric
    }
