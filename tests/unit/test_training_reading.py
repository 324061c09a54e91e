import json

import pytest

from tests.support.checkpoints import shared_folder
from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.data import reading
from trymore_desktop.training.data.reading import read_items


def items(tmp_path, data, name="file.json"):
    path = tmp_path / name
    path.write_bytes(data)
    return list(read_items(path))


def test_lines_are_numbered_and_faults_named(tmp_path):
    data = (
        b'{"a": 1}\n\n'
        b"not json\n"
        b'{"b": "\xff\xfe"}\n'
        b'{"c": "\\ud83d alone"}\n'
        b'{"d": "\\ud83d\\ude00"}\n'
        + b"[" * 100_000 + b"\n"
        + b'{"last": true}'
    )  # fmt: skip
    found = items(tmp_path, data, "file.jsonl")
    assert [(one.line, one.fault) for one in found] == [
        (1, ""),
        (3, "no_json"),
        (4, "not_utf8"),
        (5, "lone_surrogate"),
        (6, ""),
        (7, "nested_too_deep"),
        (8, ""),
    ]
    assert found[4].value == {"d": "😀"}


def test_an_array_is_read_element_by_element(tmp_path, monkeypatch):
    values = [
        {"text": 'brackets ]}, "quoted", \\ and 中文'},
        [1, [2, {"a": "]"}]],
        "plain,",
        5,
        None,
    ]
    data = json.dumps(values, ensure_ascii=False, indent=1).encode()
    for chunk in (1, 2, 3, 7, 4096):
        monkeypatch.setattr(reading, "CHUNK", chunk)
        found = items(tmp_path, b"\xef\xbb\xbf " + data)
        assert [one.value for one in found] == values
        assert found[1].line == 5


def test_one_broken_element_does_not_take_the_others_along(tmp_path):
    found = items(tmp_path, b'[\n{"a": 1},\n{"b": nope},\n{"c": 3}\n]\n')
    assert [(one.line, one.fault) for one in found] == [(2, ""), (3, "no_json"), (4, "")]


def test_a_cut_array_gives_what_is_whole(tmp_path):
    found = items(tmp_path, b'[{"a": 1}, {"b": 2}, {"c": "cut he')
    assert [one.fault for one in found] == ["", "", "no_json"]


@pytest.mark.parametrize("form", ["lines", "array"])
def test_an_item_above_the_limit_is_set_aside_in_bounded_memory(tmp_path, monkeypatch, form):
    monkeypatch.setattr(reading, "MAX_ITEM", 1000)
    monkeypatch.setattr(reading, "CHUNK", 64)
    large = b'{"text": "' + b"x" * 5000 + b'"}'
    small = b'{"text": "small"}'
    data = [small, large, small]
    raw = b"\n".join(data) if form == "lines" else b"[" + b",\n".join(data) + b"]"
    found = items(tmp_path, raw)
    assert [(one.line, one.fault) for one in found] == [(1, ""), (2, "too_large"), (3, "")]
    assert len(found[1].raw) <= 200


def test_other_encodings_are_named(tmp_path):
    assert [one.fault for one in items(tmp_path, '{"a": 1}'.encode("utf-16"))] == ["not_utf8"]
    assert items(tmp_path, '{"a": "中文"}\n'.encode("gbk"))[0].fault == "not_utf8"


def test_empty_and_missing_files(tmp_path):
    assert items(tmp_path, b"") == []
    assert items(tmp_path, b"  \n\n") == []
    assert items(tmp_path, b"[]") == []
    with pytest.raises(TryMoreError, match="data_unreadable"):
        list(read_items(tmp_path / "none.json"))


def test_the_shared_samples_are_read_whole():
    shared = shared_folder()
    if shared is None:
        pytest.skip("the shared data are absent")
    folder = shared / "data" if (shared / "data").is_dir() else shared
    for path in sorted(folder.glob("*/*_sample.json")):
        assert [one.value for one in read_items(path)] == json.loads(path.read_text("utf-8"))
    for path in sorted(folder.glob("*/*_sample.jsonl")):
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        assert [one.value for one in read_items(path)] == lines
