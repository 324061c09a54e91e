"""What prompt lookup gives: copying with small changes, and text that repeats nothing.

    python benchmarks/lookup.py --folder DIR [--precisions int4,int8,bf16] [--threads 2]

DIR is a model folder, such as one that benchmarks/inference.py keeps. Random weights copy nothing
by themselves, so the reply is given: what a model would say that is asked to rename something in
a source file (each word that is renamed is a wrong guess), and beside it random tokens, which show
what trying costs. Everything else is the real thing: the same passes, the same pace. Speeds are
tokens a second with and without guesses, in turns, medians over the rounds.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SOURCE = ROOT / "trymore_desktop" / "inference" / "planning.py"
RENAMED = (("plan", "scheme"), ("device", "target"))
TOKENS = 160
ROUNDS = 3


def replies(tokenizer, vocabulary: int) -> dict[str, tuple[list[int], list[int]]]:
    """Prompt and reply of each kind of text, as ids."""
    text = SOURCE.read_text(encoding="utf-8")
    changed = text
    for old, new in RENAMED:
        changed = changed.replace(old, new)
    prompt = tokenizer.encode(text)[:1000]
    mixed = [3 + place * place * 7919 % (vocabulary - 3) for place in range(TOKENS)]
    same, edited = (tokenizer.encode(one)[200 : 200 + TOKENS] for one in (text, changed))
    return {"copied": (prompt, same), "renamed": (prompt, edited), "random": (prompt, mixed)}


def speed(decoder, prompt: list[int], reply: list[int], rows: int) -> tuple[float, int]:
    """Tokens a second of a given reply, and how many passes it took."""
    from trymore_desktop.core.control import Control
    from trymore_desktop.inference.generate import PromptCache
    from trymore_desktop.inference.lookup import Lookahead

    cache, passes = PromptCache(decoder), 0
    for _ in cache.prefill(prompt, Control()):
        pass

    def extend(tokens, start, last):
        nonlocal passes
        passes += 1
        return cache.extend(tokens, start, last)

    ahead = Lookahead(extend, prompt, rows)
    began = time.perf_counter()
    for place, token in enumerate(reply):
        int(ahead.after(token, len(prompt) + place, len(reply) - place - 1)[-1].argmax())
    return len(reply) / (time.perf_counter() - began), passes


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--precisions", default="int4,int8,bf16")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    import torch

    from trymore_desktop.inference.session import Session

    torch.set_num_threads(options.threads)
    for precision in options.precisions.split(","):
        session = Session()
        for _ in session.load(str(options.folder), "cpu", precision):
            pass
        decoder, tokenizer = session._loaded.cache.decoder, session._loaded.tokenizer
        rows = getattr(decoder, "exact_rows", 1)
        for name, (prompt, reply) in replies(tokenizer, decoder.vocabulary).items():
            found: dict[int, list[tuple[float, int]]] = {1: [], rows: []}
            for _ in range(ROUNDS):
                for count, seen in found.items():
                    seen.append(speed(decoder, prompt, reply, count))
            plain, ahead = (statistics.median(one for one, _ in seen) for seen in found.values())
            print(
                f"{precision:>5} {name:>8}: {plain:6.1f} -> {ahead:6.1f} tokens a second, "
                f"{ahead / plain:.2f} times, {found[rows][0][1]} passes for {TOKENS} tokens",
                flush=True,
            )
        session.unload()


if __name__ == "__main__":
    main()
