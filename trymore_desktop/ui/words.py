"""Codes, times and tensors in the person's language; asked again at every language switch."""

from PySide6.QtCore import QCoreApplication

from trymore_desktop.core.checkpoints import Problem
from trymore_desktop.core.events import Failed
from trymore_desktop.errors import Param
from trymore_desktop.messages import Words, explain
from trymore_desktop.ui.figures import TensorPlace


def words_for(code: str, params: dict[str, Param]) -> Words:
    """A code in words."""
    return explain(code, params, QCoreApplication.translate)


def problem_words(problem: Problem) -> Words:
    """A finding in words."""
    return words_for(problem.code, problem.params)


def failure_words(failure: Failed) -> Words:
    """A failure in words."""
    return words_for(failure.code, failure.params)


def duration_text(seconds: float) -> str:
    """About how long: seconds below 50, else minutes, else hours."""
    if seconds < 50:
        return QCoreApplication.translate("durations", "about {n} s").format(
            n=max(1, round(seconds))
        )
    if seconds < 90 * 60:
        return QCoreApplication.translate("durations", "about {n} min").format(
            n=max(1, round(seconds / 60))
        )
    return QCoreApplication.translate("durations", "about {n} h").format(n=f"{seconds / 3600:.1f}")


def tensor_text(place: TensorPlace, layers: int) -> str:
    """Layer 17 of 32 · attention; `layers` is 0 where it is not known."""
    part = _part_text(place.part)
    if not place.layer:
        return part
    if layers:
        return QCoreApplication.translate("tensors", "layer {n} of {layers} · {part}").format(
            n=place.layer, layers=layers, part=part
        )
    return QCoreApplication.translate("tensors", "layer {n} · {part}").format(
        n=place.layer, part=part
    )


def _part_text(part: str) -> str:
    texts = {
        "attention": QCoreApplication.translate("tensors", "attention"),
        "mlp": QCoreApplication.translate("tensors", "feed-forward"),
        "norm": QCoreApplication.translate("tensors", "norm"),
        "embedding": QCoreApplication.translate("tensors", "word embeddings"),
        "output": QCoreApplication.translate("tensors", "output layer"),
    }
    return texts.get(part, QCoreApplication.translate("tensors", "other weights"))


def dtype_text(dtype: str) -> str:
    """The number format as people say it; an unknown one as it is."""
    return {
        "fp16": QCoreApplication.translate("report", "fp16 (16 bit)"),
        "bf16": QCoreApplication.translate("report", "bf16 (16 bit)"),
        "fp32": QCoreApplication.translate("report", "fp32 (32 bit)"),
    }.get(dtype, dtype)
