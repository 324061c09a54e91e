"""What a folder is that is no model to talk to. Imports no torch."""

from pathlib import Path

from trymore_desktop.errors import TryMoreError

OTHER_FORMATS = (".gguf", ".ggml", ".onnx", ".h5", ".msgpack", ".exl2")
ADAPTER = "adapter_config.json"
ADAPTER_WEIGHTS = "adapter_model.safetensors"
META = ("params.json", "consolidated.00.pth")
UNFINISHED = ".incomplete"


def not_a_folder(path: Path) -> TryMoreError:
    """Why a path is no folder: `model_not_found`, `model_other_format` or `folder_is_file`."""
    if not path.is_file():
        return TryMoreError("model_not_found", path=str(path))
    if path.suffix.lower() in OTHER_FORMATS:
        return TryMoreError("model_other_format", name=path.name)
    return TryMoreError("folder_is_file", name=path.name)


def no_model(folder: Path, otherwise: TryMoreError) -> TryMoreError:
    """What a folder without a model's description or weights is instead, if it can be told.

    `model_unfinished`, `model_is_adapter`, `model_is_meta`, `model_other_format`, or `otherwise`.
    """
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return otherwise
    if folder.name.endswith(UNFINISHED):
        return TryMoreError("model_unfinished", path=str(folder))
    if ADAPTER in names:
        return TryMoreError("model_is_adapter", path=str(folder))
    if any(name in names for name in META):
        return TryMoreError("model_is_meta", path=str(folder))
    for name in names:
        if name.lower().endswith(OTHER_FORMATS):
            return TryMoreError("model_other_format", name=name)
    return otherwise
