"""Several conversations in one row train as they would alone."""

import datasets
import pytest
import torch
from transformers import TrainerCallback

from tests.support.checkpoints import write_model
from tests.support.finetuning import SHAPE, recipe, talk
from tests.support.tokenizers import write_tokenizer
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import FineTuned
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.training import models
from trymore_desktop.training.encoding import conversation_row
from trymore_desktop.training.finetune import _trainer, finetune

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tokenizer")
    write_tokenizer(folder)
    return Tokenizer(folder)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("base") / "model", SHAPE)


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
