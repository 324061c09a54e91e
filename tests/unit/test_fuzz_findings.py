"""Inputs that fuzzing found to break something once."""

import json
import struct
import tracemalloc
import zipfile

import msgspec
import pytest

from tests.support.checkpoints import make_pair
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.weights import SafetensorsFile
from trymore_desktop.merge.hub_state import STATE, Download, RemoteFile, find_state
from trymore_desktop.merge.inspect import inspect_checkpoint
from trymore_desktop.merge.journal import JOURNAL, Journal, owned_names, read_journal
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.prompting.tokenizer_json import tokenizer_json
from trymore_desktop.training.recipe import read_recipe


def errors(folder):
    return [problem.code for problem in inspect_checkpoint(folder).problems]


def test_a_member_of_an_archive_that_claims_gigabytes(tmp_path):
    pair = make_pair(tmp_path, base_form="bin")
    path = pair.base / "pytorch_model.bin"
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.endswith("byteorder"))
    entry = data.rindex(name.encode()) - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    data[entry + 20 : entry + 28] = b"\xfe\xff\xff\xff" * 2
    path.write_bytes(data)
    tracemalloc.start()
    errors(pair.base)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 << 20


def test_an_archive_whose_member_lost_its_header(tmp_path):
    pair = make_pair(tmp_path, base_form="bin")
    path = pair.base / "pytorch_model.bin"
    data = path.read_bytes()
    header = data.index(b"byteorder") - 30
    while data[header : header + 4] != b"PK\x03\x04":
        header -= 1
    path.write_bytes(data[:header] + b"XXXX" + data[header + 4 :])
    assert "file_damaged" in errors(pair.base)


def test_a_tokenizer_with_a_piece_that_is_no_utf8(tmp_path):
    pair = make_pair(tmp_path)
    path = pair.base / "tokenizer.model"
    path.write_bytes(path.read_bytes().replace("好".encode(), b"\xe5\xa5("))
    with pytest.raises(TryMoreError, match="tokenizer_damaged"):
        Tokenizer(pair.base)


def test_a_journal_that_is_no_utf8(tmp_path):
    (tmp_path / JOURNAL).write_bytes(b'{"made": "\xff"}')
    assert read_journal(tmp_path) is None


def test_the_first_shard_of_three_alone_is_no_whole_model(tmp_path):
    pair = make_pair(tmp_path, delta_form="safetensors_sharded")
    for name in ("model.safetensors.index.json", "model-00002-of-00003.safetensors"):
        (pair.delta / name).unlink()
    assert "shard_missing" in errors(pair.delta)
    (pair.delta / "model-00003-of-00003.safetensors").unlink()
    assert "shard_missing" in errors(pair.delta)


def test_a_recipe_of_very_many_brackets(tmp_path):
    path = tmp_path / "recipe.toml"
    path.write_text("a = " + "[" * 5000)
    with pytest.raises(TryMoreError, match="recipe_invalid"):
        read_recipe(path)


def test_names_that_are_no_files_names_are_nobodys(tmp_path):
    journal = Journal("merge", "b", "d", "r", ("a.safetensors", "b\0.safetensors", "..", ""), 1)
    (tmp_path / JOURNAL).write_bytes(msgspec.json.encode(journal))
    found = read_journal(tmp_path)
    assert found is not None
    assert not any("\0" in name or name in ("", "..") for name in owned_names(found))
    download = Download("a/b", "c" * 40, (RemoteFile("b\0", 1),))
    (tmp_path / STATE).write_bytes(msgspec.json.encode(download))
    assert find_state(tmp_path) is None


@pytest.mark.parametrize(
    "spoiled",
    [
        {"dtype": ["F16"]},
        {"shape": [1 << 40, 1 << 40]},
        {"shape": ["2"]},
        {"data_offsets": [0, 2, 4]},
        {"data_offsets": ["0", 4]},
        {"data_offsets": [4, 0]},
    ],
)
def test_a_header_whose_entries_make_no_sense(tmp_path, spoiled):
    path = tmp_path / "model.safetensors"
    entry = {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]} | spoiled
    header = json.dumps({"a": entry}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(4))
    with pytest.raises(TryMoreError, match="weights_damaged"):
        SafetensorsFile(path).read("a")


def test_a_tokenizer_at_which_its_library_panics(tmp_path):
    make_pair(tmp_path)
    model = tmp_path / "base" / "tokenizer.model"
    found = json.loads(tokenizer_json(model))
    found["model"]["continuing_subword_prefix"] = "abc"
    (tmp_path / "base" / "tokenizer.json").write_text(json.dumps(found))
    model.unlink()
    with pytest.raises(TryMoreError, match="tokenizer_damaged"):
        Tokenizer(tmp_path / "base")
