"""Reports of evaluations, and what is refused before hours of measuring."""

import argparse
import json

import pytest
import torch

from tests.support.checkpoints import write_model
from tests.support.tensors import Shape
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Evaluated
from trymore_desktop.errors import TryMoreError
from trymore_desktop.training import commands
from trymore_desktop.training.data.conversation import Conversation, Speaker, Turn, to_line
from trymore_desktop.training.data.picture import draw
from trymore_desktop.training.data.statistics import SourceStatistics
from trymore_desktop.training.evaluate.perplexity import Foresight, measure
from trymore_desktop.training.evaluate.report import (
    ModelScores,
    distinct_names,
    markdown,
    write_report,
)
from trymore_desktop.training.evaluate.run import EvaluationOptions, evaluate
from trymore_desktop.training.evaluate.zero_shot import TASKS, Row, read_rows

torch.set_num_threads(1)
AG_NEWS = TASKS["ag_news"]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    shape = Shape(layers=1, hidden=32, heads=2, kv_heads=2)
    return write_model(tmp_path_factory.mktemp("models") / "tiny", shape)


def test_models_of_one_name_are_told_apart(tmp_path):
    paths = [tmp_path / one / "tuned" for one in ("a", "b")]
    assert distinct_names(paths) == ["a/tuned", "b/tuned"]
    assert distinct_names([*paths, paths[0]])[2] == distinct_names(paths)[0] + " (2)"
    assert distinct_names([tmp_path / "x", tmp_path / "y" / ".."]) == ["x", tmp_path.name]
    models = [ModelScores(name, {"sum": 0.5}) for name in distinct_names(paths)]
    write_report(tmp_path / "report", models)
    assert len(json.loads((tmp_path / "report" / "report.json").read_bytes())) == 2


def test_scores_of_a_hundred_and_counts_are_no_shares():
    scores = {"bleu": 34.5, "acc": 0.25, "ag_news rows left out": 1.0, "ag_news unclear": 0.5}
    text = markdown([ModelScores("one", scores), ModelScores("two", {})])
    for row in ("bleu | 34.5 | –", "acc | 25.0% | –", "rows left out | 1 | –"):
        assert f"{row} |" in text


@pytest.mark.filterwarnings("error")
def test_pictures_take_any_names(tmp_path):
    names = ["中文模型", "$\\frac$", "_hidden", "x" * 60]
    scores = {"sum": 0.5, "$a_$": 1.0, "ag_news unclear": 1.0}
    write_report(tmp_path, [ModelScores(name, scores) for name in names])
    draw(tmp_path / "none.png", {}, "tokens")
    numbers = SourceStatistics(languages={"zh": 3}, lengths={"7": 3})
    draw(tmp_path / "many.png", {f"{name}{at}": numbers for name in names for at in range(6)}, "x")
    assert all((tmp_path / f"{one}.png").stat().st_size > 1000 for one in ("scores", "many"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"perplexity": "nowhere.txt"}, "data_unreadable"),
        ({"tasks": (("imdb", "nowhere.jsonl"),)}, "data_unreadable"),
        ({"tasks": (("imdb", "empty.jsonl"),)}, "evaluation_data"),
        ({"models": ("nowhere",)}, "model_not_found"),
        ({"folder": "empty.jsonl"}, "report_unwritable"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_measured(model, tmp_path, changes, code):
    (tmp_path / "empty.jsonl").write_bytes(b"")
    if "perplexity" in changes:
        changes = {"perplexity": tmp_path / changes["perplexity"]}
    tasks = tuple((name, tmp_path / file) for name, file in changes.get("tasks", ()))
    options = EvaluationOptions(each=1, perplexity=changes.get("perplexity"), tasks=tasks)
    models = (model, *(tmp_path / name for name in changes.get("models", ())))
    work = evaluate(models, tmp_path / changes.get("folder", "report"), options, Control())
    with pytest.raises(TryMoreError, match=code):
        next(work)


def test_rows_keep_their_separators_and_lose_their_mark(tmp_path):
    path = tmp_path / "rows.jsonl"
    rows = [{"text": "a\u2028b\x85c", "label": 1}, {"text": "d", "label": 0}]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\ufeff" + "\r\n".join([*lines, "broken", ""]), "utf-8", newline="")
    assert read_rows(path, AG_NEWS) == ([Row("a\u2028b\x85c", 1), Row("d", 0)], 1)
    table = tmp_path / "rows.csv"
    table.write_text('\ufeff"3","Two\nlines","Text\u2028here"\n"9","no","class"\n', "utf-8")
    assert read_rows(table, AG_NEWS) == ([Row("Two\nlines Text\u2028here", 2)], 1)


def test_rows_that_cannot_be_used_are_counted_in_the_report(model, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "a", "label": 1}\n{"text": "a"}\nbroken\n')
    options = EvaluationOptions(each=0, tasks=(("ag_news", path),), device="cpu")
    *_, last = evaluate((model,), tmp_path / "report", options, Control())
    assert isinstance(last, Evaluated)
    assert last.scores["ag_news rows left out"] == 2


def test_perplexity_reads_arrays_and_names_the_line_of_a_fault(model, tmp_path):
    turns = (Turn(Speaker.HUMAN, "2+2?"), Turn(Speaker.GPT, "It is 4."))
    line = to_line(Conversation("a", turns))
    found = []
    for name, data in (("a.jsonl", line * 2), ("a.json", b"[%s,%s]" % (line, line))):
        (tmp_path / name).write_bytes(data)
        result = Foresight()
        list(measure(model, tmp_path / name, Control(), result))
        found.append((result.tokens, result.bytes, round(result.nats, 3)))
    assert found[0] == found[1]
    assert found[0][0] > 0
    (tmp_path / "b.jsonl").write_bytes(line + b"{broken\n")
    with pytest.raises(TryMoreError, match=r"b\.jsonl.*line 2: no_json"):
        list(measure(model, tmp_path / "b.jsonl", Control(), Foresight()))


@pytest.mark.parametrize("wrong", [["--task", "ag_news"], ["--each", "-1"], ["--limit", "x"]])
def test_options_that_say_nothing_are_refused_by_the_command_line(wrong, capsys):
    parser = argparse.ArgumentParser()
    commands.add_parsers(parser.add_subparsers())
    with pytest.raises(SystemExit) as left:
        parser.parse_args(["evaluate", "--model", "m", *wrong])
    assert left.value.code == 2
    assert wrong[0] in capsys.readouterr().err
