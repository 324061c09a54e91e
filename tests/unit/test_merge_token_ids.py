"""Which ids begin and end a text in a merged folder."""

import json

import pytest

from tests.support.tokenizers import sentencepiece_model
from trymore_desktop.merge.token_ids import special_tokens, token_ids

LATER = {"bos_token": {"content": "<|begin|>", "lstrip": False}, "eos_token": "<|end|>"}


def folder_with(folder, added, names=None, config=None, generation=None):
    tokens = [{"id": place, "content": text, "special": True} for text, place in added.items()]
    (folder / "tokenizer.json").write_text(json.dumps({"added_tokens": tokens}))
    for name, content in (
        ("special_tokens_map.json", names),
        ("config.json", config),
        ("generation_config.json", generation),
    ):
        if content is not None:
            (folder / name).write_text(json.dumps(content))
    return folder / "tokenizer.json"


def ids(bos, eos):
    return {"bos_token_id": bos, "eos_token_id": eos}


LLAMA = {"<s>": 1, "</s>": 2}
THREE = {"<|begin|>": 128000, "<|end|>": 128001, "<|turn|>": 128009}


@pytest.mark.parametrize(
    ("added", "names", "config", "generation", "wanted"),
    [
        (LLAMA, None, None, None, ids(1, 2)),
        # Ids of early conversions, which the tokenizer contradicts
        (LLAMA, None, ids(0, 1), ids(0, 1), ids(1, 2)),
        (THREE, LATER, ids(128000, 128001), None, ids(128000, 128001)),
        (THREE, LATER, None, None, ids(128000, 128001)),
        (THREE, LATER, ids(0, 0), ids(128000, [128001, 128009]), ids(128000, [128001, 128009])),
        (THREE, LATER, None, ids(5, [6, 7]), ids(128000, 128001)),
        ({}, None, ids(11, [12, 13]), None, ids(11, [12, 13])),
        ({}, None, ids("x", []), None, ids(1, 2)),
        ({}, None, None, None, ids(1, 2)),
    ],
)
def test_ids_of_a_tokenizer_json(tmp_path, added, names, config, generation, wanted):
    assert token_ids(folder_with(tmp_path, added, names, config, generation)) == wanted


def test_ids_of_sentencepiece_and_of_no_tokenizer(tmp_path):
    (tmp_path / "tokenizer.model").write_bytes(sentencepiece_model())
    (tmp_path / "config.json").write_text(json.dumps(ids(0, 1)))
    assert token_ids(tmp_path / "tokenizer.model") == ids(1, 2)
    assert token_ids(None) == ids(1, 2)


def test_damaged_lists_are_no_reason_to_fail(tmp_path):
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps({"added_tokens": [3, {"content": "<s>"}, {"id": "x"}]}))
    assert token_ids(path) == ids(1, 2)
    assert special_tokens(path)["bos_token"] == "<s>"
