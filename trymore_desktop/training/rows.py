"""Files of conversations as rows of token ids, kept on disk, so that size is no matter."""

import hashlib
import shutil
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Progress
from trymore_desktop.errors import TryMoreError
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.training.data.conversation import from_line
from trymore_desktop.training.encoding import conversation_row, is_trainable
from trymore_desktop.training.recipe import TrainRecipe
from trymore_desktop.training.trainer import Row

NAME = "rows.arrow"


class RowCounts(msgspec.Struct):
    """What became of the conversations: none vanishes without being counted.

    `cut` were longer than the limit and lost their end; `untrainable` hold no reply within the
    limit and `rejected` are no conversations: both are left out. `bytes` is how far the files were
    read, `digest` tells all rows from any others once they are written.
    """

    bytes: int = 0
    digest: str = ""
    read: int = 0
    cut: int = 0
    untrainable: int = 0
    rejected: int = 0


def iterate_rows(recipe: TrainRecipe, tokenizer: Tokenizer, counts: RowCounts) -> Iterator[Row]:
    """The rows of all files of the recipe, in order.

    Raises:
        TryMoreError: `data_unreadable`.
    """
    for name in recipe.data:
        try:
            with Path(name).open("rb") as file:
                for line in file:
                    counts.bytes += len(line)
                    yield from _row_of(line, recipe, tokenizer, counts)
        except OSError as error:
            raise TryMoreError("data_unreadable", str(error), path=name) from error


def _row_of(
    line: bytes, recipe: TrainRecipe, tokenizer: Tokenizer, counts: RowCounts
) -> Iterator[Row]:
    if not line.strip():
        return
    counts.read += 1
    try:
        conversation = from_line(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        counts.rejected += 1
        return
    row, lost = conversation_row(tokenizer, conversation.messages, recipe.max_length)
    counts.cut += lost > 0
    if is_trainable(row):
        yield row
    else:
        counts.untrainable += 1


def write_rows(
    recipe: TrainRecipe, tokenizer: Tokenizer, counts: RowCounts, cache: Path, control: Control
) -> Iterator[Progress]:
    """Write all rows into the folder `cache`, in the first process while the others wait.

    Raises:
        TryMoreError: `data_unreadable`, `data_unwritable`; `training_folder_used`, there are
            checkpoints beside `cache` of a run over other rows.
        Interrupted: the person cancelled.
    """
    from accelerate import PartialState

    state = PartialState(cpu=True) if recipe.cpu else PartialState()
    if state.is_main_process:
        try:
            yield from _write(recipe, tokenizer, counts, cache / NAME, control)
            _note(counts.digest, cache)
        except OSError as error:
            raise TryMoreError("data_unwritable", str(error), path=str(cache)) from error
    state.wait_for_everyone()


def _note(digest: str, cache: Path) -> None:
    note = cache.with_suffix(".digest")
    before = note.read_text("ascii") if note.is_file() else digest
    if before != digest and (cache.parent / "checkpoints").is_dir():
        raise TryMoreError("training_folder_used", path=str(cache.parent))
    note.write_text(digest, "ascii")


def read_rows(cache: Path) -> Any:
    """What `write_rows` wrote as a memory-mapped `datasets.Dataset` with input_ids and labels."""
    import datasets

    path = cache / NAME
    return datasets.Dataset.from_file(str(path)) if path.is_file() else []


def _write(
    recipe: TrainRecipe, tokenizer: Tokenizer, counts: RowCounts, path: Path, control: Control
) -> Iterator[Progress]:
    """Write the rows to a new file; no file at all if there are none."""
    import datasets
    from datasets.arrow_writer import ArrowWriter

    shutil.rmtree(path.parent, ignore_errors=True)
    path.parent.mkdir(parents=True)
    integers = datasets.List(datasets.Value("int32"))
    features = datasets.Features({"input_ids": integers, "labels": integers})
    written = 0
    digest = hashlib.blake2b(digest_size=16)
    report = Reporter(control, "rows", _size(recipe))
    with ArrowWriter(features=features, path=str(path)) as writer:
        for row in iterate_rows(recipe, tokenizer, counts):
            yield from report(counts.bytes)
            writer.write({"input_ids": row.input_ids, "labels": row.labels})
            digest.update(array("q", [len(row.labels), *row.input_ids, *row.labels]))
            written += 1
        if written:
            writer.finalize()
    counts.digest = digest.hexdigest()
    if not written:
        path.unlink(missing_ok=True)


def _size(recipe: TrainRecipe) -> int:
    return sum(path.stat().st_size for path in map(Path, recipe.data) if path.is_file())
