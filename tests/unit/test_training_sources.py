"""Sources as they are published: COIG's shapes, several files, share and limit, the disk."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.support.tokenizers import write_tokenizer
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import DataPrepared
from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.data import duplicates, reading
from trymore_desktop.training.data.formats import READERS
from trymore_desktop.training.data.prepare import prepare
from trymore_desktop.training.data.recipe import DataRecipe, DuplicateOptions, SourceRecipe
from trymore_desktop.training.data.recipe import IdentityOptions as Identity

NO_NEAR = DuplicateOptions(near=0.0)


def finish(recipe):
    *_, last = prepare(recipe, Control())
    assert isinstance(last, DataPrepared)
    return last.numbers


def alpaca(number, **more):
    return {"instruction": f"Question {number}?", "output": f"Answer of number {number}.", **more}


def write(path, records):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(records), "utf-8")
    return path


def said(read):
    return [turn.value for turn in read.conversations]


QUESTIONNAIRE = {
    "textbox_q_instruction": "请回答问题。",
    "textbox_q_context": "",
    "textbox_question": "在公共场所可以大声喧哗吗？",
    "textbox_answer": "不可以。",
    "textbox_answer_analysis": "公共场所应当保持安静。",
}


@pytest.mark.parametrize("form", ["coig", "auto"])
@pytest.mark.parametrize(
    ("record", "turns"),
    [
        (
            QUESTIONNAIRE,
            ["请回答问题。\n在公共场所可以大声喧哗吗？", "不可以。\n公共场所应当保持安静。"],
        ),
        (
            {**QUESTIONNAIRE, "textbox_answer_analysis": None},
            ["请回答问题。\n在公共场所可以大声喧哗吗？", "不可以。"],
        ),
        (
            {
                "instruction": "Add",
                "input": "1+1",
                "output": "2",
                "trans_instruction": "加",
                "trans_input": "1+1",
                "trans_output": "二",
            },
            ["加\n1+1", "二"],
        ),
        (
            {
                "instruction": "纠正",
                "conversations": [
                    {"question": "天是绿的？", "answer": "不，蓝的。"},
                    {"question": "草呢？", "answer": "绿的。"},
                ],
            },
            ["纠正\n天是绿的？", "不，蓝的。", "草呢？", "绿的。"],
        ),
        ({"instruction": "为什么？", "input": "", "output": "因为。"}, ["为什么？", "因为。"]),
    ],
)
def test_every_shape_of_coig_is_read(form, record, turns):
    assert said(READERS[form](record, "x")) == turns


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({**QUESTIONNAIRE, "textbox_answer": ["A"]}, "no_text"),
        ({**QUESTIONNAIRE, "textbox_answer": "", "textbox_answer_analysis": ""}, "empty"),
        ({"conversations": [{"question": "a", "answer": None}]}, "no_text"),
        ({"conversations": [{"question": "a", "answer": "b"}, 3]}, "no_conversation"),
        ([], "not_an_object"),
        ({"instruction": "a", "output": None}, "empty"),
    ],
)
def test_what_coig_lacks_is_named(record, reason):
    assert READERS["coig"](record, "x") == reason


def test_turns_in_lmsys_form_are_read():
    record = {"conversation": [{"role": "user", "content": "a"}, {"role": "model", "content": "b"}]}
    assert said(READERS["auto"](record, "x")) == ["a", "b"]


def test_files_of_one_name_in_several_folders_are_no_duplicates(tmp_path):
    for folder in ("a", "b"):
        records = [alpaca(f"{folder}{n}") for n in range(3)]
        write(tmp_path / folder / "data.json", [*records, "no object"])
    source = SourceRecipe("made", str(tmp_path / "*" / "data.json"))
    recipe = DataRecipe(str(tmp_path / "out"), (source,), duplicates=NO_NEAR)
    numbers = finish(recipe)
    assert numbers["kept"] == 6
    rejects = (tmp_path / "out" / "rejects.jsonl").read_text().splitlines()
    assert [json.loads(line)["file"] for line in rejects] == ["a/data.json", "b/data.json"]


def test_numbers_add_up_with_share_and_limit(tmp_path):
    write(tmp_path / "a.json", [alpaca(n) for n in range(60)] + [alpaca(0), "no object"])
    write(tmp_path / "b.json", [alpaca(f"b{n}") for n in range(40)])
    sources = (
        SourceRecipe("shared", str(tmp_path / "a.json"), share=0.5),
        SourceRecipe("limited", str(tmp_path / "b.json"), limit=7),
    )
    numbers = finish(DataRecipe(str(tmp_path / "out"), sources, duplicates=NO_NEAR))
    assert numbers["read"] == 102
    assert numbers["read"] == numbers["kept"] + numbers["set_aside"] + numbers["not_taken"]
    assert 0 < numbers["not_taken"] < 102
    table = (tmp_path / "out" / "statistics.md").read_text()
    assert "| limited | not taken (share or limit) | 33 |" in table


def test_questions_about_itself_are_measured_in_tokens_as_well(tmp_path):
    write_tokenizer(tmp_path / "model")
    write(tmp_path / "a.json", [alpaca(1)])
    recipe = DataRecipe(
        str(tmp_path / "out"),
        (SourceRecipe("made", str(tmp_path / "a.json")),),
        tokenizer=str(tmp_path / "model"),
        identity=Identity(repeat=1),
    )
    finish(recipe)
    statistics = json.loads((tmp_path / "out" / "statistics.json").read_bytes())
    asked = statistics["identity"]
    assert asked["tokens"] > 10 * asked["parts"] > 0


def test_two_sources_of_one_name_are_refused(tmp_path):
    paths = [write(tmp_path / f"{name}.json", [alpaca(name)]) for name in "ab"]
    sources = tuple(SourceRecipe("same", str(path)) for path in paths)
    with pytest.raises(TryMoreError, match="recipe_same_name"):
        finish(DataRecipe(str(tmp_path / "out"), sources))


def test_no_source_is_overwritten(tmp_path):
    path = write(tmp_path / "train.jsonl", alpaca(1))
    before = path.read_bytes()
    with pytest.raises(TryMoreError, match="recipe_overwrites"):
        finish(DataRecipe(str(tmp_path), (SourceRecipe("made", str(path)),)))
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["train.jsonl"]


def test_a_negative_limit_is_refused(tmp_path):
    path = write(tmp_path / "a.json", [alpaca(1)])
    with pytest.raises(TryMoreError, match="recipe_value"):
        finish(DataRecipe(str(tmp_path / "out"), (SourceRecipe("made", str(path), limit=-1),)))


FULL_DRIVE = """
import resource, signal, sys
from pathlib import Path
import msgspec
from trymore_desktop.core.control import Control
from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.data import duplicates, reading
from trymore_desktop.training.data.prepare import prepare
from trymore_desktop.training.data.recipe import DataRecipe

