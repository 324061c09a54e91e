"""SIGKILL of the whole program, window and engine, while a reply streams and while it merges."""

import contextlib
import random
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.support.checkpoints import Pair, write_model
from tests.support.tensors import Shape
from tests.support.window import Window, chats, settle
from tests.torture.merge_kills import Kept, Undisturbed
from tests.torture.small_shards import COMMAND, small_shards
from tests.torture.store_kills import PROMISED_SECONDS, check_sound
from tests.torture.tally import Tally
from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.merge import outputs
from trymore_desktop.store.conversations import MessageRecord, MessageState, Store

TALKATIVE = Shape(layers=16, hidden=384, heads=6, kv_heads=6)
"""Some 50 to 100 tokens a second on a processor: a reply lasts for seconds."""

REPLY_TOKENS = 500
MOST_TOKENS = 350
"""After these the kill comes at once, so that a fast machine is not done before it."""

CONTINUATIONS = 3
"""Of one reply; then a new chat, before the context is full."""

LANES = 2
"""Programs side by side, each with a home of its own."""


def kill_window_replies(folder: Path, times: int, dice: random.Random) -> Tally:
    """Each start after a kill shows the cut reply; Continue goes on with it, until the next."""
    tally = Tally("kills of the program in a reply")
    model = write_model(folder / "model", TALKATIVE, endless=True)
    config = GenerationConfig(max_new_tokens=REPLY_TOKENS, temperature=0.0)

    def lane(number: int, kills: int, own: random.Random) -> None:
        home = folder / f"home {number}"
        settle(
            home,
            model_path=str(model),
            models=(str(model),),
            setup_done=True,
            device="cpu",
            generation=config,
        )
        continued = CONTINUATIONS
        for _ in range(kills):
            with Window(home) as window:
                cut = window.ask("state")["last"] == MessageState.INTERRUPTED
                if cut and continued < CONTINUATIONS:
                    window.press("Continue")
                    continued += 1
                    tally.count("continued after a kill")
                else:
                    window.press("New chat")
                    window.say("你好 hello")
                    continued = 0
                _hear_and_kill(window, home, own, tally)

    _in_lanes(lane, times, dice)
    return tally


def _hear_and_kill(window: Window, home: Path, dice: random.Random, tally: Tally) -> None:
    window.until(lambda: len(_lengths(window)) > 1, "the reply")
    end = time.monotonic() + dice.uniform(0.0, 3.0)
    window.until(lambda: time.monotonic() >= end or _tokens(window) >= MOST_TOKENS, "the moment")
    struck = window.ask("state")["generating"]
    window.kill(together=dice.random() < 0.5)
    tally.tried += 1
    tally.faults += struck
    record = _after_kill(home, tally)
    said, whole = _lengths(window), False
    if any("ended" in facts for _, facts in window.shown):
        tally.count("ended before the kill")
    elif struck:
        # Killed after the end was written, and before the window could say that it came.
        whole = record.state is MessageState.COMPLETE and len(record.content) >= said[-1][1]
        tally.expect(whole or record.state is MessageState.INTERRUPTED, f"state {record.state}")
    shown = said[-1][1]
    tally.expect(
        whole or len(record.content) <= shown, f"{len(record.content)} stored, {shown} shown"
    )
    heard = [moment for moment, length in said if length > len(record.content)]
    missing = said[-1][0] - heard[0] if heard else 0.0
    tally.worst("seconds missing at most", missing)
    tally.expect(missing <= PROMISED_SECONDS, f"{missing:.2f} s missing")


def _lengths(window: Window) -> list[tuple[float, int]]:
    """Each moment at which more of the reply was shown, with its length then."""
    return [(moment, facts["length"]) for moment, facts in list(window.shown) if "length" in facts]


def _tokens(window: Window) -> int:
    return max((facts.get("tokens", 0) for _, facts in list(window.shown)), default=0)


