"""Classification without examples: its prompts, its rows, and classes read from answers."""

import json

import pytest

from tests.support.parrot import Parrot
from tests.support.shared_data import shared_folder
from trymore_desktop.core.control import Control
from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.evaluate import zero_shot


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
