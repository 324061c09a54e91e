"""The standard tasks by lm-evaluation-harness, installed apart (`trymore-desktop[eval]`)."""

from pathlib import Path
from typing import Any

from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.encoding import processing_class

STANDARD = ("arc_challenge", "hellaswag", "mmlu", "truthfulqa_mc2", "ceval-valid", "cmmlu")
"""Tasks that show what an English and Chinese chat model of 2023 can do."""


def evaluate_standard(
    model: Path,
    tasks: tuple[str, ...],
    limit: int | None,
    own: Path | None = None,
    device: str = "auto",
    batch_size: int = 1,
) -> dict[str, float]:
    """Scores by "task metric" as the harness reports them; downloads the data of its own tasks.

    `own` is a folder of task files (YAML) beside those that come with the harness. The model is
    loaded by transformers; its tokenizer is given, since folders that hold a tokenizer.model only
    would get one that splits text in another way.

    Raises:
        TryMoreError: `training_extra_missing`, `evaluation_unknown_task`, `evaluation_failed`.
    """
    try:
        import lm_eval
        from lm_eval.tasks import TaskManager
    except ImportError as error:
        raise TryMoreError("training_extra_missing", str(error), package="lm-eval") from error
    import torch

    where = device if device != "auto" else "cuda" if torch.cuda.is_available() else "cpu"
    manager = TaskManager(include_path=str(own.resolve()) if own else None)
    unknown = [task for task in tasks if not manager.match_tasks([task])]
    if unknown:
        raise TryMoreError(
            "evaluation_unknown_task", task=unknown[0], known=", ".join(_near(manager, unknown[0]))
        )
    # Half precision has no kernels worth the name on processors
    precision = "float32" if where == "cpu" else "float16"
    try:
        found = lm_eval.simple_evaluate(
            model="hf",
            model_args={
                "pretrained": str(model),
                "dtype": precision,
                "tokenizer": processing_class(model),
                "add_bos_token": True,
            },
            tasks=list(tasks),
            task_manager=manager,
            limit=limit,
            batch_size=batch_size,
            device=where,
            apply_chat_template=False,
        )
    except (OSError, ValueError, ConnectionError) as error:
        # Data that cannot be fetched, a task file with mistakes
        raise TryMoreError("evaluation_failed", str(error), task=", ".join(tasks)) from error
    return flatten(found["results"])


def _near(manager: Any, name: str) -> list[str]:
    """What somebody may have meant: the harness knows thousands of tasks."""
    from difflib import get_close_matches

    return get_close_matches(name, manager.all_tasks, n=5, cutoff=0.5) or list(STANDARD)


def flatten(results: dict[str, dict[str, Any]]) -> dict[str, float]:
    """The harness's nested results as one table, without its standard errors and names."""
    return {
        f"{task} {metric.split(',')[0]}": float(value)
        for task, metrics in results.items()
        for metric, value in metrics.items()
        if isinstance(value, (int, float)) and "stderr" not in metric and "," in metric
    }
