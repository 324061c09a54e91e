"""Measures a loaded model on this machine, and sets its speed against what the memory allows."""

import statistics
import time
from collections.abc import Callable, Iterator

import torch

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Benchmarked, Event
from trymore_desktop.core.hardware import ModelInfo
from trymore_desktop.inference.generate import PromptCache

ROUNDS = 3
DECODED = 24
BLOCK = 1 << 28


def benchmark(cache: PromptCache, info: ModelInfo, control: Control) -> Iterator[Event]:
    """Load time, prefill, decode at two lengths, first token of a later turn, memory, limit.

    The fraction of the limit is bytes of weights over bytes that the memory delivers a second,
    set against the time of one token. Medians over rounds.

    Raises:
        Interrupted: the person cancelled.
    """
    window = cache.decoder.window
    lengths = [length for length in (64, 1024) if length + DECODED < window] or [16]
    prefill = min(512, window // 2)
    report = Reporter(control, "benchmark", ROUNDS * (len(lengths) + 2), "steps")
    found: dict[str, list[float]] = {}
    done = 0

    def keep(name: str, value: float) -> None:
        found.setdefault(name, []).append(value)

    for _ in range(ROUNDS):
        yield from report(done, "memory")
        keep("memory_read_gb_s", read_speed(cache.decoder.device) / 1e9)
        done += 1
        for length in lengths:
            yield from report(done, "decode")
            keep(f"decode_{length}_tok_s", _decode(cache, length, control))
            done += 1
        yield from report(done, "prefill")
        seconds = _prefill(cache, _ids(cache, prefill), control)
        keep(f"prefill_{prefill}_tok_s", prefill / seconds)
        keep("time_to_first_token_s", seconds)
        turn = _ids(cache, prefill) + _ids(cache, 32)
        keep("time_to_first_token_turn_s", _prefill(cache, turn, control, anew=False))
        done += 1
    cache.clear()
    yield from report(done)
    numbers = {name: statistics.median(values) for name, values in found.items()}
    limit = numbers["memory_read_gb_s"] * 1e9 / max(info.memory, 1)
    numbers["decode_memory_limit_tok_s"] = limit
    numbers["decode_memory_limit_fraction"] = numbers[f"decode_{lengths[0]}_tok_s"] / limit
    numbers["load_s"] = info.load_seconds
    numbers["memory_bytes"] = float(info.memory)
    yield Benchmarked(numbers)


def read_speed(device: torch.device) -> float:
    """Bytes that the device reads from its memory a second, all its threads together."""
    data = torch.ones(BLOCK // 4, dtype=torch.int32, device=device)
    return max(BLOCK / _timed(device, lambda: data.sum(dtype=torch.int32)) for _ in range(3))


def _timed(device: torch.device, work: Callable[[], object]) -> float:
    _wait(device)
    began = time.perf_counter()
    work()
    _wait(device)
    return time.perf_counter() - began


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def _ids(cache: PromptCache, count: int) -> list[int]:
    """Ids that repeat late, so that nothing is found twice by chance."""
    span = cache.decoder.vocabulary - 3
    return [3 + place * 7919 % span for place in range(count)]


def _decode(cache: PromptCache, length: int, control: Control) -> float:
    _prefill(cache, _ids(cache, length), control)
    position = length

    def tokens() -> None:
        nonlocal position
        token = 3
        for _ in range(DECODED):
            control.check()
            token = int(cache.extend([token], position)[-1].argmax())
            position += 1

    return DECODED / _timed(cache.decoder.device, tokens)


def _prefill(cache: PromptCache, ids: list[int], control: Control, anew: bool = True) -> float:
    if anew:
        cache.clear()

    def read() -> None:
        for _ in cache.prefill(ids, control):
            pass

    return _timed(cache.decoder.device, read)
