"""Standard and own tasks through lm-evaluation-harness, where it is installed."""

import json
from importlib.util import find_spec

import pytest
import torch

from tests.support.checkpoints import write_model
from tests.support.tensors import Shape
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Evaluated
from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.evaluate.harness import evaluate_standard, flatten
from trymore_desktop.training.evaluate.run import EvaluationOptions, evaluate

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    shape = Shape(layers=1, hidden=32, heads=2, kv_heads=2)
    return write_model(tmp_path_factory.mktemp("models") / "tiny", shape)


def test_the_harness_is_named_as_missing_before_anything_is_measured(model, tmp_path):
    if find_spec("lm_eval"):
        pytest.skip("lm-eval is installed")
    options = EvaluationOptions(each=1, standard=("arc_easy",))
    with pytest.raises(TryMoreError, match="training_extra_missing"):
        list(evaluate((model,), tmp_path / "report", options, Control()))


def test_the_harness_gives_one_table():
    table = {"arc": {"acc,none": 0.5, "acc_stderr,none": 0.1, "alias": "arc", "sample_len": 3}}
    assert flatten(table) == {"arc acc": 0.5}


TASK = """
task: own_sums
dataset_path: json
dataset_kwargs:
  data_files:
    test: {path}
test_split: test
output_type: multiple_choice
doc_to_text: "{{{{question}}}}"
doc_to_choice: "{{{{choices}}}}"
doc_to_target: answer
metric_list:
  - metric: acc
    aggregation: mean
    higher_is_better: true
"""


@pytest.fixture
def own_tasks(tmp_path, monkeypatch):
    pytest.importorskip("lm_eval", reason="lm-evaluation-harness is not installed (extra eval)")
    # datasets would put what it reads into the home folder
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")
    rows = [{"question": f"{at}+2=", "choices": [str(at + 2), "x"], "answer": 0} for at in range(6)]
    (tmp_path / "sums.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    folder = tmp_path / "tasks"
    folder.mkdir()
    (folder / "own_sums.yaml").write_text(TASK.format(path=tmp_path / "sums.jsonl"))
    return folder


def test_the_harness_runs_own_tasks(model, tmp_path, own_tasks):
    options = EvaluationOptions(each=0, standard=("own_sums",), own_tasks=own_tasks, limit=4)
    *_, last = evaluate((model,), tmp_path / "report", options, Control())
    assert isinstance(last, Evaluated)
    assert set(last.scores) == {"own_sums acc"}
    assert 0 <= last.scores["own_sums acc"] <= 1
    assert "own_sums acc" in (tmp_path / "report" / "report.md").read_text()


def test_the_harness_names_what_it_cannot_run(model, tmp_path, own_tasks):
    with pytest.raises(TryMoreError, match="evaluation_unknown_task") as caught:
        evaluate_standard(model, ("own_sum",), 1, own_tasks)
    assert "own_sums" in caught.value.params["known"]
    (tmp_path / "sums.jsonl").unlink()
    with pytest.raises(TryMoreError, match="evaluation_failed"):
        evaluate_standard(model, ("own_sums",), 1, own_tasks)
