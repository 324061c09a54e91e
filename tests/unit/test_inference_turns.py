"""A turn reads only what is new, and a reply that goes on is the one that never paused."""

import pytest

from tests.support.sessions import GREEDY, ask, dataclass_replace, fresh, loaded, make_model, run
from trymore_desktop.core.chat import GenerationConfig, Message, Role
from trymore_desktop.errors import TryMoreError


def test_the_next_turn_reads_only_what_is_new(session, model):
    first = run(session, ask("Hello"))
    following = ask("Hello", first.text, "And then?")
    second = run(session, following)
    anew = run(fresh(model, session), following)
    assert (
        second.usage.cached_tokens >= first.usage.prompt_tokens + first.usage.completion_tokens - 1
    )
    assert anew.usage.cached_tokens == 0
    assert second.text == anew.text
    edited = run(session, ask("Hello", first.text, "Something else"))
    assert edited.usage.cached_tokens > first.usage.prompt_tokens
    like = fresh(model, session)
    assert edited.text == run(like, ask("Hello", first.text, "Something else")).text


def test_continue_goes_on_without_a_seam(session, model):
    complete = run(session, ask("Hello"))
    for cut in (1, 5, 12):
        session = loaded(model)
        part = run(session, ask("Hello"), dataclass_replace(GREEDY, max_new_tokens=cut))
        rest = run(
            session,
            ask("Hello", part.text),
            dataclass_replace(GREEDY, max_new_tokens=24 - cut),
            resume=True,
        )
        assert part.text + rest.text == complete.text
        if part.text:
            assert rest.usage.cached_tokens > part.usage.prompt_tokens - 2


def test_a_seeded_reply_that_goes_on_is_the_one_that_never_paused(session):
    config = {"temperature": 1.0, "top_p": 1.0, "seed": 11, "repetition_penalty": 1.2}
    whole_reply = run(session, ask("Hello"), GenerationConfig(max_new_tokens=24, **config)).text
    begun = run(session, ask("Hello"), GenerationConfig(max_new_tokens=9, **config)).text
    rest = GenerationConfig(max_new_tokens=15, **config)
    assert begun + run(session, ask("Hello", begun), rest, resume=True).text == whole_reply


def test_a_reply_goes_on_up_to_the_very_end_of_the_window(tmp_path):
    session = loaded(make_model(tmp_path, max_position_embeddings=128, eos_token_id=510))
    config = GenerationConfig(max_new_tokens=48, temperature=0)
    talk = [Message(Role.SYSTEM, ""), *ask("Hello", "")]
    used = 0
    for _ in range(9):
        if used >= 128:
            break
        reply = run(session, talk, config, resume=True)
        talk[-1] = Message(Role.ASSISTANT, talk[-1].content + reply.text)
        used = reply.usage.prompt_tokens + reply.usage.completion_tokens
    assert used == 128
    with pytest.raises(TryMoreError, match="reply_fills_window"):
        run(session, talk, config, resume=True)
