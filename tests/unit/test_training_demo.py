import random
import re
from collections import Counter
from pathlib import Path

import pytest
import torch

from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Evaluated
from trymore_desktop.errors import Interrupted
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.training.demo import base, corpus, sum_phrases
from trymore_desktop.training.demo.build import DemoOptions, build, make_vocabulary
from trymore_desktop.training.evaluate.checks import CHECKS

torch.set_num_threads(1)
DEMO = Path(__file__).parents[2] / "resources" / "demo"
TINY = DemoOptions(
    shape=base.Shape(vocabulary=1300, hidden=32, feed_forward=64, layers=1, heads=2, positions=256),
    vocabulary_documents=1500,
    reading=base.Schedule(3, 2, 1e-3, 1e-3),
    row_length=64,
    conversations=20,
    tune_length=256,
    tune_rows=2,
    examined_each=1,
    threads=1,
)


def test_the_text_depends_on_the_seed_only():
    def some(seed):
        rng = random.Random(seed)
        return [*corpus.conversations(rng, 50)], [*corpus.documents(rng, 50)]

    assert some(1) == some(1)
    assert some(1) != some(2)


@pytest.mark.parametrize("kind", corpus.SHARES)
def test_the_answers_that_are_taught_pass_their_checks(kind):
    rng = random.Random(3)
    for _ in range(2 if kind == "code" else 60):
        sample = corpus.sample(rng, kind)
        assert CHECKS[sample.kind](sample.turns[-1][1], sample.expect), sample


def test_questions_of_the_examination_are_not_in_the_training_text():
    rng = random.Random(4)
    taught = {turn[0] for one in corpus.conversations(rng, 4000) for turn in one.turns}
    for kind in corpus.SHARES:
        # Greetings are too short to have phrasings apart, and a husky's later turns repeat
        if kind != "chat":
            asked = {corpus.sample(rng, kind, held_out=True).turns[0][0] for _ in range(40)}
            assert not asked & taught, kind


@pytest.mark.parametrize(
    "name",
    [f"{part}_{tongue}" for part in ("HAVE", "USE", "GET", "ASK") for tongue in ("ZH", "EN")],
)
def test_made_phrases_hold_none_of_the_examination(name):
    clause = getattr(sum_phrases, name)
    assert len(set(clause.made)) > 30
    for text in (*clause.written, *clause.made):
        assert not any(phrase in text for phrase in clause.held_out), text


def test_made_up_words_part_no_number():
    rng = random.Random(6)
    for _ in range(300):
        sample = corpus.sample(rng, "story")
        ((question, answer),) = sample.turns
        asked = Counter(re.findall(r"\d+", question))
        assert all(asked[number] for number in re.findall(r"\d+", answer)[:1])
        assert 2 <= asked.total() <= 3


def test_a_husky_is_never_followed_by_another_kind():
    for sample in corpus.conversations(random.Random(5), 2000):
        answers = [answer for _, answer in sample.turns]
        howls = [
            ("汪" in answer or "呜" in answer or "oof" in answer or "woo" in answer)
            for answer in answers
        ]
        assert howls == sorted(howls)


def test_the_vocabulary_is_laid_out_as_llamas(tmp_path):
    make_vocabulary(TINY, tmp_path / "tokenizer.model")
    tokenizer = Tokenizer(tmp_path)
    assert (tokenizer.size, tokenizer.bos_id, tokenizer.eos_id) == (1300, 1, 2)
    text = "食堂有23个苹果 🍎\n    indented  twice"
    ids = tokenizer.encode(text)
    assert tokenizer.decode(ids) == text
    digits = tokenizer.encode("123")
    assert len(digits) == 4


def build_until_tuning(folder):
    control = Control()
    for event in build(TINY, folder / "work", folder / "pair", control):
        if getattr(event, "stage", "") == "finetune":
            control.cancel()


def test_the_whole_build_runs_and_goes_on_after_an_interruption(tmp_path):
    with pytest.raises(Interrupted):
        build_until_tuning(tmp_path)
    made = (tmp_path / "work" / "base" / "model.safetensors").stat().st_mtime_ns
    *_, last = build(TINY, tmp_path / "work", tmp_path / "pair", Control())
    assert isinstance(last, Evaluated)
    assert (tmp_path / "work" / "base" / "model.safetensors").stat().st_mtime_ns == made
    card = (tmp_path / "pair" / "MODEL_CARD.md").read_text("utf-8")
    assert "| suite |" in card
    assert (tmp_path / "pair" / "delta" / "tokenizer.model").is_file()


def test_the_shipped_pair_is_small_and_complete():
    if not DEMO.is_dir():
        pytest.skip("the demo pair is not made yet: make demo-model")
    size = sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file())
    assert size <= 12_000_000
    for part in ("base", "delta"):
        assert (DEMO / part / "config.json").is_file()
        assert (DEMO / part / "tokenizer.model").is_file()
    assert "| suite |" in (DEMO / "MODEL_CARD.md").read_text("utf-8")
