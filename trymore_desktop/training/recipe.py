"""What to train and how: the [train] table of a recipe file, checked before anything is loaded."""

import math
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from trymore_desktop.errors import TryMoreError


class Method(StrEnum):
    """Which weights are trained: all, or low-rank adapters on full or on 4-bit weights."""

    FULL = "full"
    LORA = "lora"
    QLORA = "qlora"


class Optimizer(StrEnum):
    """AdamW as Vicuna's recipe has it; Muon (with AdamW) is meant for tiny models."""

    ADAMW = "adamw"
    MUON = "muon"


class LoraOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Adapters: rank, scale (`alpha / rank`), dropout and the layers that get them."""

    rank: int = 16
    alpha: int = 32
    dropout: float = 0.05
    targets: str | list[str] = "all-linear"


class TrainRecipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fine-tuning run; the defaults are Vicuna's (scripts/train_vicuna_7b.sh of FastChat).

    `data` are JSONL files of conversations. `max_steps` above 0 ends the run earlier than
    `epochs`. `warmup` is the share of steps in which the rate rises; `min_rate` the share of the
    peak that a cosine schedule ends at. `muon_rate` is used by the optimizer muon only.
    `bf16` computes in bfloat16 with fp32 master weights. `fsdp` and `deepspeed` come from
    accelerate's configuration, not from here.
    """

    model: str
    data: tuple[str, ...]
    output: str
    method: Method = Method.FULL
    optimizer: Optimizer = Optimizer.ADAMW
    max_length: int = 2048
    epochs: float = 3.0
    max_steps: int = 0
    batch_size: int = 1
    gradient_accumulation: int = 16
    learning_rate: float = 2e-5
    muon_rate: float = 0.0
    min_rate: float = 0.0
    warmup: float = 0.03
    weight_decay: float = 0.0
    bf16: bool = True
    gradient_checkpointing: bool = True
    packing: bool = False
    liger: bool = False
    group_by_length: bool = False
    save_steps: int = 500
    keep_checkpoints: int = 3
    logging_steps: int = 10
    seed: int = 0
    cpu: bool = False
    lora: LoraOptions = LoraOptions()

    def check(self) -> None:
        """Refuse what cannot work.

        Raises:
            TryMoreError: `recipe_value`, `recipe_no_data`.
        """
        positive = ("max_length", "batch_size", "gradient_accumulation", "save_steps")
        for name in (*positive, "logging_steps", "learning_rate"):
            # Written so that nan, which TOML knows, is refused as well
            if not 0 < getattr(self, name) < math.inf:
                raise TryMoreError("recipe_value", name=name, value=getattr(self, name))
        if not 0 <= self.min_rate <= 1:
            raise TryMoreError("recipe_value", name="min_rate", value=self.min_rate)
        if self.lora.rank <= 0:
            raise TryMoreError("recipe_value", name="lora.rank", value=self.lora.rank)
        if not 0 < self.epochs < math.inf and self.max_steps <= 0:
            raise TryMoreError("recipe_value", name="epochs", value=self.epochs)
        if not 0 <= self.warmup < 1:
            raise TryMoreError("recipe_value", name="warmup", value=self.warmup)
        if self.optimizer is Optimizer.MUON and self.muon_rate <= 0:
            raise TryMoreError("recipe_value", name="muon_rate", value=self.muon_rate)
        if not self.data:
            raise TryMoreError("recipe_no_data")


RecipeType = TypeVar("RecipeType", bound=msgspec.Struct)


def read_table(path: Path, table: str, kind: type[RecipeType]) -> RecipeType:
    """One table of a recipe file as a struct; paths in it stay as they are written.

    Raises:
        TryMoreError: `recipe_unreadable`, `recipe_invalid`, `recipe_no_table`.
    """
    return convert(read_recipe(path).get(table), table, kind, path)


def read_recipe(path: Path) -> dict[str, Any]:
    """The whole file.

    Raises:
        TryMoreError: `recipe_unreadable`, `recipe_invalid`.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TryMoreError("recipe_unreadable", str(error), path=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TryMoreError("recipe_invalid", path=str(path), reason=str(error)) from error


def convert(value: Any, table: str, kind: type[RecipeType], path: Path) -> RecipeType:
    """A table of a recipe as a struct.

    Raises:
        TryMoreError: `recipe_invalid`, `recipe_no_table`.
    """
    if value is None:
        raise TryMoreError("recipe_no_table", path=str(path), table=table)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise TryMoreError("recipe_invalid", path=str(path), reason=str(error)) from error


def with_folder(recipe: TrainRecipe, path: Path) -> TrainRecipe:
    """The recipe with its paths made absolute from where its file lies; hub names stay."""
    folder = path.resolve().parent
    model = folder / recipe.model
    return msgspec.structs.replace(
        recipe,
        model=str(model) if model.is_dir() else recipe.model,
        data=tuple(str(folder / name) for name in recipe.data),
        output=str(folder / recipe.output),
    )
