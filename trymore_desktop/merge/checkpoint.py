"""A folder of weights, known from its headers alone."""

import stat
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from trymore_desktop.core.checkpoints import Problem
from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.config import (
    ModelConfig,
    hugging_face_config,
    meta_config,
    read_json,
)
from trymore_desktop.merge.discovery import Weights, find_weights
from trymore_desktop.merge.layout import TensorLayout, is_rotary_buffer
from trymore_desktop.merge.meta_files import join_meta
from trymore_desktop.merge.safetensors_files import read_safetensors_file
from trymore_desktop.merge.torch_files import read_torch_file
from trymore_desktop.merge.units import bytes_text

ADAPTER_CONFIG = "adapter_config.json"


@dataclass
class Checkpoint:
    """What was found in `folder`: tensors under Hugging Face names, rotary buffers left out.

    `config` is filled from the tensors where the files are silent. `problems` holds everything
    that is wrong with the folder by itself; the tensors are those that could be read.
    """

    folder: Path
    weights: Weights = field(default_factory=lambda: Weights("none"))
    tensors: dict[str, TensorLayout] = field(default_factory=dict)
    config: ModelConfig = field(default_factory=ModelConfig)
    adapter: dict[str, Any] | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def format(self) -> str:
        """safetensors, bin, meta, gguf or none."""
        return self.weights.format

    def name_of(self, path: Path) -> str:
        """A file's name as an index has it: with the folders below this one."""
        return path.relative_to(self.folder).as_posix()

    def report(self, code: str, **params: str | int | float) -> None:
        """Note a problem that blocks, once."""
        problem = Problem(code, params=dict(params))
        if problem not in self.problems:
            self.problems.append(problem)

    def attempt(self, read: Callable[[], None], path: Path) -> None:
        """Run a reading step and turn its failure into a problem."""
        try:
            read()
        except TryMoreError as error:
            self.report(error.code, **_readable(error, path))
        except OSError as error:
            path = Path(error.filename or path)
            reason = error.strerror or str(error)
            self.report("file_unreadable", path=str(path), name=path.name, reason=reason)


def open_checkpoint(folder: Path) -> Checkpoint:
    """Read the headers of every weights file in a folder; never raises for what is in it."""
    found = Checkpoint(folder)
    found.attempt(lambda: _check_folder(found), folder)
    if not found.problems:
        found.attempt(lambda: _find(found), folder)
        found.attempt(lambda: _read_config(found), folder)
        _read_tables(found)
        found.config = _complete(found.config, found.tensors)
    return found


def _check_folder(found: Checkpoint) -> None:
    path = str(found.folder)
    try:
        mode = found.folder.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        found.report("folder_missing", path=path)
    else:
        if not stat.S_ISDIR(mode):
            found.report("folder_is_file", path=path, name=found.folder.name)


def _readable(error: TryMoreError, path: Path) -> dict[str, str | int | float]:
    params = dict(error.params)
    params.setdefault("path", str(path))
    params.setdefault("name", Path(str(params["path"])).name)
    for key in ("size", "expected"):
        if isinstance(params.get(key), int):
            params[key] = bytes_text(int(params[key]))
    return params


def _find(found: Checkpoint) -> None:
    found.weights = find_weights(found.folder)
    if found.weights.adapter:
        found.adapter = read_json(found.folder / ADAPTER_CONFIG)


def _read_config(found: Checkpoint) -> None:
    config, params = found.folder / "config.json", found.folder / "params.json"
    if found.format == "meta" and params.is_file():
        found.config = meta_config(read_json(params))
    elif config.is_file():
        found.config = hugging_face_config(read_json(config))


def _read_tables(found: Checkpoint) -> None:
    weights = found.weights
    if weights.format not in ("safetensors", "bin", "meta"):
        return
    read = read_safetensors_file if weights.format == "safetensors" else read_torch_file
    tables: list[dict[str, TensorLayout]] = []
    for path in weights.files:
        if found.name_of(path) in weights.pointers:
            continue
        found.attempt(lambda path=path: tables.append(read(path)), path)  # type: ignore[misc]
    if weights.format == "meta" and tables:
        found.attempt(lambda: _join_meta(found, tables), found.folder)
    else:
        for table in tables:
            found.tensors |= _clean(table)


def _join_meta(found: Checkpoint, tables: list[dict[str, TensorLayout]]) -> None:
    found.tensors = _clean(join_meta(tables, found.config.heads))


def _clean(table: dict[str, TensorLayout]) -> dict[str, TensorLayout]:
    return {name: tensor for name, tensor in table.items() if not is_rotary_buffer(name)}


def _complete(config: ModelConfig, tensors: dict[str, TensorLayout]) -> ModelConfig:
    """Fill what the files do not say from the shapes of the tensors."""
    embedding = tensors.get("model.embed_tokens.weight")
    gate = tensors.get("model.layers.0.mlp.gate_proj.weight")
    keys = tensors.get("model.layers.0.self_attn.k_proj.weight")
    layers = {name.split(".")[2] for name in tensors if name.startswith("model.layers.")}
    hidden = embedding.columns if embedding else 0
    heads = config.heads or (hidden // 128 if embedding and hidden % 128 == 0 else 0)
    head_size = config.head_size or (hidden // heads if heads else 0)
    kv_heads = keys.rows // head_size if keys and head_size else config.kv_heads
    return replace(
        config,
        family=config.family or ("llama" if embedding and gate else ""),
        hidden_size=config.hidden_size or hidden,
        layers=config.layers or len(layers),
        heads=heads,
        kv_heads=kv_heads or heads,
        feed_forward=config.feed_forward or (gate.rows if gate else 0),
        vocabulary=embedding.rows if embedding else config.vocabulary,
    )
