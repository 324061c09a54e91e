"""Everything about a merge that can be known before the first byte is written."""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from trymore_desktop.core.checkpoints import (
    CheckpointKind,
    CheckpointReport,
    MergeOptions,
    MergePlan,
    Place,
    Problem,
    Severity,
)
from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.adapter import Adapter, check_fit, read_adapter
from trymore_desktop.merge.checkpoint import Checkpoint, open_checkpoint
from trymore_desktop.merge.files import SourceFile, read_failure
from trymore_desktop.merge.folder_checks import FAMILIES
from trymore_desktop.merge.inspect import describe
from trymore_desktop.merge.journal import fingerprint, read_journal
from trymore_desktop.merge.kinds import find_kind
from trymore_desktop.merge.layout import TensorLayout
from trymore_desktop.merge.memory import MINIMUM_MEMORY
from trymore_desktop.merge.outputs import Job, Shard, incomplete_folder, plan_shards
from trymore_desktop.merge.pair_checks import (
    check_generation,
    check_roles,
    check_sizes,
    check_tokenizer,
)
from trymore_desktop.merge.places import follow_link
from trymore_desktop.merge.provenance import read_provenance
from trymore_desktop.merge.target_checks import (
    check_emptiness,
    check_place,
    check_space,
    check_started,
    free_space,
    needed_space,
)
from trymore_desktop.merge.units import bytes_text

DTYPES = ("fp16", "bf16", "same")
RULES = {
    "fp16": "both rounded to fp16, then combined in fp16",
    "other": "combined in fp32, then rounded once",
}
RECIPE_VERSION = 1
PROBE_BYTES = 8 << 20
PROBE_SECONDS = 0.25


@dataclass(frozen=True)
class Prepared:
    """A plan with what is needed to carry it out; `recipe` is empty if it is blocked.

    `made` is merge or delta. `finished` says that the target already holds this very result.
    """

    plan: MergePlan
    base: Checkpoint
    delta: Checkpoint
    made: str
    shards: tuple[Shard, ...] = ()
    recipe: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    finished: bool = False


def plan_merge(base: Path, delta: Path, target: Path, options: MergeOptions) -> MergePlan:
    """Check a merge and say what it would do, from headers alone.

    Raises:
        TryMoreError: `dtype_unknown`, or a drive went away in these moments; anything wrong with
            the folders is in the plan's problems.
    """
    return prepare(base, delta, target, options, "merge").plan


def prepare(base: Path, delta: Path, target: Path, options: MergeOptions, made: str) -> Prepared:
    """Plan writing `target`: base + delta (`made` merge) or delta - base (`made` delta).

    Raises:
        TryMoreError: `dtype_unknown`.
    """
    if options.dtype not in DTYPES:
        raise TryMoreError("dtype_unknown", dtype=options.dtype)
    # A finished folder cannot be renamed onto a link
    target = follow_link(target)
    ours, theirs = open_checkpoint(base), open_checkpoint(delta)
    kinds = (find_kind(ours), find_kind(theirs))
    adapter = read_adapter(theirs) if theirs.adapter is not None else None
    reports = _reports(ours, theirs, kinds)
    problems = [
        *_placed(reports[0].problems, Place.BASE),
        *_placed(reports[1].problems, Place.DELTA),
        *_check_pair(ours, theirs, kinds, adapter, made),
        *check_place(target, (base, delta)),
        *_check_memory(options),
    ]
    if _blocked(problems):
        in_the_way = check_emptiness(target, "", restart=options.restart)
        problems += [problem for problem in in_the_way if problem not in problems]
        plan = MergePlan(*reports, str(target), options.dtype, problems=tuple(problems))
        return Prepared(plan, ours, theirs, made)
    shards = plan_shards(_jobs(ours, theirs, adapter, options.dtype))
    return _with_target(ours, theirs, made, reports, shards, target, options, problems)


def _with_target(
    base: Checkpoint,
    delta: Checkpoint,
    made: str,
    reports: tuple[CheckpointReport, CheckpointReport],
    shards: tuple[Shard, ...],
    target: Path,
    options: MergeOptions,
    problems: list[Problem],
) -> Prepared:
    try:
        sources = {"base": fingerprint(base), "delta": fingerprint(delta)}
    except OSError as error:
        raise read_failure(error, Path(str(error.filename))) from error
    recipe = _recipe(sources, shards, made)
    provenance = read_provenance(target)
    finished = not options.restart and provenance is not None and provenance.recipe == recipe
    output = sum(shard.size for shard in shards)
    done, free = _done(target, recipe, options), free_space(target)
    if finished:
        problems.append(Problem("already_done", Severity.INFO, Place.TARGET, {"path": str(target)}))
    else:
        problems += check_emptiness(target, recipe, restart=options.restart)
        problems += check_started(target, options)
        problems += check_space(target, needed_space(output, done), free)
    read = sum(job.read_size for shard in shards for job in shard.jobs)
    seconds = 0.0
    try:
        seconds = _estimate(base, read + output) * (1 - done / max(1, output))
    except TryMoreError as error:
        problems.append(Problem(error.code, Severity.ERROR, Place.BASE, error.params))
    plan = MergePlan(
        *reports,
        str(target),
        options.dtype,
        tensors=sum(len(shard.jobs) for shard in shards),
        shards=len(shards),
        read_bytes=read,
        output_bytes=output,
        done_bytes=output if finished else done,
        needed_bytes=0 if finished else needed_space(output, done),
        free_bytes=free,
        estimated_seconds=seconds,
        problems=tuple(problems),
    )
    return Prepared(plan, base, delta, made, shards, recipe, sources, finished)


