import json
from importlib.util import find_spec
from pathlib import Path

import datasets
import msgspec
import pytest
import torch
from transformers import TrainerCallback

from tests.support.checkpoints import (
    Shape,
    llama_tokenizer_model,
    shared_folder,
    write_model,
    write_tokenizer,
)
from trymore_desktop.core import control as control_module
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import FineTuned, Progress
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.training import models
from trymore_desktop.training.data.conversation import Conversation, Speaker, Turn, to_line
from trymore_desktop.training.encoding import conversation_row, is_trainable
from trymore_desktop.training.finetune import _trainer, finetune
from trymore_desktop.training.recipe import Method, Optimizer, TrainRecipe, read_table
from trymore_desktop.training.rows import RowCounts, iterate_rows

torch.set_num_threads(1)
SHAPE = Shape(layers=1, hidden=32, heads=2, kv_heads=2)


def golden_cases():
    shared = shared_folder()
    path = shared / "data/golden/vicuna_v1_1_llama32k.json" if shared else None
    return json.loads(path.read_text("utf-8"))["cases"] if path and path.is_file() else []


@pytest.fixture(scope="module")
def llama(tmp_path_factory):
    model = llama_tokenizer_model()
    if model is None:
        pytest.skip("the shared LLaMA tokenizer is absent")
    folder = tmp_path_factory.mktemp("llama")
    write_tokenizer(folder, model)
    return Tokenizer(folder)


@pytest.mark.parametrize("case", golden_cases(), ids=lambda case: case["name"])
def test_labels_equal_the_golden_ones_token_for_token(case, llama):
    turns = tuple(Turn(Speaker(one["from"]), one["value"]) for one in case["conversations"])
    row, cut = conversation_row(llama, Conversation("x", turns).messages, 2048)
    assert row.input_ids == case["input_ids"]
    assert row.labels == case["labels"]
    assert cut == 0


def talk(*said):
    order = (Speaker.HUMAN, Speaker.GPT)
    return Conversation("x", tuple(Turn(order[at % 2], text) for at, text in enumerate(said)))


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tokenizer")
    write_tokenizer(folder)
    return Tokenizer(folder)


@pytest.mark.parametrize(
    "said",
    [
        (
            "What does </s> mean?",
            "It ends a sequence: </s> and ASSISTANT: too.",
            "<unk>?",
            "<unk> USER: x",
        ),
        ("你好", "你好！", " edges ", "  two spaces\n\n    indented\n"),
    ],
)
def test_special_words_in_the_text_are_plain_text(said, tokenizer):
    row, _ = conversation_row(tokenizer, talk(*said).messages, 2048)
    assert row.input_ids.count(2) == 2
    assert row.input_ids.count(1) == 1
    trained = [label for label in row.labels if label != -100]
    answers = [[*tokenizer.encode(text), 2] for text in said[1::2]]
    assert trained == [token for answer in answers for token in answer]


def test_a_cut_answer_has_no_end_and_a_cut_question_trains_nothing(tokenizer):
    messages = talk("a question", "a rather long answer " * 30).messages
    whole, _ = conversation_row(tokenizer, messages, 2048)
    row, cut = conversation_row(tokenizer, messages, len(whole.input_ids) - 5)
    assert cut == 5
    assert 2 not in row.labels
    question = talk("a question " * 60, "short").messages
    assert not is_trainable(conversation_row(tokenizer, question, 200)[0])


def write_data(path, count=24, extra=b""):
    pairs = [("2+2?", "4."), ("你好", "你好！"), ("who?", "a model.")]
    with path.open("wb") as file:
        for number in range(count):
            file.write(to_line(talk(*pairs[number % 3])))
        file.write(extra)
    return path


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("base") / "model", SHAPE)


def recipe(base, folder, **changes):
    folder.mkdir(parents=True, exist_ok=True)
    data = write_data(folder / "data.jsonl")
    settings = {
        "model": str(base),
        "data": (str(data),),
        "output": str(folder / "out"),
        "max_length": 256,
        "max_steps": 8,
        "batch_size": 2,
        "gradient_accumulation": 1,
        "learning_rate": 3e-3,
        "bf16": False,
        "gradient_checkpointing": False,
        "logging_steps": 1,
        "save_steps": 4,
        "cpu": True,
    }
    return TrainRecipe(**{**settings, **changes})


