"""Prompt lookup: fewer passes, the very same text."""

import pytest
import torch

from tests.support.sessions import ask, loaded, make_model, run
from tests.support.tensors import Shape
from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.inference.lookup import REST, Context, Lookahead, Pace

WIDE = Shape(layers=2, hidden=128, heads=4, kv_heads=2, multiple_of=64)
VOCABULARY = 50


class Copying:
    """A decoder that likes to say what followed the last token before; counts its passes."""

    def __init__(self, ids):
        self.ids = list(ids)
        self.passes = 0

    def extend(self, tokens, start, last):
        self.passes += 1
        del self.ids[start:]
        rows = []
        for token in tokens:
            self.ids.append(token)
            rows.append(self.logits())
        return torch.stack(rows[-last:])

    def logits(self):
        generator = torch.Generator().manual_seed(len(self.ids))
        logits = torch.randn(VOCABULARY, generator=generator)
        seen = [place for place in range(len(self.ids) - 1) if self.ids[place] == self.ids[-1]]
        if seen:
            logits[self.ids[seen[0] + 1]] += 20
        return logits


def said(prompt, rows, count=60):
    decoder = Copying(prompt[:-1])
    ahead = Lookahead(decoder.extend, prompt[:-1], rows)
    token, ids = prompt[-1], []
    for made in range(count):
        token = int(ahead.after(token, len(prompt) - 1 + made, count - made - 1)[-1].argmax())
        ids.append(token)
    assert decoder.ids[: len(prompt) + count - 1] == [*prompt, *ids][:-1]
    return ids, decoder.passes


@pytest.mark.parametrize("rows", [2, 5, 16])
def test_the_same_tokens_in_fewer_passes(rows):
    prompt = [*range(3, 43), 3, 4, 5, 6]
    plain, passes = said(prompt, 1)
    assert passes == 60
    ids, passes = said(prompt, rows)
    assert ids == plain
    assert passes < 60


def test_never_a_token_more_than_there_is_room_for():
    prompt = [*range(3, 43), 3, 4, 5, 6]
    for count in range(1, 12):
        decoder = Copying(prompt[:-1])
        ahead = Lookahead(decoder.extend, prompt[:-1], 16)
        token = prompt[-1]
        for made in range(count):
            token = int(ahead.after(token, len(prompt) - 1 + made, count - made - 1)[-1].argmax())
        assert len(decoder.ids) <= len(prompt) + count - 1


def test_the_latest_run_is_followed_and_nothing_else():
    context = Context([1, 2, 3, 4, 1, 2, 3, 5, 9, 1, 2, 3])
    assert context.guess(2) == [5, 9]
    assert context.guess(0) == []
    assert Context([1, 2, 3]).guess(4) == []
    assert Context([7, 7, 7, 7]).guess(2) == [7]
    assert Context([]).guess(4) == []


def pace_after(right, tried=3, one=1.0, row=0.2, times=40):
    pace = Pace(15)
    for _ in range(times):
        pace.passed(0, one)
        pace.passed(tried, one + tried * row)
        pace.judged(tried, right)
    return pace


def test_guesses_go_on_while_they_pay_and_rest_when_they_do_not():
    assert pace_after(3).width() > 3
    assert pace_after(3, row=2.0).width() == 0
    poor = pace_after(0)
    assert [poor.width() for _ in range(REST)] == [0] * REST
    assert poor.width() > 0
    assert Pace(0).width() == 0


SEEDED = GenerationConfig(max_new_tokens=60, temperature=0.9, top_p=0.95, seed=7)
PENALISED = GenerationConfig(max_new_tokens=60, temperature=0.0, repetition_penalty=1.05)
GREEDY = GenerationConfig(max_new_tokens=80, temperature=0.0)


@pytest.mark.parametrize("config", [GREEDY, SEEDED, PENALISED], ids=["greedy", "seed", "penalty"])
@pytest.mark.parametrize("precision", ["bf16", "int8", "int4"])
def test_replies_are_the_same_to_the_last_letter(precision, config, tmp_path, monkeypatch):
    torch.set_num_threads(1)
    session = loaded(make_model(tmp_path, WIDE), precision)
    decoder = session._loaded.cache.decoder
    if getattr(decoder, "exact_rows", 1) == 1:
        pytest.skip("no kernels that compute several rows exactly")
    question = ask("one two three four five six seven eight. " * 8)
    forward, rows = decoder.forward, []

    def counted(tokens, start, last=1, control=None):
        rows.append(last)
        return forward(tokens, start, last)

    monkeypatch.setattr(decoder, "forward", counted)
    # Random weights repeat nothing by themselves: the clock is made to favour guesses
    monkeypatch.setattr(Pace, "width", lambda self: self._most)
    monkeypatch.setattr("trymore_desktop.inference.lookup.GRAM", 1)
    with_guesses = run(session, question, config)
    assert max(rows) > 1
    monkeypatch.setattr(type(decoder), "exact_rows", 1)
    session._loaded.cache.clear()
    without = run(session, question, config)
    assert with_guesses.text == without.text
    assert with_guesses.usage.completion_tokens == without.usage.completion_tokens
