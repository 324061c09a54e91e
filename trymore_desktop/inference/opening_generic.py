"""Opens a model through transformers, after looking for what would only be told in its words."""

import os
import re
from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

import torch

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Progress
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.config import LLAMA, QUANTISED, ModelConfig
from trymore_desktop.inference.files import damaged
from trymore_desktop.inference.generic import GenericDecoder
from trymore_desktop.inference.reading import check_finite
from trymore_desktop.inference.weights import Weights

_OF_A_LAYER = re.compile(r"\.layers\.\d+\..*proj\.weight$")


def load_generic(
    folder: Path,
    config: ModelConfig,
    device: str,
    dtype: torch.dtype,
    window: int,
    control: Control,
) -> Generator[Progress, None, GenericDecoder]:
    """Load through transformers, without the network and without code from the folder.

    `device` may name a split, such as "cuda:0+cpu".

    Raises:
        TryMoreError: `architecture_unknown`, `checkpoint_quantised`, `config_damaged`, and what
            is wrong with the weights.
        Interrupted: the person cancelled before reading began; transformers cannot be stopped.
    """
    report = Reporter(control, "load", 1, "steps")
    yield from report(0, config.architecture)
    _check_files(folder, config)
    model, info = _open(folder, config, device, dtype)
    _check_loaded(folder, model, info)
    model.eval()
    yield from report(1, config.architecture)
    return GenericDecoder(config, model, window, torch.device(device.partition("+")[0]))


def _check_files(folder: Path, config: ModelConfig) -> None:
    weights = Weights(folder)
    if config.architecture == LLAMA and config.reason != QUANTISED:
        weights.check(config)


def _open(folder: Path, config: ModelConfig, device: str, dtype: torch.dtype) -> tuple[Any, Any]:
    os.environ["HF_HUB_OFFLINE"] = "1"
    import transformers
    from safetensors import SafetensorError

    transformers.utils.logging.disable_progress_bar()
    main, _, rest = device.partition("+")
    local = {"trust_remote_code": False, "local_files_only": True}
    try:
        described = transformers.AutoConfig.from_pretrained(folder, **local)
    except (ValueError, KeyError, ImportError, OSError) as error:
        raise _unknown(config, error) from error
    except Exception as error:
        # Sizes that contradict each other have an exception of their own in each version
        path = str(folder / "config.json")
        raise TryMoreError("config_damaged", detail=str(error), path=path) from error
    try:
        model, info = transformers.AutoModelForCausalLM.from_pretrained(
            folder,
            config=described,
            dtype=dtype,
            output_loading_info=True,
            # Told by name below
            ignore_mismatched_sizes=True,
            device_map="auto" if rest else {"": main},
            **local,
        )
    except (ValueError, KeyError, ImportError) as error:
        raise _unknown(config, error) from error
    except SafetensorError as error:
        raise damaged(folder, str(error)) from error
    except OSError as error:
        if error.errno is not None:
            raise
        # transformers looks for fewer names than `weight_files`
        name = "model.safetensors"
        raise TryMoreError("weights_missing", str(error), path=str(folder), file=name) from error
    return model, info


def _unknown(config: ModelConfig, error: Exception) -> TryMoreError:
    if config.reason == QUANTISED:
        return TryMoreError("checkpoint_quantised", detail=str(error))
    return TryMoreError("architecture_unknown", detail=str(error), architecture=config.architecture)


def _check_loaded(folder: Path, model: Any, info: dict[str, Any]) -> None:
    """Refuse what transformers would only warn of: random values, and such as are no numbers."""
    mismatched = cast(list[tuple[str, Any, Any]], info.get("mismatched_keys") or [])
    for name, found, expected in sorted(mismatched):
        raise TryMoreError(
            "weights_mismatch",
            path=str(folder),
            tensor=name,
            expected="\u00d7".join(map(str, expected)),
            found="\u00d7".join(map(str, found)),
        )
    for name in sorted(info.get("missing_keys") or ()):
        raise TryMoreError("weights_incomplete", path=str(folder), tensor=name)
    for name in sorted(info.get("unexpected_keys") or ()):
        if _OF_A_LAYER.search(name):
            raise TryMoreError("weights_unexpected", path=str(folder), tensor=name)
    for name, tensor in model.named_parameters():
        if tensor.is_floating_point() and tensor.device.type != "meta" and tensor.numel():
            check_finite(tensor.detach(), name)
