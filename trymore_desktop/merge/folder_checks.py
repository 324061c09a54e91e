"""What can be wrong with one folder of weights by itself."""

import itertools
import re
from pathlib import Path

from trymore_desktop.core.checkpoints import CheckpointKind, Problem, Severity
from trymore_desktop.merge.checkpoint import Checkpoint
from trymore_desktop.merge.discovery import Weights, find_weights
from trymore_desktop.merge.hub_state import find_state, missing_files
from trymore_desktop.merge.layout import FLOATS
from trymore_desktop.merge.units import bytes_text

FAMILIES = frozenset({"llama"})
LLAMA2_EPS = 1e-5
LLAMA2_WINDOW = 4096
LISTED_NAMES = 3
SEARCHED_FOLDERS = 200

_LLAMA2_NAME = re.compile(r"llama[-_ ]?(?:v)?2(?![0-9])", re.IGNORECASE)
_QUANTIZED = re.compile(r"\.(?:qweight|qzeros|scales|SCB|absmax|quant_state\S*)$")


def check_folder(found: Checkpoint, kind: CheckpointKind) -> list[Problem]:
    """Everything that is wrong with a checkpoint by itself, the reading problems first."""
    problems = [*found.problems, *_check_files(found)]
    if found.tensors:
        problems += [*_check_quantized(found), *_check_family(found), *_check_llama2(found, kind)]
    return problems


def _error(code: str, **params: str | int | float) -> Problem:
    return Problem(code, Severity.ERROR, params=dict(params))


def _check_files(found: Checkpoint) -> list[Problem]:
    weights, problems = found.weights, _check_download(found.folder)
    if problems:
        return problems  # what else is missing is still to come
    if weights.pointers:
        problems.append(_pointers(found.folder, weights))
    if weights.missing:
        total = len(weights.missing) + len(weights.files)
        names = ", ".join(weights.missing[:LISTED_NAMES])
        problems.append(
            _error("shard_missing", names=names, count=len(weights.missing), total=total)
        )
    if weights.format == "gguf":
        problems.append(_error("other_format", name=weights.files[0].name))
    if weights.format == "none" and not found.problems:
        problems.append(_no_weights(found.folder))
    if weights.format == "meta":
        problems += _check_meta(found)
    short = weights.total - sum(path.stat().st_size for path in weights.files)
    if short > 0 and weights.complete and not found.problems:
        # Each file by itself is whole, and some published indexes state a wrong size.
        params: dict[str, str | int | float] = {"missing": bytes_text(short)}
        problems.append(Problem("weights_short", Severity.WARNING, params=params))
    return problems


def _check_download(folder: Path) -> list[Problem]:
    download = find_state(folder)
    missing = missing_files(folder, download) if download else []
    if not download or not missing:
        return []
    return [
        _error(
            "download_unfinished",
            path=str(folder),
            repository=download.repository,
            count=len(missing),
            total=len(download.files),
            size=bytes_text(sum(file.size for file in missing)),
            names=", ".join(file.name for file in missing[:LISTED_NAMES]),
        )
    ]


def _pointers(folder: Path, weights: Weights) -> Problem:
    count = len(weights.pointers)
    size = (folder / weights.pointers[0]).stat().st_size
    names = ", ".join(weights.pointers[:LISTED_NAMES])
    return _error(
        "lfs_pointers",
        count=count,
        total=len(weights.files) or count,
        size=bytes_text(size),
        names=names,
    )


def _no_weights(folder: Path) -> Problem:
    if not any(folder.iterdir()):
        return _error("folder_empty", path=str(folder))
    inside = _model_inside(folder)
    if inside:
        return _error("model_in_subfolder", path=str(folder), inside=str(inside))
    return _error("not_a_model", path=str(folder))


def _model_inside(folder: Path) -> Path | None:
    """A folder just below, or in the snapshots of the hub's cache, that holds weights."""
    patterns = ("*/", "snapshots/*/")
    below = itertools.chain.from_iterable(folder.glob(pattern) for pattern in patterns)
    for inner in itertools.islice(below, SEARCHED_FOLDERS):
        names = {path.suffix for path in inner.iterdir()} if inner.is_dir() else set()
        if names & {".bin", ".pth", ".safetensors"} and find_weights(inner).format != "none":
            return inner
    return None


def _check_meta(found: Checkpoint) -> list[Problem]:
    if not found.config.heads or not found.config.hidden_size:
        return [_error("meta_params_missing", path=str(found.folder))]
    embedding = found.tensors.get("model.embed_tokens.weight")
    if embedding and embedding.columns != found.config.hidden_size:
        parts = max(
            1, found.config.hidden_size // max(1, embedding.shape[1] // len(embedding.parts))
        )
        return [_error("meta_part_missing", there=len(embedding.parts), total=parts)]
    return []


def _check_quantized(found: Checkpoint) -> list[Problem]:
    names = [name for name in found.tensors if _QUANTIZED.search(name)]
    odd = [tensor for tensor in found.tensors.values() if tensor.dtype not in FLOATS]
    if found.config.quantization or names:
        return [_error("quantized", name=found.config.quantization or names[0])]
    if odd:
        return [_error("dtype_unsupported", tensor=odd[0].name, dtype=odd[0].dtype)]
    return []


def _check_family(found: Checkpoint) -> list[Problem]:
    config = found.config
    if found.adapter is not None:
        return []
    if config.family not in FAMILIES:
        named = config.architecture or config.family or "?"
        return [_error("unknown_family", family=named)]
    if "model.embed_tokens.weight" not in found.tensors and found.weights.complete:
        if found.problems:
            return []
        first = next(iter(found.tensors))
        return [_error("tensors_unknown", tensor=first)]
    return []


def llama2_signs(found: Checkpoint) -> list[str]:
    """What in the folder speaks for LLaMA-2, in words; its shapes are those of LLaMA."""
    config, signs = found.config, []
    if config.norm_eps >= LLAMA2_EPS * 0.99:
        signs.append(f"rms_norm_eps {config.norm_eps:g}")
    if config.context_window >= LLAMA2_WINDOW:
        signs.append(f"max_position_embeddings {config.context_window}")
    if 0 < config.kv_heads < config.heads:
        signs.append(f"num_key_value_heads {config.kv_heads}")
    names = (found.folder.name, found.folder.parent.name)
    signs += [name for name in names if _LLAMA2_NAME.search(name)]
    return signs


def _check_llama2(found: Checkpoint, kind: CheckpointKind) -> list[Problem]:
    signs = llama2_signs(found) if found.config.family in FAMILIES else []
    if not signs or kind is not CheckpointKind.MODEL:
        return []
    return [Problem("llama2_signs", Severity.WARNING, params={"signs": ", ".join(signs)})]
