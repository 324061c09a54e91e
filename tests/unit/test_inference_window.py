"""What of a conversation fits into the model's window, and how it is counted."""

import pytest

from tests.support.sessions import GREEDY, ask, dataclass_replace, prompt_ids, run
from trymore_desktop.core.chat import ContextPolicy, Message, Role
from trymore_desktop.core.events import Finished
from trymore_desktop.errors import TryMoreError


def test_counts_are_those_of_the_prompt(session):
    messages = ask("Hello 你好", "Yes.", "More")
    counted = session.count_tokens(messages)
    assert counted.total == len(prompt_ids(session, messages))
    assert (counted.window, counted.reserve, counted.dropped) == (2048, 512, 0)
    assert run(session, messages).usage.prompt_tokens == counted.total


def test_whole_rounds_fall_out_and_the_system_text_stays(session):
    system = Message(Role.SYSTEM, "Be brief.")
    texts = [f"{place} " + "word " * 60 for place in range(21)]
    messages = [system, *ask(*texts)]
    config = dataclass_replace(GREEDY, max_new_tokens=256)
    counted = session.count_tokens(messages, config)
    assert counted.total <= 2048 - 256
    assert counted.dropped > 0
    assert counted.dropped % 2 == 0
    reply = run(session, messages, dataclass_replace(config, max_new_tokens=256))
    assert reply.dropped == counted.dropped
    kept = [system, *messages[1 + counted.dropped :]]
    assert session.count_tokens(kept, config).total == counted.total
    with pytest.raises(TryMoreError) as refused:
        list(session.generate(messages, config, ContextPolicy.REFUSE))
    assert refused.value.code == "context_full"


def test_the_cut_stays_in_place_for_some_turns(session):
    config = dataclass_replace(GREEDY, max_new_tokens=256)
    texts = [f"{place} " + "word " * 12 for place in range(61)]
    cuts = [session.count_tokens(ask(*texts[:size]), config).dropped for size in range(1, 62, 2)]
    assert cuts == sorted(cuts)
    assert len(set(cuts)) < len([cut for cut in cuts if cut]) / 1.5


def test_a_message_that_cannot_fit_is_refused(session):
    with pytest.raises(TryMoreError) as refused:
        list(session.generate(ask("word " * 3000), GREEDY))
    assert refused.value.code == "message_too_long"
    assert run(session, ask("Hello")).text


def test_counting_works_from_another_thread_while_a_reply_grows(session):
    from concurrent.futures import ThreadPoolExecutor

    events = session.generate(ask("Hello"), GREEDY)
    next(events)
    with ThreadPoolExecutor(2) as pool:
        counted = list(pool.map(session.count_tokens, [ask("Hello" * size) for size in range(20)]))
    assert [one.total for one in counted] == sorted(one.total for one in counted)
    assert isinstance(list(events)[-1], Finished)
