"""The whole demo pair from a seed: text, tokenizer, base, fine-tuning, delta, examination, card."""

import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Evaluated, Event, Final
from trymore_desktop.errors import TryMoreError
from trymore_desktop.prompting.template import VICUNA_V1_1
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.training.data.conversation import Conversation, Speaker, Turn, to_line
from trymore_desktop.training.demo import base, corpus, folders
from trymore_desktop.training.demo.card import write_card
from trymore_desktop.training.demo.examination import examine_pair
from trymore_desktop.training.demo.vocabulary import train_vocabulary
from trymore_desktop.training.encoding import processing_class
from trymore_desktop.training.finetune import finetune
from trymore_desktop.training.recipe import Optimizer, TrainRecipe
from trymore_desktop.training.trainer import Losses, run

SOURCE = "trymore-demo"
LICENCE = "Apache-2.0"
RARE = 4
"""Characters seen less often than this get no piece of their own."""


class DemoOptions(msgspec.Struct, frozen=True):
    """The size of the work; the defaults fit 30 minutes on two cores."""

    seed: int = 1
    shape: base.Shape = base.Shape()
    vocabulary_documents: int = 20_000
    reading: base.Schedule = base.Schedule(600, 16, 4e-3, 3e-3)
    row_length: int = 256
    conversations: int = 10_000
    tune_length: int = 512
    tune_rows: int = 8
    muon_rate: float = 1.5e-3
    adamw_rate: float = 1e-3
    examined_each: int = 20
    threads: int = 2


def build(
    options: DemoOptions, work: Path, target: Path, control: Control, resume: bool = True
) -> Iterator[Event]:
    """Make `target`/base, `target`/delta and `target`/MODEL_CARD.md; ends in Evaluated.

    `work` keeps the finished stages, and checkpoints of the one at hand, for a run after an
    interruption.

    Raises:
        TryMoreError: `training_folder_used`, something else is in a folder; what the stages raise.
        Interrupted: the person cancelled.
    """
    import torch

    torch.set_num_threads(options.threads)
    if (target / "base").exists() and not (target / "MODEL_CARD.md").is_file():
        raise TryMoreError("training_folder_used", path=str(target))
    _open_work(options, work, resume)
    vocabulary = work / "tokenizer" / "tokenizer.model"
    with _timed(work):
        if not vocabulary.is_file():
            make_vocabulary(options, vocabulary)
        if not (work / "base" / "tokenizer_config.json").is_file():
            yield from train_base(options, vocabulary, work, control)
        if not (work / "tuned" / "tokenizer.model").is_file():
            yield from tune(options, work, control)
        pair = work / "pair"
        yield from make_pair(work, pair, control)
        results, merged = yield from examine_pair(pair, work, options.examined_each, control)
    seconds = float((work / "seconds").read_text())
    scores = write_card(pair, options, results, seconds)
    _replace(pair, target)
    yield Evaluated(str(merged), scores, str(target / "MODEL_CARD.md"))


def _open_work(options: DemoOptions, work: Path, resume: bool) -> None:
    """Keep what an interrupted run of the same options left; other folders are not touched."""
    note = work / "options.json"
    written = msgspec.json.encode(options)
    if work.is_dir() and any(work.iterdir()):
        if not note.is_file():
            raise TryMoreError("training_folder_used", path=str(work))
        if not resume or note.read_bytes() != written:
            shutil.rmtree(work)
    work.mkdir(parents=True, exist_ok=True)
    note.write_bytes(written)


@contextmanager
def _timed(work: Path) -> Iterator[None]:
    """Add the time of this run to that of the interrupted ones before it."""
    file = work / "seconds"
    began = time.monotonic()
    try:
        yield
    finally:
        before = float(file.read_text()) if file.is_file() else 0.0
        file.write_text(str(before + time.monotonic() - began))


def _replace(pair: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name in ("base", "delta"):
        shutil.rmtree(target / name, ignore_errors=True)
        shutil.copytree(pair / name, target / name)
    shutil.copyfile(pair / "MODEL_CARD.md", target / "MODEL_CARD.md")


def make_vocabulary(options: DemoOptions, path: Path) -> None:
    """Learn the tokenizer from documents, without the random characters that some hold."""
    path.parent.mkdir(parents=True, exist_ok=True)
    documents = corpus.documents(_rng(options, "vocabulary"), options.vocabulary_documents)
    lines = [line for text in documents for line in text.split("\n")]
    seen = Counter(character for line in lines for character in line)
    known = [line for line in lines if all(seen[character] >= RARE for character in line)]
    # The template stands in every conversation, so that its words deserve whole pieces
    template = [VICUNA_V1_1.prompt("", VICUNA_V1_1.system)] * 200
    train_vocabulary(known + template, options.shape.vocabulary, path)


def train_base(
    options: DemoOptions, vocabulary: Path, work: Path, control: Control
) -> Iterator[Event]:
    """Train the base on documents and write `work`/base."""
    tokenizer = Tokenizer(vocabulary.parent)
    schedule = options.reading
    wanted = schedule.steps * schedule.batch
    documents = corpus.documents(_rng(options, "base"), wanted * options.row_length // 50)
    rows = list(base.rows_of_documents(documents, tokenizer, options.row_length))[:wanted]
    model = base.new_model(options.shape, options.seed)
    fast = processing_class(vocabulary.parent)
    trainer = base.trainer_builder(model, rows, fast, work / "base-checkpoints", schedule)
    yield from run(trainer, control, Losses(), True, "base")
    folders.save(model, vocabulary, work / "base")


def tune(options: DemoOptions, work: Path, control: Control) -> Iterator[Event]:
    """Fine-tune the base on conversations by the program's own recipe and write `work`/tuned."""
    data = work / "conversations.jsonl"
    write_conversations(options, data)
    recipe = TrainRecipe(
        model=str(work / "base"),
        data=(str(data),),
        output=str(work / "tuned"),
        optimizer=Optimizer.MUON,
        muon_rate=options.muon_rate,
        learning_rate=options.adamw_rate,
        min_rate=0.02,
        max_length=options.tune_length,
        epochs=1.0,
        # Rows of one document's length each would make batches of one kind; packing mixes them
        packing=True,
        batch_size=1,
        gradient_accumulation=options.tune_rows,
        bf16=False,
        gradient_checkpointing=False,
        save_steps=100,
        keep_checkpoints=2,
        seed=options.seed,
        cpu=True,
    )
    for event in finetune(recipe, control):
        if not isinstance(event, Final):
            yield event


def write_conversations(options: DemoOptions, path: Path) -> None:
    """The generated conversations as training data in FastChat's form."""
    samples = corpus.conversations(_rng(options, "tune"), options.conversations)
    with path.open("wb") as file:
        for place, sample in enumerate(samples):
            speakers = (Speaker.HUMAN, Speaker.GPT)
            turns = tuple(
                Turn(speaker, text)
                for pair in sample.turns
                for speaker, text in zip(speakers, pair, strict=True)
            )
            item = Conversation(f"{SOURCE}-{place}", turns, SOURCE, LICENCE, sample.language)
            file.write(to_line(item))


def make_pair(work: Path, target: Path, control: Control) -> Iterator[Event]:
    """Put the base and the delta of the tuned model into `target`."""
    from trymore_desktop.merge.run import make_delta

    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(work / "base", target / "base")
    options = MergeOptions()
    for event in make_delta(target / "base", work / "tuned", target / "delta", options, control):
        if not isinstance(event, Final):
            yield event


def _rng(options: DemoOptions, purpose: str) -> random.Random:
    return random.Random(f"{options.seed} {purpose}")