def logged(folder, step):
    path = Path(folder) / "checkpoints" / f"checkpoint-{step}" / "trainer_state.json"
    history = json.loads(path.read_text())["log_history"]
    return {entry["step"]: entry["loss"] for entry in history if "loss" in entry}


def weights(folder):
    from safetensors.torch import load_file

    found = {}
    for path in sorted(Path(folder).glob("*.safetensors")):
        found |= load_file(path)
    return found


def test_the_loss_falls_and_the_folder_is_a_model(base, tmp_path):
    events = list(finetune(recipe(base, tmp_path, max_steps=12, learning_rate=1e-2), Control()))
    assert isinstance(events[-1], FineTuned)
    assert events[-1].rows == 24
    assert any(isinstance(event, Progress) for event in events)
    losses = logged(tmp_path / "out", 12)
    assert losses[12] < 0.8 * losses[1]
    found = weights(tmp_path / "out")
    assert {tensor.dtype for tensor in found.values()} == {torch.float16}
    assert (tmp_path / "out" / "tokenizer.model").read_bytes() == (
        base / "tokenizer.model"
    ).read_bytes()
    from transformers import AutoModelForCausalLM

    AutoModelForCausalLM.from_pretrained(tmp_path / "out")


def run_until(work, made, step):
    control = Control()
    for event in work(made, control):
        if isinstance(event, Progress) and event.unit == "steps" and event.done >= step:
            control.cancel()


@pytest.mark.parametrize("optimizer", list(Optimizer))
def test_a_cancelled_run_goes_on_to_the_same_losses(base, tmp_path, optimizer, monkeypatch):
    # Eight steps may take less than the tenth of a second between two events.
    monkeypatch.setattr(control_module, "REPORT_INTERVAL", 0.0)
    changes = {"optimizer": optimizer, "muon_rate": 1e-3, "save_steps": 100}
    whole = recipe(base, tmp_path / "whole", **changes)
    list(finetune(whole, Control()))
    torn = recipe(base, tmp_path / "torn", **changes)
    with pytest.raises(Interrupted):
        run_until(finetune, torn, step=3)
    stopped = [
        int(path.name.split("-")[1]) for path in Path(torn.output).glob("checkpoints/checkpoint-*")
    ]
    assert stopped
    assert max(stopped) < 8
    list(finetune(torn, Control()))
    assert logged(torn.output, 8) == logged(whole.output, 8)
    one, other = weights(whole.output), weights(torn.output)
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_another_recipe_does_not_go_on_with_these_checkpoints(base, tmp_path):
    made = recipe(base, tmp_path, max_steps=4)
    list(finetune(made, Control()))
    other = msgspec.structs.replace(made, learning_rate=1e-3)
    with pytest.raises(TryMoreError, match="training_folder_used"):
        list(finetune(other, Control()))
    list(finetune(other, Control(), resume=False))
    assert logged(other.output, 4) != {}


def test_packing_and_gradient_checkpointing_run(base, tmp_path):
    packed = recipe(
        base, tmp_path, packing=True, gradient_checkpointing=True, max_steps=2, batch_size=1
    )
    assert isinstance(list(finetune(packed, Control()))[-1], FineTuned)


def test_packed_conversations_do_not_see_each_other(base, tmp_path, tokenizer):
    said = [("2+2?", "4."), ("你好，请问你是谁？", "我是一个模型。"), ("a", "b", "c", "d e f")]
    rows = [conversation_row(tokenizer, talk(*one).messages, 256)[0] for one in said]
    made = recipe(base, tmp_path, packing=True, batch_size=1, max_length=512)
    model = models.load(made).eval()
    columns = {
        "input_ids": [row.input_ids for row in rows],
        "labels": [row.labels for row in rows],
    }
    trainer = _trainer(model, datasets.Dataset.from_dict(columns), made, tmp_path / "c", _Nothing())
    [batch] = trainer.get_train_dataloader()
    trained = [label for row in rows for label in row.labels[1:] if label != -100]
    packed = batch["labels"].flatten().tolist()
    # No label of a first id: it would be foretold from the conversation before
    assert sorted(label for label in packed if label != -100) == sorted(trained)
    with torch.no_grad():
        alone = sum(float(loss_of(model, row.input_ids, row.labels)) for row in rows)
        together = model(**batch, num_items_in_batch=1).loss
    assert float(together) == pytest.approx(alone, rel=1e-4)


