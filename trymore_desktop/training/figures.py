"""Pictures for reports: figures whose words may be Chinese, where the system has the letters."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "PingFang SC",
    "PingFang HK",
    "Hiragino Sans GB",
    "Heiti TC",
    "Microsoft YaHei",
    "SimHei",
    "Arial Unicode MS",
)
"""Families with Chinese letters on Linux, macOS and Windows, the better ones first."""


def families() -> list[str]:
    """Matplotlib's own letters first, then those of a Chinese font if one is installed."""
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in CHINESE if name in known)][:2]


def label(name: str) -> str:
    """A name that is shown as it is: dollars make no formula, and _ at the head hides nothing."""
    return ("\u200b" if name.startswith("_") else "") + name.replace("$", r"\$")


@contextmanager
def figure(path: Path, width: float, height: float) -> Iterator[Any]:
    """An empty matplotlib.figure.Figure of that many inches, written to `path` (PNG) at the end.

    Raises:
        OSError: it cannot be written.
    """
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context({"font.family": families()}), warnings.catch_warnings():
        # Letters that no font has are drawn as boxes; very many sources leave no room for axes
        warnings.filterwarnings("ignore", category=UserWarning, message="Glyph .* missing")
        warnings.filterwarnings("ignore", category=UserWarning, message="constrained_layout")
        drawn = Figure(figsize=(width, height), layout="constrained")
        yield drawn
        drawn.savefig(path, dpi=120)