def refuse_if_blocked(plan: MergePlan, options: MergeOptions) -> None:
    """Stop before the first byte if anything is in the way.

    Raises:
        TryMoreError: the first problem's code; the others follow in the detail.
    """
    levels = {Severity.ERROR} if options.allow_warnings else {Severity.ERROR, Severity.WARNING}
    blocking = [problem for problem in plan.problems if problem.severity in levels]
    if blocking:
        detail = "\n".join(f"{problem.code} {problem.params}" for problem in blocking[1:])
        raise TryMoreError(blocking[0].code, detail, **blocking[0].params)


def _reports(
    base: Checkpoint, delta: Checkpoint, kinds: tuple[CheckpointKind, CheckpointKind]
) -> tuple[CheckpointReport, CheckpointReport]:
    ours, theirs = describe(base, kinds[0]), describe(delta, kinds[1])
    if check_generation(base, delta):
        kept = tuple(problem for problem in ours.problems if problem.code != "llama2_signs")
        ours = msgspec.structs.replace(ours, problems=kept)
    return ours, theirs


def _placed(problems: tuple[Problem, ...], place: Place) -> list[Problem]:
    return [msgspec.structs.replace(problem, place=place) for problem in problems]


def _blocked(problems: list[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _check_pair(
    base: Checkpoint,
    delta: Checkpoint,
    kinds: tuple[CheckpointKind, CheckpointKind],
    adapter: Adapter | None,
    made: str,
) -> list[Problem]:
    problems = check_roles(base, delta, kinds, made)
    if not base.tensors or not delta.tensors or problems:
        return problems
    families = {base.config.family, delta.config.family}
    if adapter is None and families <= FAMILIES:
        problems += check_sizes(base, delta)
    elif adapter is not None:
        problems += _placed(tuple(adapter.problems or check_fit(base, adapter)), Place.DELTA)
    return problems + check_tokenizer(base, delta)


def _jobs(base: Checkpoint, delta: Checkpoint, adapter: Adapter | None, dtype: str) -> list[Job]:
    if adapter is None:
        return [
            Job(name, _output(tensor, dtype), tensor, delta.tensors[name])
            for name, tensor in base.tensors.items()
        ]
    return [
        Job(
            name,
            _output(tensor, dtype),
            adapter.replaced.get(name, tensor),
            lora=adapter.pairs.get(name),
        )
        for name, tensor in base.tensors.items()
    ]


def _output(tensor: TensorLayout, dtype: str) -> str:
    if dtype != "same":
        return dtype
    return tensor.dtype if tensor.dtype != "fp64" else "fp32"


def _check_memory(options: MergeOptions) -> list[Problem]:
    if not 0 < options.max_memory < MINIMUM_MEMORY:
        return []
    params: dict[str, str | int | float] = {
        "limit": bytes_text(options.max_memory),
        "minimum": bytes_text(MINIMUM_MEMORY),
    }
    return [Problem("memory_limit_low", Severity.ERROR, None, params)]


def _recipe(sources: Mapping[str, str], shards: tuple[Shard, ...], made: str) -> str:
    digest = hashlib.sha256(f"{RECIPE_VERSION} {made} {sorted(sources.items())}".encode())
    for shard in shards:
        digest.update(shard.file.encode() + shard.header)
    return digest.hexdigest()


def _done(target: Path, recipe: str, options: MergeOptions) -> int:
    journal = None if options.restart else read_journal(incomplete_folder(target))
    return journal.done_bytes if journal and journal.recipe == recipe else 0


def _estimate(base: Checkpoint, size: int) -> float:
    """Seconds to move `size` bytes at the speed of a short reading test, on the first file.

    Raises:
        TryMoreError: the file cannot be read.
    """
    path = base.weights.files[0]
    buffer = bytearray(1 << 20)
    start, done = time.monotonic(), 0
    limit = min(PROBE_BYTES, path.stat().st_size - len(buffer))
    with SourceFile(path) as file:
        while done < limit and time.monotonic() - start < PROBE_SECONDS:
            file.read_into(memoryview(buffer), done)
            done += len(buffer)
        file.forget(0, done)
    rate = done / max(1e-6, time.monotonic() - start)
    return size / rate if done else 0.0
