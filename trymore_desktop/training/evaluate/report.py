"""What was measured, as Markdown with a plot: one model, or several side by side."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from trymore_desktop.training.evaluate.suite import Result
from trymore_desktop.training.figures import figure, label

UNCLEAR = " unclear"
"""Ends the name of the share of answers that name no class, which are no right ones."""
LEFT_OUT = " rows left out"
"""Ends the name of the number of rows of a task's file that could not be used."""


class ModelScores(msgspec.Struct, frozen=True):
    """All scores of one model, and the answers of the suite."""

    name: str
    scores: dict[str, float]
    results: tuple[Result, ...] = ()


def write_report(folder: Path, models: Sequence[ModelScores]) -> Path:
    """Write report.md, report.json, answers-NUMBER.jsonl and scores.png into `folder`.

    The models' names must differ (`distinct_names`).
    """
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


def distinct_names(folders: Sequence[Path]) -> list[str]:
    """The folders' names, with as much of their paths as tells them apart; twins are numbered."""
    paths = [folder.resolve() for folder in folders]
    called: dict[Path, str] = {}
    for depth in range(1, 1 + max((len(path.parts) for path in paths), default=0)):
        called = {path: "/".join(path.parts[-depth:]) for path in paths}
        if len(set(called.values())) == len(called):
            break
    names: list[str] = []
    for place, path in enumerate(paths):
        before = paths[:place].count(path)
        names.append(f"{called[path]} ({before + 1})" if before else called[path])
    return names


def markdown(models: Sequence[ModelScores]) -> str:
    """Tables of scores and of answers, a column for each model."""
    names = " | ".join(_cell(one.name) for one in models)
    lines = ["# Evaluation", "", f"| | {names} |", "|---" * (len(models) + 1) + "|"]
    for key in _keys(models):
        share = _is_share(key, models)
        cells = " | ".join(_number(one.scores.get(key), share) for one in models)
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
    """A bar for each share of right answers and model."""
    keys = [key for key in _keys(models) if _is_share(key, models) and not key.endswith(UNCLEAR)]
    width = 0.8 / max(1, len(models))
    with figure(path, max(5, 1.1 * len(keys)), 3.6 + 0.2 * len(models)) as drawn:
        axes = drawn.subplots()
        for place, one in enumerate(models):
            at = [number + (place - (len(models) - 1) / 2) * width for number in range(len(keys))]
            shares = [one.scores.get(key, 0.0) for key in keys]
            axes.bar(at, shares, width, label=label(one.name))
        axes.set_xticks(range(len(keys)), [label(key) for key in keys], rotation=30, ha="right")
        axes.set_ylim(0, 1.05)
        axes.set_ylabel("share of right answers")
        if models:
            drawn.legend(loc="outside upper left", fontsize=8)


def _keys(models: Sequence[ModelScores]) -> list[str]:
    return list(dict.fromkeys(key for one in models for key in one.scores))


def _is_share(key: str, models: Sequence[ModelScores]) -> bool:
    """Not of lengths and counts; some of the harness's scores go from 0 to 100."""
    values = [one.scores[key] for one in models if key in one.scores]
    named = any(word in key for word in ("perplexity", "bits", LEFT_OUT))
    return not named and all(0 <= value <= 1 for value in values)


def _number(value: float | None, share: bool) -> str:
    if value is None:
        return "–"
    return f"{value:.1%}" if share else f"{value:,.3f}".rstrip("0").rstrip(".")


def _answer(result: Result | None) -> str:
    return "–" if result is None else f"{'✓' if result.passed else '✗'} {_cell(result.answer)}"


def _cell(text: str) -> str:
    short = " ".join(text[:300].split())
    return short.replace("|", "\\|").replace("<", "&lt;")
