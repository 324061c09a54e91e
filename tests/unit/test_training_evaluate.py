import json
import sys
from importlib.util import find_spec

import pytest
import torch

from tests.support.checkpoints import Shape, shared_folder, write_model
from trymore_desktop.core.chat import FinishReason, Role
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Evaluated
from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.demo import code, proverbs, sums
from trymore_desktop.training.demo.sample import Sample
from trymore_desktop.training.demo.sum_phrases import Manner
from trymore_desktop.training.evaluate import zero_shot
from trymore_desktop.training.evaluate.answering import Answer
from trymore_desktop.training.evaluate.checks import (
    check_code,
    check_reference,
    check_role,
    check_sum,
    overlap,
)
from trymore_desktop.training.evaluate.harness import evaluate_standard, flatten
from trymore_desktop.training.evaluate.perplexity import Foresight, measure
from trymore_desktop.training.evaluate.report import ModelScores, markdown, write_report
from trymore_desktop.training.evaluate.run import EvaluationOptions, evaluate
from trymore_desktop.training.evaluate.sandbox import Verdict, run_code
from trymore_desktop.training.evaluate.suite import (
    DEMO_KINDS,
    README_SAMPLES,
    Result,
    ask,
    examine,
    samples,
    scores,
)

torch.set_num_threads(1)
PASS = "def check(space): pass"


class Parrot:
    """Answers by a table, as a model would."""

    def __init__(self, answers, reason=FinishReason.STOP):
        self.answers = answers
        self.reason = reason
        self.asked = []

    def answer(self, messages, config, control):
        self.asked.append(messages)
        return Answer(self.answers.get(messages[-1].content, "?"), self.reason)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("23-20=3, 3+6=9. So there are 9 apples.", True),
        ("所以现在有9个苹果。", True),
        ("9.0", True),
        ("9 apples of 23", False),
        ("nine", False),
        ("", False),
        ("-9", False),
    ],
)
def test_sums_are_compared_as_numbers(answer, right):
    assert check_sum(answer, "9") is right
    assert check_sum("It is 1,234.", "1234")


def test_code_is_right_only_if_it_passes_its_tests():
    assert check_code(code.ANSWER_ZH, "two_sum")
    assert check_code(
        "```\nclass Solution:\n    def twoSum(self, nums, target):\n"
        "        for i, a in enumerate(nums):\n"
        "            for j in range(i):\n                if a + nums[j] == target:\n"
        "                    return [j, i]\n```",
        "two_sum",
    )
    assert not check_code(
        "```python\ndef two_sum(nums, target):\n    return [0, 1]\n```", "two_sum"
    )
    assert not check_code(
        "```python\ndef two_sum(nums, target):\n    return [0, 0]\n```", "two_sum"
    )
    assert not check_code(code.PROGRAM, "two_sum")
    assert not check_code("```python\nimport sys\nsys.exit(0)\n```", "two_sum")


@pytest.mark.parametrize(
    "harmful",
    [
        "import os; os.system('true')",
        "import subprocess; subprocess.run(['true'])",
        "import socket; socket.create_connection(('127.0.0.1', 1))",
        "open('escaped', 'w').write('x')",
        "import os; os.remove('stdout')",
        "print('x' * 10_000_000)",
        "raise SystemExit(0)",
        "1 / 0",
        "not python",
        "import os; os._exit(0)",
    ],
)
def test_the_sandbox_lets_no_harm_pass(harmful):
    assert run_code(harmful, PASS).verdict is Verdict.FAILED


def test_the_sandbox_stops_what_does_not_end():
    assert run_code("while True: pass", PASS, seconds=1).verdict is not Verdict.PASSED
    assert run_code("x = 1", PASS).verdict is Verdict.PASSED


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on memory")
def test_the_sandbox_bounds_memory():
    assert run_code("x = bytearray(2_000_000_000)", PASS).verdict is Verdict.FAILED


def test_role_play_stays_in_its_role_and_language():
    assert check_role("汪！我是一只哈士奇。", "汪！")
    assert check_role("Woof! I want a walk.", "Woof")
    assert not check_role("As an AI language model I cannot bark.", "Woof")
    assert not check_role("Woof!", "汪！")
    assert not check_role("我是一个演示模型，汪", "汪！")


