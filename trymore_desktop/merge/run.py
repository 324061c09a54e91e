"""Carrying a plan out: base + delta into a new folder, or the delta of two models."""

import time
from collections.abc import Generator, Iterator
from pathlib import Path

import msgspec

from trymore_desktop import __version__
from trymore_desktop.core.checkpoints import MergeOptions, MergeReport, Problem, Severity
from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import DeltaMade, Event, Merged
from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.arithmetic import Arithmetic
from trymore_desktop.merge.checkpoint import open_checkpoint
from trymore_desktop.merge.files import read_failure
from trymore_desktop.merge.finish import SMALL_FILES, small_files
from trymore_desktop.merge.journal import Journal, fingerprint, read_journal
from trymore_desktop.merge.memory import choose_budget, memory_now, memory_peak
from trymore_desktop.merge.outputs import incomplete_folder
from trymore_desktop.merge.pipeline import Numbers, stream
from trymore_desktop.merge.plan import RULES, Prepared, prepare, refuse_if_blocked
from trymore_desktop.merge.provenance import PROVENANCE, Provenance, read_provenance
from trymore_desktop.merge.shards import ShardWriter
from trymore_desktop.merge.verify import read_again
from trymore_desktop.merge.writer import WorkFolder, clean_published, discard, write_failure


def merge(
    base: Path, delta: Path, target: Path, options: MergeOptions, control: Control
) -> Iterator[Event]:
    """Write base + delta to `target`, going on where an earlier run stopped. Ends in Merged.

    Raises:
        TryMoreError: the plan is blocked (nothing was written), or reading, adding, writing or
            checking failed; what is done stays in NAME.incomplete for the next run.
        Interrupted: the person cancelled; likewise.
    """
    prepared = prepare(base, delta, target, options, "merge")
    arithmetic = Arithmetic("merge")
    report = yield from _carry_out(prepared, options, control, arithmetic)
    yield Merged(report)


def make_delta(
    base: Path, target: Path, delta: Path, options: MergeOptions, control: Control
) -> Iterator[Event]:
    """Write target - base to the new folder `delta`. Ends in DeltaMade.

    Raises:
        TryMoreError, Interrupted: as `merge`.
    """
    prepared = prepare(base, target, delta, options, "delta")
    arithmetic = Arithmetic("delta")
    report = yield from _carry_out(prepared, options, control, arithmetic)
    yield DeltaMade(report, arithmetic.inexact)


def _carry_out(
    prepared: Prepared, options: MergeOptions, control: Control, arithmetic: Arithmetic
) -> Generator[Event, None, MergeReport]:
    refuse_if_blocked(prepared.plan, options)
    target = Path(prepared.plan.target)
    started = time.monotonic()
    if prepared.finished:
        clean_published(target)
        return _report(prepared, target, started, prepared.plan.output_bytes)
    if options.restart and read_journal(incomplete_folder(target)):
        discard(target)
    folder = WorkFolder(target, _journal(prepared))
    try:
        yield from folder.check_done(control)
        resumed = folder.journal.done_bytes
        yield from _write_shards(prepared, folder, options, control, arithmetic)
        _write_small_files(prepared, folder)
        if options.verify:
            yield from _verify(prepared, folder, control)
        folder.publish()
    except OSError as error:
        # The drive of the target went away between two writes of a shard.
        raise write_failure(error, folder.path, 0) from error
    finally:
        folder.release()
        arithmetic.close()
    return _report(prepared, target, started, resumed)


def _journal(prepared: Prepared) -> Journal:
    shards = tuple(shard.file for shard in prepared.shards)
    return Journal(
        made=prepared.made,
        base=prepared.plan.base.path,
        delta=prepared.plan.delta.path,
        recipe=prepared.recipe,
        files=(*shards, *SMALL_FILES, PROVENANCE),
        total=prepared.plan.output_bytes,
    )


def _write_shards(
    prepared: Prepared,
    folder: WorkFolder,
    options: MergeOptions,
    control: Control,
    arithmetic: Arithmetic,
) -> Iterator[Event]:
    done, total = folder.journal.done_bytes, prepared.plan.output_bytes
    todo = [shard for shard in prepared.shards if shard.file not in folder.journal.done]
    if not todo:
        return
    budget = choose_budget(options, memory_now())
    writer = ShardWriter(folder, lambda: _refuse_changed(prepared), total - done)
    numbers = Numbers(folder.path, done, len(prepared.shards), budget.limit)
    stage = "merge" if prepared.made == "merge" else "subtract"
    reporter = Reporter(control, stage, total)
    yield from stream(todo, arithmetic, writer, budget, reporter, numbers)


def _refuse_changed(prepared: Prepared) -> None:
    """A source that somebody writes to while it is read must not get into the result.

    Raises:
        TryMoreError: `sources_changed`.
    """
    for name, found in (("base", prepared.base), ("delta", prepared.delta)):
        try:
            same = fingerprint(found) == prepared.sources[name]
        except OSError as error:
            raise read_failure(error, found.folder) from error
        if not same:
            raise TryMoreError("sources_changed", path=str(found.folder))


def _write_small_files(prepared: Prepared, folder: WorkFolder) -> None:
    try:
        files = small_files(prepared.base, prepared.delta, prepared.shards)
    except OSError as error:
        raise read_failure(error, Path(str(error.filename))) from error
    for name, content in files.items():
        folder.write_small(name, content)
    records = folder.journal.done
    dtype = prepared.plan.dtype
    provenance = Provenance(
        version=__version__,
        made=prepared.made,
        dtype=dtype,
        rule=RULES.get(dtype, RULES["other"]),
        recipe=prepared.recipe,
        sources=dict(prepared.sources),
        hashes={shard.file: records[shard.file].sha256 for shard in prepared.shards},
        sizes={shard.file: records[shard.file].size for shard in prepared.shards},
        tensors=prepared.plan.tensors,
    )
    content = msgspec.json.format(msgspec.json.encode(provenance), indent=1)
    folder.write_small(PROVENANCE, content + b"\n")


def _verify(prepared: Prepared, folder: WorkFolder, control: Control) -> Iterator[Event]:
    """Read the result again before it gets its name.

    Raises:
        TryMoreError: `verify_failed`; the shard will be made again the next time.
    """
    found = open_checkpoint(folder.path)
    expected = {name: record.sha256 for name, record in folder.journal.done.items()}
    hashes: dict[str, str] = {}
    problems: list[Problem] = list(found.problems)
    yield from read_again(found, expected, hashes, problems, control)
    wrong = [name for name, sha256 in expected.items() if hashes.get(name) != sha256]
    for name in wrong:
        folder.forget(name)
    blocking = [problem for problem in problems if problem.severity is Severity.ERROR]
    if wrong or blocking or len(found.tensors) != prepared.plan.tensors:
        name = wrong[0] if wrong else folder.path.name
        raise TryMoreError("verify_failed", detail=str(blocking), name=name)


def _report(prepared: Prepared, target: Path, started: float, resumed: int) -> MergeReport:
    made = read_provenance(target)
    return MergeReport(
        target=str(target),
        tensors=prepared.plan.tensors,
        shards=prepared.plan.shards,
        size=prepared.plan.output_bytes,
        seconds=time.monotonic() - started,
        peak_memory=memory_peak(),
        hashes=dict(made.hashes) if made else {},
        resumed_bytes=resumed,
    )
