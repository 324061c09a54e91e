"""Sessions on small random models, and what is asked of them."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
import torch

from tests.support.checkpoints import write_checkpoint
from tests.support.tensors import Shape, random_tensors
from trymore_desktop.core.chat import GenerationConfig, Message, Role
from trymore_desktop.core.events import Finished, ModelLoaded, Progress, TextDelta
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.session import Session

GREEDY = GenerationConfig(max_new_tokens=24, temperature=0)
SHAPES = {
    "mha": Shape(),
    "gqa": Shape(kv_heads=2),
    "mqa": Shape(kv_heads=1, layers=3),
}


def ask(*texts: str) -> list[Message]:
    """The person's and the model's texts in turn."""
    roles = (Role.USER, Role.ASSISTANT)
    return [Message(roles[place % 2], text) for place, text in enumerate(texts)]


def make_model(
    folder: Path,
    shape: Shape | None = None,
    tied: bool = False,
    form: str = "safetensors",
    dtype: torch.dtype = torch.float32,
    **config: object,
) -> Path:
    """A random model whose logits differ enough for greedy text to be well defined."""
    shape = shape or Shape()
    tensors = {
        name: tensor.float().mul(1 if "norm" in name else 8).to(dtype)
        for name, tensor in random_tensors(shape, 3, torch.float32).items()
    }
    if tied:
        del tensors["lm_head.weight"]
    write_checkpoint(folder, tensors, shape, form)
    changes = {"tie_word_embeddings": tied, **config}
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    return folder


def loaded(folder: Path, precision: str = "fp32", device: str = "cpu") -> Session:
    """A session with the model of `folder`."""
    torch.set_num_threads(1)
    session = Session()
    *progress, last = session.load(str(folder), device, precision)
    assert all(isinstance(event, Progress) for event in progress)
    assert isinstance(last, ModelLoaded)
    return session


def fresh(folder: Path, like: Session, precision: str = "fp32") -> Session:
    """Another session on the same model that knows as which ids the replies were generated."""
    session = loaded(folder, precision)
    session._loaded.replies._ids.update(like._loaded.replies._ids)
    return session


def run(
    session: Session, messages: list[Message], config: GenerationConfig = GREEDY, **options: Any
) -> Finished:
    """The finished reply; the deltas must add up to it."""
    *others, last = session.generate(messages, config, **options)
    assert isinstance(last, Finished)
    assert "".join(e.text for e in others if isinstance(e, TextDelta)) == last.text
    return last


def reference(folder: Path, dtype: torch.dtype = torch.float32) -> Any:
    """The same model in transformers."""
    transformers = pytest.importorskip("transformers")
    return transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=dtype).eval()


def prompt_ids(session: Session, messages: list[Message]) -> list[int]:
    """The ids that the model reads for `messages`."""
    from trymore_desktop.inference import prompts

    return prompts.fit(session._loaded.template, messages, GREEDY, 2048).ids


def whole(session: Session, ids: list[int]) -> str:
    """The text of generated ids."""
    from trymore_desktop.inference.detokenize import whole_text

    return whole_text(session._loaded.tokenizer, ids)


def dataclass_replace(config: GenerationConfig, **changes: Any) -> GenerationConfig:
    """`config` with `changes`."""
    return msgspec.structs.replace(config, **changes)


def code_of(folder: Path, **options: str) -> str:
    """The code with which loading `folder` fails."""
    with pytest.raises(TryMoreError) as failed:
        loaded(folder, **options)
    return failed.value.code
