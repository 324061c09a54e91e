"""Conversations that are edited, cancelled, continued and cut short of memory, against fresh ones.

What the cache of keys and values keeps, what is guessed ahead and what was remembered of replies
must not change a letter: after each fault the session's reply is compared with that of a session
that reads all of the prompt anew. In the packed precisions the two agree to the last bit. Others
round few rows in another way than many (fp32 in the last place, which changes a drawn token once
in some ten thousand), and are left out.
"""

import contextlib
import random
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import torch

from tests.support.checkpoints import write_checkpoint
from tests.support.tensors import Shape, random_tensors
from tests.torture.tally import Tally
from trymore_desktop.core.chat import GenerationConfig, Message, Role
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Finished, Progress, TextDelta
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.inference import generate
from trymore_desktop.inference.session import Session

SHAPES = (Shape(positions=256), Shape(kv_heads=2, positions=512))
PRECISIONS = ("int8", "int4")
TEXTS = ("hello", "fox 🙂", "你好，请讲故事。", "def add(a, b):\n    return a + b", "x" * 120)
STOPS = ((), (), ("e",), ("好", "x ]"))
FAULTS = ("send", "send", "again", "edit", "go on", "cancel", "no memory", "another model")
Talk = list[Message]


def converse(folder: Path, times: int, dice: random.Random) -> Tally:
    """Do something to a conversation so often, and compare each reply with a fresh one."""
    tally = Tally("conversations")
    models = [_write(folder / str(number), shape) for number, shape in enumerate(SHAPES)]
    session, fresh = Session(), Session()
    _load((session, fresh), dice.choice(models), dice.choice(PRECISIONS))
    talks: list[Talk] = [[Message(Role.USER, "Hello 你好")]]
    for _ in range(times):
        tally.tried += 1
        fault, talk, config = dice.choice(FAULTS), list(dice.choice(talks)), _config(dice)
        going_on = fault == "go on" and talk[-1].role is Role.ASSISTANT
        talk = talk if going_on else _asked(fault, talk, dice)
        if fault == "another model":
            _load((session, fresh), dice.choice(models), dice.choice(PRECISIONS))
        elif fault in ("cancel", "no memory"):
            talk += _struck(fault, session, talk, config, dice, tally)
            talk = talk if talk[-1].role is Role.USER else [*talk, Message(Role.USER, "And?")]
        try:
            reply = _compare(session, fresh, talk, config, going_on, tally)
        except TryMoreError as error:
            tally.expect(error.code in ("message_too_long", "reply_fills_window"), error.code)
            talks = [talks[0]]
            continue
        begun = talk.pop().content if going_on else ""
        talks = [talks[0], *talks[-5:], [*talk, Message(Role.ASSISTANT, begun + reply)]]
    return tally


def _write(folder: Path, shape: Shape) -> Path:
    tensors = random_tensors(shape, 3, torch.float32)
    large = {name: one * (1 if "norm" in name else 8) for name, one in tensors.items()}
    write_checkpoint(folder, large, shape, "safetensors")
    return folder


def _load(sessions: Sequence[Session], model: Path, precision: str) -> None:
    for session in sessions:
        for _ in session.load(str(model), "cpu", precision):
            pass


def _config(dice: random.Random) -> GenerationConfig:
    return GenerationConfig(
        max_new_tokens=dice.choice((1, 5, 20)),
        temperature=dice.choice((0.0, 1.0)),
        repetition_penalty=dice.choice((1.0, 1.2)),
        seed=dice.randrange(99),
        stop=dice.choice(STOPS),
    )


def _asked(fault: str, talk: Talk, dice: random.Random) -> Talk:
    """The conversation up to a question: a new one, the last one, or one that was edited."""
    questions = [place for place, one in enumerate(talk) if one.role is Role.USER]
    if fault == "again":
        return talk[: questions[-1] + 1]
    if fault == "edit":
        talk = talk[: dice.choice(questions)]
    elif talk[-1].role is Role.USER:
        return talk
    return [*talk, Message(Role.USER, f"{dice.choice(TEXTS)}{dice.randrange(9)}")]


def _struck(
    fault: str,
    session: Session,
    talk: Talk,
    config: GenerationConfig,
    dice: random.Random,
    tally: Tally,
) -> Talk:
    """A reply that is cancelled in the prompt or in the text, or ends for want of memory."""
    control, early, text, passes = Control(), dice.random() < 0.5, "", 0
    extend = generate.PromptCache.extend

    def fail(cache: generate.PromptCache, *arguments: object, **options: object) -> torch.Tensor:
        nonlocal passes
        passes += 1
        if passes == 2:
            raise MemoryError
        return extend(cache, *arguments, **options)  # type: ignore[arg-type]

    with contextlib.suppress(Interrupted, TryMoreError):
        try:
            if fault == "no memory":
                generate.PromptCache.extend = fail  # type: ignore[method-assign, assignment]
            for event in session.generate(talk, config, control=control):
                if isinstance(event, TextDelta):
                    text += event.text
                if fault == "cancel" and (text or (early and isinstance(event, Progress))):
                    control.cancel()
                    tally.faults += 1
        finally:
            generate.PromptCache.extend = extend  # type: ignore[method-assign]
    tally.faults += passes > 1
    return [Message(Role.ASSISTANT, text)] if text else []


def _compare(
    session: Session,
    fresh: Session,
    talk: Talk,
    config: GenerationConfig,
    going_on: bool,
    tally: Tally,
) -> str:
    ours, theirs = session._loaded, fresh._loaded
    assert ours
    assert theirs
    # What was said before, by its ids: two sequences may have the same text
    theirs.replies._ids = OrderedDict(ours.replies._ids)
    theirs.cache.clear()
    counted = session.count_tokens(talk, config)
    *events, last = session.generate(talk, config, resume=going_on)
    *_, wanted = fresh.generate(talk, config, resume=going_on)
    assert isinstance(last, Finished)
    assert isinstance(wanted, Finished)
    shown = "".join(event.text for event in events if isinstance(event, TextDelta))
    same = (last.text, last.reason) == (wanted.text, wanted.reason)
    where = f"{ours.info.precision}, {last.usage}, {config}"
    tally.expect(same, f"{last.text!r} is not {wanted.text!r} ({where})")
    tally.expect(shown == last.text, f"shown {shown!r}, said {last.text!r}")
    tally.expect(not any(stop in last.text for stop in config.stop), "a stop string was shown")
    exact = going_on or counted.total == last.usage.prompt_tokens
    tally.expect(exact, f"counted {counted.total}, read {last.usage.prompt_tokens}")
    tally.notes["tokens kept"] = tally.notes.get("tokens kept", 0) + last.usage.cached_tokens
    return last.text
