"""One reply and its settings: progress of its prompt, stop strings, seeds."""

import pytest

from tests.support.sessions import GREEDY, ask, dataclass_replace, loaded, run
from trymore_desktop.core.chat import FinishReason, GenerationConfig
from trymore_desktop.core.events import Progress


def test_prefill_tells_tokens(session):
    events = list(session.generate(ask("word " * 300), GREEDY))
    progress = [e for e in events if isinstance(e, Progress)]
    assert progress[-1].stage == "prefill"
    assert progress[-1].unit == "tokens"
    assert progress[-1].done == progress[-1].total > 300


def test_stop_strings_are_never_shown(session):
    text = run(session, ask("Hello")).text
    stop = text[8:11]
    config = dataclass_replace(GREEDY, stop=(stop,))
    reply = run(session, ask("Hello"), config)
    assert reply.text == text[: text.index(stop)]
    assert reply.reason is FinishReason.STOP


def test_the_same_seed_gives_the_same_text(session):
    config = GenerationConfig(max_new_tokens=24, temperature=2.0, top_p=0.99, seed=7)
    texts = {run(session, ask("Hello"), config).text for _ in range(3)}
    assert len(texts) == 1
    others = {
        run(session, ask("Hello"), dataclass_replace(config, seed=seed)).text for seed in range(5)
    }
    assert len(others) > 1


@pytest.mark.parametrize("precision", ["bf16", "fp32"])
def test_the_same_seed_gives_the_same_text_when_asked_again(precision, model, monkeypatch):
    session = loaded(model, precision)
    decoder, passes = session._loaded.cache.decoder, []
    forward = decoder.forward
    config = GenerationConfig(max_new_tokens=8, temperature=1.5, top_p=1.0, seed=3)
    talk = ask("The quick brown fox jumps over the lazy dog and asks a question. " * 6)
    first = run(session, talk, config)
    monkeypatch.setattr(
        decoder, "forward", lambda tokens, *rest: passes.append(rest[0]) or forward(tokens, *rest)
    )
    again = run(session, talk, config)
    assert (again.text, again.usage.cached_tokens) == (first.text, first.usage.prompt_tokens)
    # Its last token anew would be rounded in another way than within the prompt
    assert min(passes) == first.usage.prompt_tokens
    other = run(session, ask("Another prompt"), config)
    assert other.usage.cached_tokens < other.usage.prompt_tokens
