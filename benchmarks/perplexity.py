"""What int8 and int4 cost in perplexity against bf16, on text of the kind the model was made for.

    python benchmarks/perplexity.py MODEL [--count 300] [--seed 20] [--step] [--text FILE] [--json]

MODEL is a folder. For the demonstration model:

    trymore merge --base resources/demo/base --delta resources/demo/delta --target MODEL

The text is conversations from the demonstration's generator (of another seed than the training,
with the phrases kept for the examination), or the documents of FILE, one a line. The perplexity is
over the tokens that a model has to produce: the replies, or with --text all of them. --step reads
a token at a time, as decoding does, in place of whole texts at once, as a prompt is read.
"""

import argparse
import json
import math
import random
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch

from trymore_desktop.core.chat import Message, Role
from trymore_desktop.inference.generate import Decoder
from trymore_desktop.inference.session import Session
from trymore_desktop.prompting.conversation import encode_conversation
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.training.demo.corpus import SHARES, sample

PRECISIONS = ("fp32", "bf16", "int8", "int4")
BARS = {"int8": 0.005, "int4": 0.05}
"""By how much the perplexity may exceed that of bf16."""


def conversations(tokenizer: Tokenizer, count: int, seed: int) -> Iterator[tuple[list, list]]:
    """Ids, and which of them are counted."""
    rng = random.Random(seed)
    kinds, weights = list(SHARES), list(SHARES.values())
    for kind in rng.choices(kinds, weights, k=count):
        messages = []
        for asked, answer in sample(rng, kind, held_out=True).turns:
            messages += [Message(Role.USER, asked), Message(Role.ASSISTANT, answer)]
        encoded = encode_conversation(tokenizer, messages)
        yield encoded.ids, encoded.assistant


def documents(tokenizer: Tokenizer, path: Path) -> Iterator[tuple[list, list]]:
    for line in path.read_text("utf-8").splitlines():
        ids = [tokenizer.bos_id or 1, *tokenizer.encode(line)]
        yield ids, [True] * len(ids)


def losses(decoder: Decoder, ids: list[int], counted: list[bool], step: bool) -> torch.Tensor:
    """Negative log likelihoods, float64, of the counted ids but the first."""
    ids, counted = ids[: decoder.window], counted[: decoder.window]
    inputs = ids[:-1]
    if step:
        logits = torch.cat([decoder.forward([one], place) for place, one in enumerate(inputs)])
    else:
        logits = decoder.forward(inputs, 0, len(inputs))
    chances = logits.double().log_softmax(-1)
    found = -chances.gather(1, torch.tensor(ids[1:])[:, None])[:, 0]
    return found[torch.tensor(counted[1:])]


def perplexity(folder: Path, precision: str, options: argparse.Namespace) -> tuple[float, int]:
    session = Session()
    for _ in session.load(str(folder), "cpu", precision):
        pass
    decoder, tokenizer = session._loaded.cache.decoder, session._loaded.tokenizer
    texts = (
        documents(tokenizer, options.text)
        if options.text
        else conversations(tokenizer, options.count, options.seed)
    )
    found = torch.cat([losses(decoder, *text, options.step) for text in texts])
    return math.exp(found.mean().item()), len(found)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--text", type=Path)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--step", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    found = {one: perplexity(options.model, one, options) for one in PRECISIONS}
    reference = found["bf16"][0]
    if options.json:
        print(json.dumps({one: value for one, (value, _) in found.items()}))
    missed = False
    for one, (value, tokens) in found.items():
        loss = value / reference - 1
        bar = BARS.get(one)
        missed |= bar is not None and loss > bar
        verdict = f"  bar {bar:+.1%} {'MISSED' if loss > bar else 'holds'}" if bar else ""
        if not options.json:
            print(f"{one:>5}  {value:9.5f}  {loss:+8.3%}  over {tokens} tokens{verdict}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
