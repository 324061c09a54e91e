"""Fine-tuning: conversations in, a model folder out, by trl's trainer."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event, FineTuned
from trymore_desktop.errors import TryMoreError
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.training import models
from trymore_desktop.training.alone import alone
from trymore_desktop.training.encoding import processing_class
from trymore_desktop.training.recipe import Method, Optimizer, TrainRecipe
from trymore_desktop.training.rows import RowCounts, read_rows, write_rows
from trymore_desktop.training.trainer import Losses, run


def finetune(recipe: TrainRecipe, control: Control, resume: bool = True) -> Iterator[Event]:
    """Train, save the whole model in the recipe's output folder, and end in FineTuned.

    Checkpoints lie in `OUTPUT/checkpoints`; with `resume` a run that was stopped goes on there.
    Started by `accelerate launch`, every process runs this and the first one writes.

    Raises:
        TryMoreError: `recipe_overwrites`, a code of `TrainRecipe.check`, `alone`, `open_folder`,
            `models.load`, `models.save_whole`, `rows` or `trainer.run`.
        Interrupted: the person cancelled; a checkpoint was written if it had begun to train.
    """
    recipe.check()
    output = Path(recipe.output)
    if output.resolve() == Path(recipe.model).resolve():
        raise TryMoreError("recipe_overwrites", path=recipe.model)
    tokenizer = Tokenizer(Path(recipe.model))
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TryMoreError("data_unwritable", str(error), path=str(output)) from error
    with alone(output):
        yield from _finetune(recipe, tokenizer, output, control, resume)


def _finetune(
    recipe: TrainRecipe, tokenizer: Tokenizer, output: Path, control: Control, resume: bool
) -> Iterator[Event]:
    open_folder(recipe, output, resume)
    recipe = on_this_machine(recipe)
    counts = RowCounts()
    yield from write_rows(recipe, tokenizer, counts, output / "rows", control)
    rows = read_rows(output / "rows")
    if len(rows) == 0:
        raise TryMoreError(
            "training_no_rows",
            read=counts.read,
            rejected=counts.rejected,
            untrainable=counts.untrainable,
        )
    losses = Losses()
    kept: dict[str, Any] = {}

    def build(callback: Any) -> Any:
        model = models.load(recipe)
        kept["trainer"] = _trainer(model, rows, recipe, output / "checkpoints", callback)
        return kept["trainer"]

    yield from run(build, control, losses, resume, "finetune")
    models.save_whole(kept["trainer"], recipe, output)
    yield FineTuned(
        str(output),
        rows=len(rows),
        cut=counts.cut,
        dropped=counts.untrainable + counts.rejected,
        loss=losses.last,
    )


def on_this_machine(recipe: TrainRecipe) -> TrainRecipe:
    """The recipe for a processor, in fp32, where no card is and no launcher has spread the work.

    The trainer would refuse bf16 there. QLoRA stays as it is: `models.load` says what it needs.
    """
    import torch

    spread = int(os.environ.get("WORLD_SIZE", "1")) > 1
    if recipe.cpu or spread or recipe.method is Method.QLORA or torch.accelerator.is_available():
        return recipe
    return msgspec.structs.replace(recipe, cpu=True, bf16=False)


def open_folder(recipe: TrainRecipe, output: Path, resume: bool) -> None:
    """Make the folder this recipe's own: checkpoints of another one are not gone on with.

    Raises:
        TryMoreError: `training_folder_used`, `data_unwritable`.
    """
    note = output / "recipe.json"
    written = msgspec.json.format(msgspec.json.encode(recipe), indent=1)
    try:
        if not resume:
            shutil.rmtree(output / "checkpoints", ignore_errors=True)
        elif (output / "checkpoints").is_dir() and note.is_file() and note.read_bytes() != written:
            raise TryMoreError("training_folder_used", path=str(output))
        note.write_bytes(written)
    except OSError as error:
        raise TryMoreError("data_unwritable", str(error), path=str(output)) from error


def _trainer(model: Any, rows: Any, recipe: TrainRecipe, folder: Path, callback: Any) -> Any:
    from trl import SFTConfig, SFTTrainer

    arguments = SFTConfig(
        output_dir=str(folder),
        max_length=recipe.max_length,
        num_train_epochs=recipe.epochs,
        max_steps=recipe.max_steps or -1,
        per_device_train_batch_size=recipe.batch_size,
        gradient_accumulation_steps=recipe.gradient_accumulation,
        learning_rate=recipe.learning_rate,
        lr_scheduler_type="cosine_with_min_lr" if recipe.min_rate else "cosine",
        lr_scheduler_kwargs={"min_lr_rate": recipe.min_rate} if recipe.min_rate else {},
        # Below 1 the trainer takes it as a share of its steps, which packing makes fewer
        warmup_steps=recipe.warmup,
        weight_decay=recipe.weight_decay,
        bf16=recipe.bf16,
        gradient_checkpointing=recipe.gradient_checkpointing,
        packing=recipe.packing,
        packing_strategy="bfd",
        use_liger_kernel=recipe.liger,
        train_sampling_strategy="group_by_length" if recipe.group_by_length else "random",
        save_steps=recipe.save_steps,
        save_total_limit=recipe.keep_checkpoints,
        logging_steps=recipe.logging_steps,
        logging_first_step=True,
        # It would tell the last good loss for ever
        logging_nan_inf_filter=False,
        seed=recipe.seed,
        use_cpu=recipe.cpu,
        report_to=[],
        disable_tqdm=True,
    )
    return SFTTrainer(
        model=model,
        args=arguments,
        train_dataset=rows,
        processing_class=processing_class(Path(recipe.model)),
        callbacks=[callback],
        optimizers=(_optimizer(model, recipe), None),
    )


def _optimizer(model: Any, recipe: TrainRecipe) -> Any:
    """None leaves AdamW to the trainer."""
    if recipe.optimizer is Optimizer.ADAMW:
        return None
    from trymore_desktop.training.optimizers import MuonWithAdamW

    return MuonWithAdamW(model, recipe.muon_rate, recipe.learning_rate)
