"""Reading a model again from the disk: hashes, count, shapes, and that every number is finite."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import torch

from trymore_desktop.core.checkpoints import CheckpointKind, Problem, Severity, VerifyReport
from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Event, Verified
from trymore_desktop.errors import Param, TryMoreError
from trymore_desktop.merge.arithmetic import is_finite
from trymore_desktop.merge.checkpoint import Checkpoint, open_checkpoint
from trymore_desktop.merge.files import SourceFile, file_size
from trymore_desktop.merge.folder_checks import FAMILIES, check_folder
from trymore_desktop.merge.kinds import find_kind
from trymore_desktop.merge.layout import FLOATS, Shape, TensorLayout
from trymore_desktop.merge.provenance import read_provenance
from trymore_desktop.merge.reading import TORCH_DTYPES, TensorReader
from trymore_desktop.merge.releases import known_release

STEP_BYTES = 8 << 20
LAYER_TENSORS = 9
END_TENSORS = 3


def verify(folder: Path, control: Control) -> Iterator[Event]:
    """Check a model folder; what is wrong with it is in the report. Ends in Verified.

    Raises:
        Interrupted: the person cancelled.
    """
    found = open_checkpoint(folder)
    kind = find_kind(found)
    # Signs of LLaMA-2 are a warning to whoever chooses a base; a result is what it is
    problems = [one for one in check_folder(found, kind) if one.code != "llama2_signs"]
    if kind in (CheckpointKind.DELTA, CheckpointKind.ADAPTER):
        problems.append(Problem("verify_no_model", params={"path": str(folder)}))
    problems += _check_shapes(found)
    made = read_provenance(folder)
    expected = dict(made.hashes) if made else {}
    hashes: dict[str, str] = {}
    yield from read_again(found, expected, hashes, problems, control)
    missing = [name for name in expected if not (folder / name).is_file()]
    if missing:
        lost: dict[str, Param] = {"names": ", ".join(missing), "count": len(missing)}
        problems.append(Problem("shard_missing", params={**lost, "total": len(expected)}))
    release = known_release({name: hashes[name] for name in hashes if name in expected or not made})
    if not release and not problems:
        problems.append(Problem("release_unknown", Severity.INFO))
    size = sum(tensor.size for tensor in found.tensors.values())
    yield Verified(VerifyReport(str(folder), len(found.tensors), size, release, tuple(problems)))


def read_again(
    found: Checkpoint,
    expected: dict[str, str],
    hashes: dict[str, str],
    problems: list[Problem],
    control: Control,
) -> Iterator[Event]:
    """Read every weights file once; fills `hashes` by file name and adds to `problems`.

    Raises:
        Interrupted: the person cancelled.
        TryMoreError: a file that was just there is gone.
    """
    pointers = found.weights.pointers
    files = {
        name: path for path in found.weights.files if (name := found.name_of(path)) not in pointers
    }
    report, done = Reporter(control, "verify", sum(map(file_size, files.values()))), 0
    for name, path in files.items():
        digest = hashlib.sha256()
        try:
            for data in _blocks(path):
                digest.update(data)
                done += len(data)
                yield from report(done, name)
        except TryMoreError as error:
            problems.append(Problem(error.code, params=error.params))
            continue
        hashes[name] = digest.hexdigest()
        if expected.get(name, digest.hexdigest()) != digest.hexdigest():
            problems.append(Problem("hash_mismatch", params={"name": name}))
    trusted = {name for name in expected if hashes.get(name) == expected[name]}
    yield from _check_finite(found, trusted, problems, control)


def _blocks(path: Path) -> Iterator[memoryview]:
    size, buffer = file_size(path), bytearray(STEP_BYTES)
    with SourceFile(path) as file:
        for offset in range(0, size, STEP_BYTES):
            view = memoryview(buffer)[: min(STEP_BYTES, size - offset)]
            file.read_into(view, offset)
            yield view


def _check_finite(
    found: Checkpoint, trusted: set[str], problems: list[Problem], control: Control
) -> Iterator[Event]:
    """Files with the hash of a merge are finite already: the merge looked before it hashed."""
    tensors = [
        tensor
        for tensor in found.tensors.values()
        if tensor.dtype in FLOATS and found.name_of(tensor.parts[0].path) not in trusted
    ]
    reader = TensorReader()
    report, done = Reporter(control, "finite", sum(tensor.size for tensor in tensors)), 0
    try:
        for tensor in tensors:
            if not _finite(reader, tensor, control):
                problems.append(Problem("verify_not_finite", params={"tensor": tensor.name}))
            done += tensor.size
            yield from report(done, tensor.name)
    except TryMoreError as error:
        problems.append(Problem(error.code, params=error.params))
    finally:
        reader.close()


def _finite(reader: TensorReader, tensor: TensorLayout, control: Control) -> bool:
    dtype = TORCH_DTYPES[tensor.dtype]
    rows = max(tensor.granule, STEP_BYTES // max(1, tensor.columns * dtype.itemsize))
    rows -= rows % tensor.granule
    for start in range(0, tensor.rows, rows):
        control.check()
        stop = min(start + rows, tensor.rows)
        values = torch.empty((stop - start, tensor.columns), dtype=dtype)
        reader.read_rows(tensor, start, stop, values)
        if not is_finite(values):
            return False
    return True


def _check_shapes(found: Checkpoint) -> list[Problem]:
    """Whether the count and the shapes of the tensors are those that the config promises."""
    config = found.config
    if found.adapter is not None or not config.layers or config.family not in FAMILIES:
        return []
    last = f"model.layers.{config.layers - 1}.mlp.down_proj.weight"
    wanted: dict[str, Shape] = {
        "model.embed_tokens.weight": (config.vocabulary, config.hidden_size),
        "model.norm.weight": (config.hidden_size,),
        last: (config.hidden_size, config.feed_forward),
    }
    wrong = [
        name
        for name, shape in wanted.items()
        if name not in found.tensors or found.tensors[name].shape != shape
    ]
    count = config.layers * LAYER_TENSORS + END_TENSORS
    if not wrong and len(found.tensors) in (count, count - 1):
        return []
    name = wrong[0] if wrong else "lm_head.weight"
    params: dict[str, str | int | float] = {"tensor": name, "count": len(found.tensors)}
    return [Problem("verify_shapes", params={**params, "expected": count})]
