"""A picture of prepared data: lengths and languages by source."""

from pathlib import Path

from trymore_desktop.training.data.statistics import BIN_RATIO, SourceStatistics


def draw(path: Path, by_source: dict[str, SourceStatistics], unit: str) -> None:
    """Write a PNG: how long the conversations are (in `unit`) and which languages they are in."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), layout="constrained")
    lengths, languages = figure.subplots(1, 2)
    for name, one in by_source.items():
        bins = sorted((int(place), count) for place, count in one.lengths.items())
        lengths.plot(
            [BIN_RATIO**place for place, _ in bins], [n for _, n in bins], "o-", ms=3, label=name
        )
    lengths.set_xscale("log", base=2)
    lengths.set_xlabel(f"{unit} per conversation")
    lengths.set_ylabel("conversations")
    lengths.legend(fontsize=8)
    codes = sorted({code for one in by_source.values() for code in one.languages})
    bottom = [0] * len(by_source)
    for code in codes:
        heights = [one.languages.get(code, 0) for one in by_source.values()]
        languages.bar(list(by_source), heights, bottom=bottom, label=code or "none")
        bottom = [low + height for low, height in zip(bottom, heights, strict=True)]
    languages.set_ylabel("conversations")
    languages.tick_params(axis="x", rotation=30)
    languages.legend(fontsize=8)
    figure.savefig(path, dpi=120)
