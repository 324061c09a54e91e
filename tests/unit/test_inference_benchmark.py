"""The benchmark of a loaded model."""

import pytest

from tests.support.sessions import ask, loaded, make_model, run
from trymore_desktop.core.events import Progress


def test_the_benchmark_measures_what_it_names(session):
    *progress, last = session.benchmark()
    assert all(isinstance(event, Progress) for event in progress)
    assert {"decode_64_tok_s", "prefill_512_tok_s", "memory_read_gb_s"} <= set(last.numbers)
    assert all(value > 0 for value in last.numbers.values())
    weights = session.model.memory - session._loaded.cache.decoder._cache.nbytes
    embedding = 512 * 64 * 4
    assert last.numbers["weights_read_a_token_bytes"] == pytest.approx(weights - embedding)
    assert run(session, ask("Hello")).text


def test_the_benchmark_keeps_to_a_small_window(tmp_path):
    session = loaded(make_model(tmp_path, max_position_embeddings=24))
    *_, last = session.benchmark()
    assert last.numbers["context_window_tokens"] == 24
    assert last.numbers["decode_6_tok_s"] > 0
