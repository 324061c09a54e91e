"""Cancelled or out of memory, in loading or in a reply: the session stays usable."""

import pytest
import torch

from tests.support.sessions import GREEDY, ask, dataclass_replace, loaded, run
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import TextDelta
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.inference.session import Session


def test_cancel_stops_within_one_token_and_keeps_what_was_said(session, model):
    control = Control()
    events = session.generate(ask("Hello"), GREEDY, control=control)
    said = next(event for event in events if isinstance(event, TextDelta)).text
    control.cancel()
    with pytest.raises(Interrupted):
        next(events)
    config = dataclass_replace(GREEDY, max_new_tokens=23)
    rest = run(session, ask("Hello", said), config, resume=True)
    assert run(loaded(model), ask("Hello")).text == said + rest.text


def test_cancel_during_load_and_prefill(model, tmp_path):
    control = Control()
    control.cancel()
    with pytest.raises(Interrupted):
        list(Session().load(str(model), "cpu", "fp32", control))
    session = loaded(model)
    with pytest.raises(Interrupted):
        list(session.generate(ask("Hello"), GREEDY, control=control))
    assert run(session, ask("Hello")).text


def test_running_out_of_memory_leaves_a_usable_session(session, monkeypatch):
    decoder = session._loaded.cache.decoder
    forward, calls = decoder.forward, []

    def fail_at_the_ninth(tokens, start, last=1, control=None):
        calls.append(start)
        if len(calls) == 9:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 1 GiB")
        return forward(tokens, start, last)

    monkeypatch.setattr(decoder, "forward", fail_at_the_ninth)
    with pytest.raises(TryMoreError) as failed:
        list(session.generate(ask("Hello"), GREEDY))
    assert failed.value.code == "out_of_memory"
    assert failed.value.params["precision"] == "fp32"
    assert failed.value.params["next_precision"] == "bf16"
    monkeypatch.undo()
    reply = run(session, ask("Hello"))
    assert reply.usage.cached_tokens == 0
    assert reply.text


def test_running_out_of_memory_while_loading_frees_and_offers(model, monkeypatch):
    session = loaded(model)

    def fail(*_, **__):
        raise RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory")

    monkeypatch.setattr("trymore_desktop.inference.loading.check_finite", fail)
    with pytest.raises(TryMoreError) as failed:
        list(session.load(str(model), "cpu", "bf16"))
    assert failed.value.code == "out_of_memory"
    assert failed.value.params["next_precision"] == "int8"
    assert session.model is None
    monkeypatch.undo()
    list(session.load(str(model), "cpu", str(failed.value.params["next_precision"])))
    assert run(session, ask("Hello")).text
