"""The base of the demo pair: a small LLaMA that has read the generated documents."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.training.demo.vocabulary import BOS, EOS
from trymore_desktop.training.trainer import Build, Row, dataset


class Shape(msgspec.Struct, frozen=True):
    """The size of the demo model: LLaMA's architecture at a few million parameters."""

    vocabulary: int = 2048
    hidden: int = 192
    feed_forward: int = 512
    layers: int = 4
    heads: int = 6
    positions: int = 1024


class Schedule(msgspec.Struct, frozen=True):
    """How long and how fast: rates are peaks, of Muon for matrices and AdamW for the rest."""

    steps: int
    batch: int
    muon_rate: float
    adamw_rate: float
    seed: int = 0


def new_model(shape: Shape, seed: int) -> Any:
    """A `transformers.LlamaForCausalLM` with random weights, in fp32."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        intermediate_size=shape.feed_forward,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.heads,
        max_position_embeddings=shape.positions,
        rms_norm_eps=1e-6,
        bos_token_id=BOS,
        eos_token_id=EOS,
        pad_token_id=None,
        tie_word_embeddings=False,
    )
    return LlamaForCausalLM(config)


def rows_of_documents(documents: Iterable[str], tokenizer: Tokenizer, length: int) -> Iterator[Row]:
    """Documents as BOS … EOS one after the other, cut into rows of `length` ids."""
    buffer: list[int] = []
    for text in documents:
        buffer += [BOS, *tokenizer.encode(text), EOS]
        while len(buffer) >= length:
            yield Row(buffer[:length], buffer[:length])
            buffer = buffer[length:]


def trainer_builder(
    model: Any, rows: list[Row], tokenizer: Any, folder: Path, schedule: Schedule
) -> Build:
    """A trainer with the demo's optimizer and a cosine schedule, checkpoints in `folder`."""

    def build(callback: Any) -> Any:
        import transformers
        from trl import SFTConfig, SFTTrainer

        from trymore_desktop.training.optimizers import MuonWithAdamW

        optimizer = MuonWithAdamW(model, schedule.muon_rate, schedule.adamw_rate)
        warmup = max(1, schedule.steps // 20)
        rates = transformers.get_cosine_with_min_lr_schedule_with_warmup(
            optimizer, warmup, schedule.steps, min_lr_rate=0.02
        )
        arguments = SFTConfig(
            output_dir=str(folder),
            max_steps=schedule.steps,
            per_device_train_batch_size=schedule.batch,
            max_length=None,
            bf16=False,
            gradient_checkpointing=False,
            use_cpu=True,
            seed=schedule.seed,
            logging_steps=10,
            save_steps=100,
            save_total_limit=2,
            train_sampling_strategy="group_by_length",
            report_to=[],
            disable_tqdm=True,
        )
        return SFTTrainer(
            model=model,
            args=arguments,
            train_dataset=dataset(rows),
            processing_class=tokenizer,
            callbacks=[callback],
            optimizers=(optimizer, rates),
        )

    return build
