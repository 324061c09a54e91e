"""Whether two folders of weights belong together."""

from collections.abc import Mapping

from trymore_desktop.core.checkpoints import CheckpointKind, Place, Problem, Severity
from trymore_desktop.merge.checkpoint import Checkpoint
from trymore_desktop.merge.folder_checks import LLAMA2_EPS, LLAMA2_WINDOW
from trymore_desktop.merge.inspect import find_tokenizer
from trymore_desktop.merge.layout import TensorLayout
from trymore_desktop.merge.provenance import read_provenance
from trymore_desktop.merge.units import parameters_text

WORD_TENSORS = ("model.embed_tokens.weight", "lm_head.weight")
LLAMA_WORDS = 32000

MODEL, DELTA = CheckpointKind.MODEL, CheckpointKind.DELTA
ADAPTER = CheckpointKind.ADAPTER


def check_roles(
    base: Checkpoint, delta: Checkpoint, kinds: tuple[CheckpointKind, CheckpointKind], made: str
) -> list[Problem]:
    """Whether each folder is what it was offered as; for a new delta both must be models."""
    if base.folder.resolve() == delta.folder.resolve():
        return [_error("same_folder", None, path=str(base.folder))]
    match (*kinds, made):
        case CheckpointKind.ADAPTER, _, _:
            return [_error("base_is_adapter", Place.BASE, path=str(base.folder))]
        case CheckpointKind.DELTA, CheckpointKind.MODEL, "merge":
            return [_error("exchanged", None, base=str(base.folder), delta=str(delta.folder))]
        case CheckpointKind.DELTA, _, _:
            return [_error("base_is_delta", Place.BASE, path=str(base.folder))]
        case _, CheckpointKind.MODEL, "merge":
            merged = read_provenance(delta.folder) is not None
            code = "delta_is_merged" if merged else "delta_is_model"
            return [_error(code, Place.DELTA, path=str(delta.folder))]
        case _, (CheckpointKind.DELTA | CheckpointKind.ADAPTER), "delta":
            return [_error("target_is_delta", Place.DELTA, path=str(delta.folder))]
    made_by = read_provenance(base.folder)
    if made_by and made_by.made == "merge":
        return [_error("base_is_merged", Place.BASE, path=str(base.folder))]
    return []


def check_sizes(base: Checkpoint, delta: Checkpoint) -> list[Problem]:
    """Whether the two have the same tensors in the same shapes."""
    ours, theirs = base.config, delta.config
    known = all((ours.hidden_size, theirs.hidden_size, ours.layers, theirs.layers))
    if known and (ours.hidden_size, ours.layers) != (theirs.hidden_size, theirs.layers):
        return [_error("size_mismatch", None, base=_size(base), delta=_size(delta))]
    problems = _check_words(base.tensors, delta.tensors)
    problems += _check_shapes(base.tensors, delta.tensors)
    if _whole(base) and _whole(delta):
        problems += _check_names(base.tensors, delta.tensors)
    return problems


def check_generation(base: Checkpoint, delta: Checkpoint) -> bool:
    """Whether signs of LLaMA-2 in the base are no warning since the delta shows the same ones."""
    return delta.config.norm_eps >= LLAMA2_EPS * 0.99 or (
        delta.config.context_window >= LLAMA2_WINDOW
        and delta.config.context_window == base.config.context_window
    )


def check_tokenizer(base: Checkpoint, delta: Checkpoint) -> list[Problem]:
    """Whether there is a tokenizer for the result."""
    if find_tokenizer(delta.folder) or find_tokenizer(base.folder):
        return []
    return [Problem("pair_without_tokenizer", Severity.WARNING, Place.DELTA)]


def _whole(checkpoint: Checkpoint) -> bool:
    return checkpoint.weights.complete and not checkpoint.problems


def _size(checkpoint: Checkpoint) -> str:
    count = sum(tensor.elements for tensor in checkpoint.tensors.values())
    return checkpoint.config.size_class or parameters_text(count)


def _check_words(
    base: Mapping[str, TensorLayout], delta: Mapping[str, TensorLayout]
) -> list[Problem]:
    for name in WORD_TENSORS:
        if name not in base or name not in delta or base[name].rows == delta[name].rows:
            continue
        ours, theirs = base[name].rows, delta[name].rows
        if ours == LLAMA_WORDS and theirs > ours:
            return [_error("vocabulary_old_recipe", Place.DELTA, base=ours, delta=theirs)]
        if theirs == LLAMA_WORDS and ours > theirs:
            return [_error("vocabulary_base_extended", Place.BASE, base=ours, delta=theirs)]
        return [_error("vocabulary_mismatch", None, base=ours, delta=theirs)]
    return []


def _check_shapes(
    base: Mapping[str, TensorLayout], delta: Mapping[str, TensorLayout]
) -> list[Problem]:
    different = [
        name
        for name, tensor in base.items()
        if name in delta and delta[name].shape != tensor.shape and name not in WORD_TENSORS
    ]
    if not different:
        return []
    first = different[0]
    return [
        _error(
            "shape_mismatch",
            None,
            tensor=first,
            base=_shape(base[first]),
            delta=_shape(delta[first]),
            count=len(different),
        )
    ]


def _shape(tensor: TensorLayout) -> str:
    return " × ".join(map(str, tensor.shape))


def _check_names(
    base: Mapping[str, TensorLayout], delta: Mapping[str, TensorLayout]
) -> list[Problem]:
    problems = []
    for place, here, there in ((Place.BASE, base, delta), (Place.DELTA, delta, base)):
        missing = [name for name in there if name not in here]
        if missing:
            params: dict[str, str | int | float] = {"tensor": missing[0], "count": len(missing)}
            problems.append(Problem("tensors_missing", Severity.ERROR, place, params))
    return problems


def _error(code: str, place: Place | None, **params: str | int | float) -> Problem:
    return Problem(code, Severity.ERROR, place, dict(params))