duplicates.CACHE = int(sys.argv[1])
recipe = msgspec.json.decode(sys.stdin.buffer.read(), type=DataRecipe)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    list(prepare(recipe, Control()))
except TryMoreError as error:
    print(error.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on files")
@pytest.mark.parametrize(("cache", "words"), [(duplicates.CACHE, 50), (1, 1)])
def test_a_drive_without_room_is_told_in_words(tmp_path, cache, words):
    # With hardly any memory for them, the signatures hit the limit before the texts do
    answers = [f"{n} is answer {n} " * words for n in range(300)]
    path = write(tmp_path / "a.json", [alpaca(n, output=one) for n, one in enumerate(answers)])
    recipe = DataRecipe(str(tmp_path / "out"), (SourceRecipe("made", str(path)),))
    done = subprocess.run(
        [sys.executable, "-c", FULL_DRIVE, str(cache)],
        input=msgspec.json.encode(recipe),
        capture_output=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.stdout.decode().split() == ["data_unwritable"], done.stderr.decode()[-800:]


def test_statements_of_problems_are_pages_wherever_their_tags_stand():
    page = "给你 <code>n</code> 。\n第二行。\n\n<style>b {}</style>\n<p>求和。</p>\n"
    record = {"title": "求和", "description_html_zh": page, "solution_python": "sum(n)"}
    question = said(READERS["leetcode"](record, "x"))[0]
    assert "给你 `n` 。" in question
    assert "求和。" in question
    assert "<" not in question


def test_two_runs_do_not_write_into_each_others_files(tmp_path):
    path = write(tmp_path / "a.json", [alpaca(n) for n in range(20)])
    recipe = DataRecipe(str(tmp_path / "out"), (SourceRecipe("made", str(path)),))
    first = prepare(recipe, Control())
    next(first)
    with pytest.raises(TryMoreError, match="output_in_use"):
        finish(recipe)
    *_, last = first
    assert isinstance(last, DataPrepared)
    assert last.numbers["read"] == 20
    assert finish(recipe)["read"] == 20


def test_objects_over_several_lines_are_items_with_the_line_they_begin_at(tmp_path, monkeypatch):
    good = json.dumps(alpaca(1), indent=2)
    broken = good.replace('"output"', "output")
    large = json.dumps(alpaca(2, output="x" * 3000), indent=2)
    path = tmp_path / "pretty.json"
    path.write_text("\n".join([good, broken, large, json.dumps(alpaca(3)), good]) + "\n")
    monkeypatch.setattr(reading, "MAX_ITEM", 2000)
    found = [(item.line, item.fault, bool(item.value)) for item in reading.read_items(path)]
    assert found == [
        (1, "", True),
        (5, "no_json", False),
        (9, "too_large", False),
        (13, "", True),
        (14, "", True),
    ]


@pytest.mark.parametrize("first", [b"[" * 50_000, b"[[1,2", b'["a"', b'[{"a": 1}'])
def test_a_first_line_that_looks_like_an_array_does_not_take_the_rest_along(tmp_path, first):
    path = tmp_path / "data.jsonl"
    good = json.dumps(alpaca(1)).encode()
    path.write_bytes(b"\n".join([first, good, good, b""]))
    found = [(item.line, bool(item.fault)) for item in reading.read_items(path)]
    assert found[-2:] == [(2, False), (3, False)]
    assert len(found) == 3
