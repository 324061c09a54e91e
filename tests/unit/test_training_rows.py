"""What a conversation becomes: ids, labels of the answers alone, and what is left out."""

import json
from pathlib import Path

import pytest
import torch

from tests.support.checkpoints import write_model
from tests.support.finetuning import SHAPE, recipe, talk, write_data
from tests.support.shared_data import llama_tokenizer_model, shared_folder
from tests.support.tokenizers import write_tokenizer
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.training.data.conversation import Conversation, Speaker, Turn, to_line
from trymore_desktop.training.encoding import conversation_row, is_trainable
from trymore_desktop.training.rows import RowCounts, iterate_rows

torch.set_num_threads(1)


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


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("base") / "model", SHAPE)


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
