"""One engine in a process of its own.

    python benchmarks/cpu/child.py NAME FOLDER [serve | start | tokens | load]

All but "start", which prints "first token" as soon as there is one and ends, print JSON lines.
"serve" says what it loaded, then answers each line of standard input, a part: "decode 1024".
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.cpu.engines import open_engine

DECODED = 12
CHECKED = 15
HISTORIES = (256, 1800)
TRIES = 5


def ids(count: int, vocabulary: int) -> list[int]:
    """Ids that repeat late."""
    return [3 + place * 7919 % (vocabulary - 3) for place in range(count)]


def timed(work: Callable[[], object]) -> float:
    """Seconds; work that measures itself returns its own."""
    began = time.perf_counter()
    result = work()
    return result if isinstance(result, float) else time.perf_counter() - began


class Decode:
    """Tokens a second behind a context that is read once."""

    def __init__(self) -> None:
        self.length, self.token = 0, 0

    def __call__(self, engine, vocabulary: int, length: int) -> dict[str, float]:
        """Measure a few tokens."""
        if length != self.length:
            self.length, self.token = length, engine.first(ids(length, vocabulary))
        seconds = timed(lambda: engine.decode(self.token, length, DECODED))
        return {f"decode_{length}": DECODED / seconds}


def prefill(engine, vocabulary: int) -> dict[str, float]:
    """Tokens a second of a prompt."""
    prompt = ids(512, vocabulary)
    return {"prefill_512": 512 / timed(lambda: engine.first(prompt) and None)}


def turn(engine, vocabulary: int) -> dict[str, float]:
    """Seconds to the first token of 32 new ones, alone and behind a history that is kept.

    Medians of some tries each, the one alone tried before and after, since a try is so short.
    """
    news = [[3 + (place + 1) * 31 + place % 7, *ids(31, vocabulary)] for place in range(TRIES)]

    def tries(history: list[int]) -> list[float]:
        known = len(history)
        return [timed(lambda new=new: engine.first(history + new, known) and None) for new in news]

    alone, found = tries([]), {}
    for length in HISTORIES:
        history = ids(length, vocabulary)
        engine.first(history)
        found[f"ttft_turn_{length}"] = median(tries(history))
    return {"ttft_fresh_32": median(alone + tries([])), **found}


def tokens(engine, vocabulary: int) -> list[list[int]]:
    """Greedy tokens after some prompts."""
    found = []
    for length in (5, 33, 100, 300):
        token = engine.first(ids(length, vocabulary))
        found.append([token, *engine.decode(token, length, CHECKED)])
    return found


def serve(engine, vocabulary: int) -> None:
    """Measure what is asked for, once each time."""
    parts = {"decode": Decode(), "prefill": prefill, "turn": turn}
    for line in sys.stdin:
        name, *sizes = line.split()
        print(json.dumps(parts[name](engine, vocabulary, *map(int, sizes))), flush=True)


def main() -> None:
    name, folder, wanted = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    vocabulary = json.loads((folder / "config.json").read_text())["vocab_size"]
    began = time.perf_counter()
    engine = open_engine(name, folder)
    numbers = {"load_s": time.perf_counter() - began, "weight_bytes": engine.weight_bytes}
    engine.first(ids(8, vocabulary))
    if wanted == "start":
        print("first token", flush=True)
    if wanted == "tokens":
        print(json.dumps(tokens(engine, vocabulary)))
    elif wanted == "serve":
        print(json.dumps(numbers), flush=True)
        serve(engine, vocabulary)


if __name__ == "__main__":
    main()
