"""An evaluation of whole models: perplexity, models side by side, and the report."""

import pytest
import torch

from tests.support.checkpoints import write_model
from tests.support.tensors import Shape
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Evaluated
from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.evaluate.perplexity import Foresight, measure
from trymore_desktop.training.evaluate.report import ModelScores, markdown, write_report
from trymore_desktop.training.evaluate.run import EvaluationOptions, evaluate
from trymore_desktop.training.evaluate.suite import Result

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    shape = Shape(layers=1, hidden=32, heads=2, kv_heads=2)
    return write_model(tmp_path_factory.mktemp("models") / "tiny", shape)


def test_perplexity_of_a_random_model_is_near_its_vocabulary(model, tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("Some words, and some more of them. " * 40)
    result = Foresight()
    list(measure(model, path, Control(), result, window=64))
    assert 250 < result.perplexity < 1000
    assert result.bytes == len(path.read_bytes()) + 1
    assert 1 < result.bits_per_byte < 10
    whole = Foresight()
    list(measure(model, path, Control(), whole, window=2048))
    assert whole.tokens == result.tokens


def test_evaluation_of_two_models_side_by_side(model, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("hello " * 20)
    options = EvaluationOptions(each=1, perplexity=text, device="cpu")
    *_, last = evaluate((model, model), tmp_path / "report", options, Control())
    assert isinstance(last, Evaluated)
    assert last.scores["perplexity"] > 1
    report = (tmp_path / "report" / "report.md").read_text()
    assert "| | tiny | tiny (2) |" in report
    assert (tmp_path / "report" / "scores.png").stat().st_size > 1000
    answers = (tmp_path / "report" / "answers-1.jsonl").read_text().splitlines()
    assert len(answers) == 6


def test_a_report_escapes_what_would_break_its_table(tmp_path):
    result = Result("sum", "en", "a | b\nc", "<b>|</b>", True, True)
    text = markdown([ModelScores("m|n", {"suite": 0.5, "perplexity": 3.0}, (result,))])
    row = next(line for line in text.splitlines() if line.startswith("| sum"))
    assert row == "| sum | a \\| b c | ✓ &lt;b>\\|&lt;/b> |"
    assert "| suite | 50.0% |" in text
    assert write_report(tmp_path, [ModelScores("empty", {})]).is_file()


def test_an_unknown_task_is_refused(model, tmp_path):
    options = EvaluationOptions(each=0, tasks=(("sst2", tmp_path),))
    with pytest.raises(TryMoreError, match="evaluation_unknown_task"):
        list(evaluate((model,), tmp_path, options, Control()))
