"""A picture of prepared data: lengths and languages by source."""

from pathlib import Path
from typing import Any

from trymore_desktop.training.data.statistics import BIN_RATIO, SourceStatistics
from trymore_desktop.training.figures import figure, label


def draw(path: Path, by_source: dict[str, SourceStatistics], unit: str) -> None:
    """Write a PNG: how long the conversations are (in `unit`) and which languages they are in."""
    with figure(path, 10, 4 + 0.12 * max(0, len(by_source) - 8)) as drawn:
        lengths, languages = drawn.subplots(1, 2)
        _draw_lengths(lengths, by_source, unit)
        _draw_languages(languages, by_source)
        lines, names = lengths.get_legend_handles_labels()
        if names:
            columns = max(1, 100 // (8 + max(map(len, names))))
            drawn.legend(lines, names, loc="outside lower left", ncols=columns, fontsize=8)


def _draw_lengths(axes: Any, by_source: dict[str, SourceStatistics], unit: str) -> None:
    for name, one in by_source.items():
        bins = sorted((int(place), count) for place, count in one.lengths.items())
        if bins:
            at = [BIN_RATIO**place for place, _ in bins]
            axes.plot(at, [count for _, count in bins], "o-", ms=3, label=label(name))
    axes.set_xscale("log", base=2)
    axes.set_xlabel(f"{unit} per conversation")
    axes.set_ylabel("conversations")


def _draw_languages(axes: Any, by_source: dict[str, SourceStatistics]) -> None:
    """A bar for each source, in the same order; the longest names would not fit upright."""
    codes = sorted({code for one in by_source.values() for code in one.languages})
    places = range(len(by_source))
    left = [0] * len(by_source)
    for code in codes:
        widths = [one.languages.get(code, 0) for one in by_source.values()]
        axes.barh(places, widths, left=left, label=code or "none")
        left = [low + width for low, width in zip(left, widths, strict=True)]
    axes.set_yticks(places, [label(name) for name in by_source])
    axes.invert_yaxis()
    axes.set_xlabel("conversations")
    if codes:
        axes.legend(fontsize=8)
