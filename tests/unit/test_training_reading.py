import bz2
import gzip
import json
import lzma
import zipfile

import pytest

from tests.support.shared_data import shared_folder
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


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("form", ["lines", "array"])
def test_encodings_that_a_mark_tells_are_read(tmp_path, encoding, form):
    values = [{"text": f"第{at}行 😀"} for at in range(500)]
    lines = [json.dumps(one, ensure_ascii=False) for one in values]
    text = "\r\n".join(lines) if form == "lines" else "[\n" + ",\n".join(lines) + "\n]\n"
    found = items(tmp_path, text.encode(encoding))
    assert [one.value for one in found] == values
    assert [one.line for one in found] == list(
        range(1 + (form == "array"), 501 + (form == "array"))
    )


def test_broken_characters_of_other_encodings_cost_their_line_only(tmp_path):
    good = '{"a": 1}\n'.encode("utf-16-le")
    lone = b"\x00\xd8".join(['{"a": "'.encode("utf-16-le"), '"}\n'.encode("utf-16-le")])
    found = items(tmp_path, b"\xff\xfe" + good + lone + good + b"{")
    assert [(one.line, one.fault) for one in found] == [
        (1, ""),
        (2, "not_utf8"),
        (3, ""),
        (4, "not_utf8"),
    ]
    assert [one.fault for one in items(tmp_path, '{"a": "中文"}\n{}\n'.encode("gbk"))] == [
        "not_utf8",
        "",
    ]


PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("ending", PACKERS)
def test_packed_files_are_read_and_cut_ones_told(tmp_path, ending):
    values = [
        {"text": f"{at} " + "".join(map(chr, range(65 + at % 20, 120)))} for at in range(9000)
    ]
    packed = PACKERS[ending]("".join(json.dumps(one) + "\n" for one in values).encode())
    assert [one.value for one in items(tmp_path, packed, f"x.{ending}")] == values
    found = items(tmp_path, packed[: len(packed) * 2 // 3], f"x.{ending}")
    assert found[-1].fault == "damaged_file"
    whole = [one.value for one in found if not one.fault]
    assert whole == values[: len(whole)]
    garbage = packed[:12] + b"\x00garbage" * 50
    assert [one.fault for one in items(tmp_path, garbage, f"x.{ending}")] == ["damaged_file"]


def test_an_archive_of_many_files_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.json", "[]")
    assert [one.fault for one in read_items(tmp_path / "x.zip")] == ["archive"]


def test_nothing_after_the_end_of_an_array_is_passed_over(tmp_path):
    found = items(tmp_path, b'[{"a": 1}]\n[{"b": 2},\n{"c": 3}]\n\n{"d": 4}\nrubbish\n')
    assert [(one.line, one.value, one.fault) for one in found] == [
        (1, {"a": 1}, ""),
        (2, {"b": 2}, ""),
        (3, {"c": 3}, ""),
        (5, {"d": 4}, ""),
        (6, None, "no_json"),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        {"text": "STRAY"},
        {"text": "] STRAY ]"},
        {"turns": [{"from": "human", "value": "STRAY"}, {"from": "gpt", "value": "x"}]},
    ],
)
@pytest.mark.parametrize("mistake", [b'"', b'", "', b'"}', b'"]}'])
@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("chunk", [5, 4096])
def test_an_odd_quote_or_bracket_takes_no_neighbours_along(
    tmp_path, monkeypatch, broken, mistake, indent, chunk
):
    monkeypatch.setattr(reading, "CHUNK", chunk)
    good = [{"id": at, "turns": [{"value": "[{"}, {"value": "}]"}]} for at in range(6)]
    values = [*good[:3], broken, *good[3:]]
    if indent is None:
        data = ("[" + ",\n ".join(json.dumps(one) for one in values) + "]").encode()
    else:
        data = json.dumps(values, indent=indent).encode()
    found = items(tmp_path, data.replace(b"STRAY", mistake))
    assert [one.value for one in found if one.value in good] == good
    assert 1 <= sum(bool(one.fault) for one in found) <= 3


@pytest.mark.parametrize("depth", [*range(930, 1010, 4), 5000])
def test_any_depth_of_nesting_is_read_or_named(tmp_path, depth):
    data = b"[" * depth + b'"\\u0041"' + b"]" * depth
    assert [one.fault for one in items(tmp_path, b"1\n" + data, "x.jsonl")][1] in (
        "",
        "nested_too_deep",
    )


def test_a_mark_in_the_middle_and_figures_without_end(tmp_path):
    data = b'{"a": 1}\n\xef\xbb\xbf{"b": 2}\n{"c": ' + b"9" * 6000 + b'}\n{"d": NaN}\n'
    assert [one.fault for one in items(tmp_path, data)] == ["", "", "no_json", ""]


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