def test_a_proverb_is_told_from_every_other():
    by_entry = [
        (proverbs.explain_chinese(one, True), proverbs.explain_chinese(one, False))
        for one in proverbs.CHINESE
    ]
    by_entry += [
        (proverbs.explain_english(one, True), proverbs.explain_english(one, False))
        for one in proverbs.ENGLISH
    ]
    for place, mine in enumerate(by_entry):
        assert check_reference(mine[0], mine[0])
        assert check_reference(mine[1], mine[1])
        for other in by_entry[:place]:
            assert overlap(mine[0], other[0]) < 0.5
            # Two proverbs that explain one another may be alike
            if "there is a will" not in mine[1]:
                assert overlap(mine[1], other[1]) < 0.5


def test_an_answer_must_end_by_itself():
    right = {README_SAMPLES[0].turns[0][0]: "9"}
    assert ask(Parrot(right), README_SAMPLES[0], zero_shot.CONFIG, Control()).passed
    cut = ask(Parrot(right, FinishReason.LENGTH), README_SAMPLES[0], zero_shot.CONFIG, Control())
    assert not cut.passed


def test_earlier_turns_are_given():
    sample = Sample("sum", "en", (("1+1?", "2"), ("3+6?", "9")), "9")
    parrot = Parrot({"3+6?": "9"})
    assert ask(parrot, sample, zero_shot.CONFIG, Control()).passed
    assert [message.role for message in parrot.asked[0]] == [Role.USER, Role.ASSISTANT, Role.USER]


def test_a_model_that_knows_the_answers_passes_the_suite():
    questions = samples(DEMO_KINDS, 4)
    assert questions == samples(DEMO_KINDS, 4)
    solved = {one.turns[-1][0]: one.turns[-1][1] or one.expect for one in questions}
    results: list[Result] = []
    list(examine(Parrot(solved), questions, zero_shot.CONFIG, Control(), results))
    assert scores(results)["suite"] == 1.0
    results.clear()
    list(examine(Parrot({}), questions, zero_shot.CONFIG, Control(), results))
    assert scores(results)["suite"] == 0.0


def test_the_worked_solutions_are_right():
    import random

    rng = random.Random(0)
    for manner in Manner:
        for _ in range(300):
            sample = sums.story(rng, manner)
            assert check_sum(sample.turns[0][1], sample.expect)


def test_zero_shot_prompts_are_as_the_models_own_test_code_has_them():
    messages = zero_shot.prompt(zero_shot.TASKS["imdb"], "A fine film.")
    assert messages[0].content.endswith(
        "The assistant gives correctly answers to the user's questions."
    )
    assert messages[1].content.startswith("A fine film.Is ")
    assert "negtive" in messages[1].content


@pytest.mark.parametrize(
    ("task", "answer", "label"),
    [
        ("ag_news", "Sports", 1),
        ("ag_news", "The topic is Sci/Tech, not World.", 3),
        ("ag_news", "Businesslike worldly", None),
        ("ag_news", "", None),
        ("imdb", "The sentiment is negtive.", 0),
        ("imdb", "Positive!", 1),
    ],
)
def test_classes_are_read_from_answers(task, answer, label):
    assert zero_shot.label_of(zero_shot.TASKS[task], answer) == label


def test_zero_shot_counts_right_wrong_and_unclear(tmp_path):
    path = tmp_path / "ag.jsonl"
    rows = [("a goal", 1), ("a war", 0), ("a chip", 3)]
    text = "\n".join(json.dumps({"text": one, "label": label}) for one, label in rows)
    path.write_text(text + '\nbroken\n{"text": 5, "label": 1}\n{"text": "x", "label": 9}\n')
    task = zero_shot.TASKS["ag_news"]
    found, left_out = zero_shot.read_rows(path, task)
    assert left_out == 3
    assert len(found) == 3
    parrot = Parrot({"a goal" + task.question: "Sports", "a war" + task.question: "Business"})
    tally = zero_shot.Tally()
    list(zero_shot.classify(parrot, task, found, Control(), tally))
    assert (tally.asked, tally.right, tally.unclear) == (3, 1, 1)
    path.write_text("nothing\n")
    with pytest.raises(TryMoreError, match="evaluation_data"):
        zero_shot.read_rows(path, task)


def test_the_shared_ag_news_sample_is_read():
    shared = shared_folder()
    if shared is None:
        pytest.skip("the shared data are absent")
    path = shared / "data/ag_news/ag_news_test_200.jsonl"
    assert len(zero_shot.read_rows(path, zero_shot.TASKS["ag_news"])[0]) == 200


def test_csv_rows_of_ag_news(tmp_path):
    path = tmp_path / "test.csv"
    path.write_text('"3","Title, here","Some ""text"""\n"x","y","z"\n')
    found = zero_shot.read_rows(path, zero_shot.TASKS["ag_news"])
    assert found == ([zero_shot.Row('Title, here Some "text"', 2)], 1)


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