def _after_kill(home: Path, tally: Tally) -> MessageRecord:
    """Check a copy of the chats as the kill left them; the last message of the last chat."""
    copy = home / "copy" / "chats.db"
    shutil.rmtree(copy.parent, ignore_errors=True)
    copy.parent.mkdir()
    for name in ("chats.db", "chats.db-wal"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copy(chats(home).with_name(name), copy.with_name(name))
    with Store(copy) as store:
        check_sound(copy, store, tally)
        records = max(store.list_conversations(), key=lambda record: record.id)
        path = store.path(records.id)
    tally.expect(path[0].content == "你好 hello", "the question is gone")
    return path[-1]


def kill_window_merges(folder: Path, times: int, dice: random.Random) -> Tally:
    """Each start after a kill offers to go on; the result is the undisturbed one."""
    tally = Tally("kills of the program in a merge")
    with small_shards():
        made = Undisturbed(folder)
    tally.notes["shards"] = len(made.expected) - 1

    def lane(number: int, kills: int, own: random.Random) -> None:
        home, struck = folder / f"home {number}", 0
        target = folder / f"made {number}"
        while struck < kills:
            shutil.rmtree(home, ignore_errors=True)
            shutil.rmtree(target, ignore_errors=True)
            settle(home)
            struck += _merge_through_kills(home, made.pair, target, own, tally)
            tally.tried += 1
            made.compare(target, tally)

    _in_lanes(lane, times, dice)
    made.compare_sources(tally)
    return tally


def _merge_through_kills(
    home: Path, pair: Pair, target: Path, dice: random.Random, tally: Tally
) -> int:
    """From the first screen to the finished model, killed on the way; how often."""
    incomplete = outputs.incomplete_folder(target)
    kept, kills = Kept(target), 0
    first = True
    while True:
        with Window(home, COMMAND) as window:
            if first:
                window.begin_merge(pair, target)
            elif target.exists() and not incomplete.exists():
                pass  # killed between the model's renaming and the window's hearing of it
            elif window.until(lambda: _offered(window), "the offer to go on") == "Merge":
                tally.count("killed before the first word of the journal")
                window.press("Merge")
            else:
                tally.count("offered to go on")
                window.press("Continue merge")
            first = False
            if not _wait_and_kill(window, target, dice):
                break
        kills += 1
        tally.faults += 1
        if not kept.after_kill(tally):
            break
    kept.at_end(tally)
    return kills


def _offered(window: Window) -> str:
    return next((name for name in ("Continue merge", "Merge") if window.ask("usable", name)), "")


def _wait_and_kill(window: Window, target: Path, dice: random.Random) -> bool:
    """Kill at a moment of the merge; False if it came through."""
    together, anywhere = dice.random() < 0.5, dice.random() < 0.2
    moment = dice.uniform(0, 1.1)

    def merged() -> bool:
        return target.exists() and any(f.get("final") == "Merged" for _, f in list(window.shown))

    def reached() -> bool:
        steps = [f for _, f in list(window.shown) if f.get("stage") == "merge"]
        return bool(steps) and (
            steps[-1]["done"] >= moment * max(1, steps[-1]["total"]) or anywhere
        )

    if anywhere:
        time.sleep(dice.uniform(0, 3.0))
    window.until(lambda: anywhere or merged() or reached() or _shards(target, moment), "the merge")
    if merged():
        return False
    window.kill(together)
    return True


def _shards(target: Path, moment: float) -> bool:
    """Progress is told ten times a second; the disk says it at once."""
    done = len(list(outputs.incomplete_folder(target).glob("*.safetensors")))
    return done >= round(moment * 9) > 0


def _in_lanes(
    work: Callable[[int, int, random.Random], None], times: int, dice: random.Random
) -> None:
    """Split `times` among threads that each drive programs of their own; their errors come out."""
    lanes = min(LANES, times)
    errors: list[BaseException] = []
    seeds = [dice.random() for _ in range(lanes)]

    def guarded(number: int, share: int) -> None:
        try:
            work(number, share, random.Random(seeds[number]))
        except BaseException as error:  # noqa: BLE001 - raised below, in the main thread
            errors.append(error)

    shares = [times // lanes + (number < times % lanes) for number in range(lanes)]
    threads = [
        threading.Thread(target=guarded, args=(number, share))
        for number, share in enumerate(shares)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
