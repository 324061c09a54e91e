"""What the reports about base and delta say together, and the name that they propose."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from trymore_desktop.core.checkpoints import (
    CheckpointKind,
    CheckpointReport,
    MergePlan,
    Place,
    Problem,
    Severity,
)
from trymore_desktop.errors import Params
from trymore_desktop.ui.wizard_state import Blocker

MISPLACED = {
    (Place.BASE, CheckpointKind.DELTA): "base_is_delta",
    (Place.BASE, CheckpointKind.ADAPTER): "base_is_adapter",
    (Place.DELTA, CheckpointKind.MODEL): "delta_is_model",
}
"""Codes of `messages` for a folder in the wrong place; one look into a single folder shows it."""

Reports = Mapping[Place, CheckpointReport]


def is_exchanged(reports: Reports) -> bool:
    """Whether the delta sits in the base's place and the model in the delta's."""
    kinds = [reports[place].kind for place in (Place.BASE, Place.DELTA) if place in reports]
    return kinds == [CheckpointKind.DELTA, CheckpointKind.MODEL]


def is_misplaced(reports: Reports, place: Place) -> bool:
    """Whether a folder belongs into the other place."""
    report = reports.get(place)
    return is_exchanged(reports) or (report is not None and (place, report.kind) in MISPLACED)


def role_problems(reports: Reports, place: Place) -> tuple[Problem, ...]:
    """What is wrong with what a folder is for."""
    if is_exchanged(reports):
        both: Params = {"base": reports[Place.BASE].path, "delta": reports[Place.DELTA].path}
        return (Problem("exchanged", Severity.ERROR, None, both),)
    report = reports.get(place)
    code = MISPLACED.get((place, report.kind)) if report else None
    if report is None or code is None:
        return ()
    return (Problem(code, Severity.ERROR, place, {"path": report.path}),)


def any_error(problems: Sequence[Problem]) -> bool:
    """Whether something blocks."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def source_blocker(folder: str, known: bool, problems: Sequence[Problem]) -> Blocker | None:
    """What the choice of base or delta still needs."""
    if not folder:
        return Blocker.NO_FOLDER
    if not known:
        return Blocker.LOOKING
    return Blocker.UNUSABLE if any_error(problems) else None


def target_blocker(target: str, plan: MergePlan | None) -> Blocker | None:
    """What the summary still needs."""
    if not target:
        return Blocker.NO_TARGET
    if plan is None:
        return Blocker.PLANNING
    return None if plan.can_merge else Blocker.PROBLEMS


def distinct(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Each finding once, the gravest first."""
    order = list(Severity)
    unique = {problem.code: problem for problem in reversed(problems)}
    return tuple(sorted(unique.values(), key=lambda problem: order.index(problem.severity)))


def proposed_target(models: Path, reports: Reports, size: str) -> Path:
    """A folder that does not exist yet, named by the delta's size or else by `size`."""
    delta = reports.get(Place.DELTA)
    name = f"TryMoreGPT-{_size_name(delta) if delta else size}"
    proposal, number = models / name, 2
    while proposal.exists():
        proposal = models / f"{name}-{number}"
        number += 1
    return proposal


def _size_name(report: CheckpointReport) -> str:
    """7B, 13B, or the number of parameters: 1.3B, 617M."""
    if report.size_class or not report.parameters:
        return report.size_class or "merged"
    millions = report.parameters / 1e6
    return f"{millions / 1000:.1f}B" if millions >= 1000 else f"{max(1, round(millions))}M"