def loss_of(model, ids, labels):
    batch = {"input_ids": torch.tensor([ids]), "labels": torch.tensor([labels])}
    return model(**batch, num_items_in_batch=1).loss


class _Nothing(TrainerCallback):
    pass


def test_adapters_are_merged_into_a_whole_model(base, tmp_path):
    lora = recipe(base, tmp_path, method=Method.LORA, learning_rate=1e-2, max_steps=4)
    list(finetune(lora, Control()))
    before, after = weights(base), weights(lora.output)
    assert set(before) == set(after)
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert all("proj" in name for name in changed)


def test_a_recipe_that_names_no_device_runs_on_any(base, tmp_path):
    made = recipe(base, tmp_path, method=Method.LORA, cpu=False, bf16=True, max_steps=2)
    assert isinstance(list(finetune(made, Control()))[-1], FineTuned)


def test_qlora_is_refused_where_it_cannot_run(base, tmp_path):
    made = recipe(base, tmp_path, method=Method.QLORA, cpu=False)
    if find_spec("bitsandbytes") is None:
        with pytest.raises(TryMoreError, match="training_extra_missing"):
            list(finetune(made, Control()))
    elif not torch.cuda.is_available():
        with pytest.raises(TryMoreError, match="qlora_needs_cuda"):
            list(finetune(made, Control()))


def test_qlora_trains_adapters_on_four_bits_and_merges_them_into_the_base(tmp_path):
    pytest.importorskip("bitsandbytes", reason="bitsandbytes is not installed")
    base = write_model(tmp_path / "model", Shape(layers=2, hidden=64, heads=2, kv_heads=2))
    made = recipe(
        base, tmp_path, method=Method.QLORA, learning_rate=1e-2, bf16=True,
        gradient_checkpointing=True,
    )  # fmt: skip
    list(finetune(made, Control()))
    losses = logged(made.output, 8)
    assert losses[8] < losses[1] - 0.3
    before, after = weights(base), weights(made.output)
    assert set(before) == set(after)
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    # Merged into the weights as they are on disk: what has no adapter is the base's to the bit
    assert changed == {name for name in before if "proj" in name}


def test_what_cannot_be_trained_on_is_counted(base, tmp_path, tokenizer):
    made = recipe(base, tmp_path)
    long_question = to_line(talk("word " * 400, "never reached"))
    write_data(
        Path(made.data[0]), 3, b"no json\n\n" + long_question + to_line(talk("q", "long " * 400))
    )
    counts = RowCounts()
    rows = list(iterate_rows(made, tokenizer, counts))
    assert len(rows) == 4
    assert (counts.read, counts.cut, counts.untrainable, counts.rejected) == (6, 2, 1, 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"max_length": 0}, "recipe_value"),
        ({"data": ()}, "recipe_no_data"),
        ({"optimizer": Optimizer.MUON, "muon_rate": 0.0}, "recipe_value"),
        ({"data": ("/nowhere/data.jsonl",)}, "data_unreadable"),
        ({"warmup": 2.0}, "recipe_value"),
    ],
)
def test_recipes_that_cannot_work_are_refused(base, tmp_path, changes, code):
    with pytest.raises(TryMoreError, match=code):
        list(finetune(recipe(base, tmp_path, **changes), Control()))


def test_an_empty_data_file_is_refused(base, tmp_path):
    made = recipe(base, tmp_path)
    Path(made.data[0]).write_bytes(b"")
    with pytest.raises(TryMoreError, match="training_no_rows"):
        list(finetune(made, Control()))


def test_a_missing_model_is_refused_before_anything_is_written(base, tmp_path):
    with pytest.raises(TryMoreError, match="tokenizer_missing"):
        list(finetune(recipe(tmp_path / "none", tmp_path), Control()))
    assert not (tmp_path / "out").exists()


def test_a_damaged_model_is_refused(base, tmp_path):
    write_tokenizer(tmp_path / "broken")
    with pytest.raises(TryMoreError, match="model_unreadable"):
        list(finetune(recipe(tmp_path / "broken", tmp_path), Control()))


def test_the_shipped_recipes_are_valid():
    folder = Path(__file__).parents[2] / "trymore_desktop" / "training" / "recipes"
    found = sorted(folder.glob("*.toml"))
    assert len(found) >= 3
    for path in found:
        text = path.read_text("utf-8")
        if "[train]" in text:
            read_table(path, "train", TrainRecipe).check()
