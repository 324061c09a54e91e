"""The model that is trained: loaded, given adapters if asked for, saved whole at the end."""

import shutil
from pathlib import Path
from typing import Any

from trymore_desktop.errors import TryMoreError
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
        TryMoreError: `model_unreadable`, `qlora_needs_cuda`.
    """
    import torch
    import transformers

    if recipe.method is Method.QLORA and not torch.cuda.is_available():
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


def save_whole(model: Any, recipe: TrainRecipe, folder: Path) -> None:
    """Write a complete fp16 model folder; adapters are merged into the base's weights first.

    QLoRA's adapters are merged into the base as it is on disk, not into its 4-bit copy.
    """
    import torch

    whole = _merged(model, recipe) if recipe.method is not Method.FULL else model
    state = {name: tensor.to(torch.float16) for name, tensor in whole.state_dict().items()}
    dtype, whole.config.dtype = whole.config.dtype, torch.float16
    use_cache, whole.config.use_cache = whole.config.use_cache, True
    folder.mkdir(parents=True, exist_ok=True)
    whole.save_pretrained(folder, state_dict=state)
    whole.config.dtype, whole.config.use_cache = dtype, use_cache
    copy_tokenizer(Path(recipe.model), folder)


def _merged(model: Any, recipe: TrainRecipe) -> Any:
    if recipe.method is Method.LORA:
        return model.merge_and_unload()
    import peft
    import torch
    import transformers

    adapter = Path(recipe.output) / "adapter"
    model.save_pretrained(adapter)
    base = transformers.AutoModelForCausalLM.from_pretrained(recipe.model, dtype=torch.float16)
    return peft.PeftModel.from_pretrained(base, adapter).merge_and_unload()


def copy_tokenizer(source: Path, folder: Path) -> None:
    """Take the base's tokenizer files over as they are."""
    for name in TOKENIZER_FILES:
        if (source / name).is_file():
            shutil.copyfile(source / name, folder / name)
