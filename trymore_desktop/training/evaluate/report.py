"""What was measured, as Markdown with a plot: one model, or several side by side."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from trymore_desktop.training.evaluate.suite import Result


class ModelScores(msgspec.Struct, frozen=True):
    """All scores of one model, and the answers of the suite."""

    name: str
    scores: dict[str, float]
    results: tuple[Result, ...] = ()


def write_report(folder: Path, models: Sequence[ModelScores]) -> Path:
    """Write report.md, report.json, answers-NAME.jsonl and scores.png into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    draw(folder / "scores.png", models)
    (folder / "report.json").write_bytes(
        msgspec.json.format(msgspec.json.encode({one.name: one.scores for one in models}), indent=1)
    )
    encoder = msgspec.json.Encoder()
    for place, one in enumerate(models):
        lines = b"".join(encoder.encode(result) + b"\n" for result in one.results)
        (folder / f"answers-{place + 1}.jsonl").write_bytes(lines)
    path = folder / "report.md"
    path.write_text(markdown(models), encoding="utf-8")
    return path


def markdown(models: Sequence[ModelScores]) -> str:
    """Tables of scores and of answers, a column for each model."""
    names = " | ".join(_cell(one.name) for one in models)
    lines = ["# Evaluation", "", f"| | {names} |", "|---" * (len(models) + 1) + "|"]
    for key in _keys(models):
        cells = " | ".join(_number(key, one.scores.get(key)) for one in models)
        lines.append(f"| {key} | {cells} |")
    lines += ["", "![Scores](scores.png)", "", "## Answers", ""]
    lines += [f"| kind | question | {names} |", "|---" * (len(models) + 2) + "|"]
    longest = max((one.results for one in models), key=len, default=())
    for place, asked in enumerate(longest):
        answers = [one.results[place] if place < len(one.results) else None for one in models]
        cells = " | ".join(_answer(answer) for answer in answers)
        lines.append(f"| {asked.kind} | {_cell(asked.question)} | {cells} |")
    return "\n".join(lines) + "\n"


def draw(path: Path, models: Sequence[ModelScores]) -> None:
    """A bar for each score from 0 to 1 and model."""
    from matplotlib.figure import Figure

    keys = [key for key in _keys(models) if _is_share(key)]
    figure = Figure(figsize=(max(5, 1.1 * len(keys)), 3.6), layout="constrained")
    axes = figure.subplots()
    width = 0.8 / max(1, len(models))
    for place, one in enumerate(models):
        at = [number + (place - (len(models) - 1) / 2) * width for number in range(len(keys))]
        axes.bar(at, [one.scores.get(key, 0.0) for key in keys], width, label=one.name)
    axes.set_xticks(range(len(keys)), keys, rotation=30, ha="right")
    axes.set_ylim(0, 1.05)
    axes.set_ylabel("share of right answers")
    if models:
        axes.legend(fontsize=8)
    figure.savefig(path, dpi=120)


def _keys(models: Sequence[ModelScores]) -> list[str]:
    return list(dict.fromkeys(key for one in models for key in one.scores))


def _is_share(key: str) -> bool:
    return "perplexity" not in key and "bits" not in key


def _number(key: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1%}" if _is_share(key) else f"{value:.3f}"


def _answer(result: Result | None) -> str:
    return "–" if result is None else f"{'✓' if result.passed else '✗'} {_cell(result.answer)}"


def _cell(text: str) -> str:
    short = " ".join(text[:300].split())
    return short.replace("|", "\\|").replace("<", "&lt;")
