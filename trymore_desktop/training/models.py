"""The model that is trained: loaded, given adapters if asked for, saved whole at the end."""

import shutil
from pathlib import Path
from typing import Any

from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.extra import require
from trymore_desktop.training.recipe import Method, TrainRecipe

TOKENIZER_FILES = (
    "tokenizer.model",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
)


def load(recipe: TrainRecipe) -> Any:
    """The causal language model of the recipe, with adapters for LoRA and QLoRA.

    Full fine-tuning keeps fp32 master weights; adapters sit on frozen bf16 or 4-bit weights.

    Raises:
        TryMoreError: `model_unreadable`, `qlora_needs_cuda`, `training_extra_missing`.
    """
    import torch
    import transformers

    if recipe.method is not Method.FULL:
        require("peft")
    if recipe.method is Method.QLORA:
        require("bitsandbytes")
        # Its kernels for processors are slow: good for a trial, and only if the recipe says so
        if not (recipe.cpu or torch.cuda.is_available()):
            raise TryMoreError("qlora_needs_cuda")
    frozen = torch.bfloat16 if recipe.bf16 else torch.float32
    dtype = torch.float32 if recipe.method is Method.FULL else frozen
    quantization = _four_bit() if recipe.method is Method.QLORA else None
    try:
        model = transformers.AutoModelForCausalLM.from_pretrained(
            recipe.model, dtype=dtype, quantization_config=quantization
        )
    except (OSError, ValueError) as error:
        raise TryMoreError("model_unreadable", str(error), path=recipe.model) from error
    model.config.use_cache = False
    return model if recipe.method is Method.FULL else _with_adapters(model, recipe)


def _four_bit() -> Any:
    import torch
    import transformers

    return transformers.BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )


def _with_adapters(model: Any, recipe: TrainRecipe) -> Any:
    import peft

    if recipe.method is Method.QLORA:
        model = peft.prepare_model_for_kbit_training(
            model, use_gradient_checkpointing=recipe.gradient_checkpointing
        )
    elif recipe.gradient_checkpointing:
        # Frozen embeddings give activations without gradients, and checkpoints would have none
        model.enable_input_require_grads()
    options = recipe.lora
    targets = options.targets if isinstance(options.targets, str) else list(options.targets)
    config = peft.LoraConfig(
        r=options.rank,
        lora_alpha=options.alpha,
        lora_dropout=options.dropout,
        target_modules=targets,
        task_type="CAUSAL_LM",
    )
    return peft.get_peft_model(model, config)


def save_whole(trainer: Any, recipe: TrainRecipe, folder: Path) -> None:
    """Write a complete fp16 model folder from the first process; all processes must call it.

    Shards of FSDP and DeepSpeed are gathered. Adapters are merged into the base as it is on disk,
    not into the copy that was trained on, which may be in 4 bits.

    Raises:
        TryMoreError: `training_diverged`, some weights are no numbers (any more) in fp16.
    """
    import torch

    accelerator = trainer.accelerator
    wrapped = getattr(trainer, "model_wrapped", None) or trainer.model
    gathered = accelerator.get_state_dict(wrapped)
    if accelerator.is_main_process:
        model = accelerator.unwrap_model(wrapped)
        if recipe.method is not Method.FULL:
            model = _merged(model, gathered, recipe)
            gathered = model.state_dict()
        state = {name: tensor.to("cpu", torch.float16) for name, tensor in gathered.items()}
        broken = [name for name, tensor in state.items() if not tensor.isfinite().all()]
        if broken:
            raise TryMoreError("training_diverged", name=broken[0])
        _write(model, state, folder)
        copy_tokenizer(Path(recipe.model), folder)
    accelerator.wait_for_everyone()


def _write(model: Any, state: dict[str, Any], folder: Path) -> None:
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    config = model.config
    dtype, use_cache = config.dtype, config.use_cache
    config.dtype, config.use_cache = torch.float16, True
    model.save_pretrained(folder, state_dict=state)
    config.dtype, config.use_cache = dtype, use_cache


def _merged(model: Any, gathered: dict[str, Any], recipe: TrainRecipe) -> Any:
    import peft
    import torch
    import transformers

    adapter = Path(recipe.output) / "adapter"
    model.save_pretrained(adapter, state_dict=gathered)
    base = transformers.AutoModelForCausalLM.from_pretrained(recipe.model, dtype=torch.float16)
    return peft.PeftModel.from_pretrained(base, adapter).merge_and_unload()


def copy_tokenizer(source: Path, folder: Path) -> None:
    """Take the base's tokenizer files over as they are."""
    for name in TOKENIZER_FILES:
        if (source / name).is_file():
            shutil.copyfile(source / name, folder / name)
