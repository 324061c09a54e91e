"""What a folder holds, as far as its headers tell."""

from collections import Counter
from pathlib import Path

from trymore_desktop.core.checkpoints import CheckpointKind, CheckpointReport, Problem
from trymore_desktop.merge.checkpoint import Checkpoint, open_checkpoint
from trymore_desktop.merge.folder_checks import check_folder
from trymore_desktop.merge.kinds import find_kind
from trymore_desktop.merge.layout import ITEM_SIZES
from trymore_desktop.merge.places import is_file
from trymore_desktop.merge.provenance import read_provenance

DEFAULT_WINDOW = 2048
TOKENIZERS = ("tokenizer.model", "tokenizer.json")


def inspect_checkpoint(folder: Path) -> CheckpointReport:
    """Look at a folder; whatever is wrong with it is in the report's problems."""
    found = open_checkpoint(folder)
    return describe(found, find_kind(found))


def describe(found: Checkpoint, kind: CheckpointKind) -> CheckpointReport:
    """The report of a checkpoint whose headers were read."""
    config, tensors = found.config, found.tensors.values()
    problems: list[Problem] = []
    found.attempt(lambda: problems.extend(check_folder(found, kind)), found.folder)
    made = read_provenance(found.folder)
    return CheckpointReport(
        path=str(found.folder),
        format=found.format,
        kind=kind,
        architecture=config.architecture or config.family,
        size_class=config.size_class,
        dtype=main_dtype(found),
        parameters=sum(tensor.elements for tensor in tensors),
        tensors=len(found.tensors),
        shards=len(found.weights.files),
        size=sum(tensor.size for tensor in tensors),
        vocabulary=config.vocabulary,
        hidden_size=config.hidden_size,
        layers=config.layers,
        context_window=config.context_window or (DEFAULT_WINDOW if config.hidden_size else 0),
        has_tokenizer=find_tokenizer(found.folder) is not None,
        merged_by=f"TryMore Desktop {made.version}" if made else "",
        problems=tuple(problems or found.problems),
    )


def main_dtype(found: Checkpoint) -> str:
    """The number format that most of the weights have, or empty."""
    sizes: Counter[str] = Counter()
    for tensor in found.tensors.values():
        sizes[tensor.dtype] += tensor.elements * ITEM_SIZES[tensor.dtype]
    return sizes.most_common(1)[0][0] if sizes else ""


def find_tokenizer(folder: Path) -> Path | None:
    """The folder's tokenizer; Meta keeps it beside the folders of the sizes."""
    for place in (folder, folder.parent):
        for name in TOKENIZERS if place == folder else TOKENIZERS[:1]:
            if is_file(place / name) and (place == folder or _is_meta(folder)):
                return place / name
    return None


def _is_meta(folder: Path) -> bool:
    return is_file(folder / "params.json")
