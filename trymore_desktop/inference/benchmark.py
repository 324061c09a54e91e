"""Measures a loaded model on this machine, and sets its speed against what the memory allows."""

import statistics
import time
from collections.abc import Callable, Iterator

import torch

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Benchmarked, Event
from trymore_desktop.core.hardware import ModelInfo
from trymore_desktop.inference.config import ModelConfig
from trymore_desktop.inference.generate import PromptCache
from trymore_desktop.inference.planning import bytes_a_token

ROUNDS = 3
DECODED = 24
TURN = 32
"""New tokens of a later turn."""
BLOCK = 1 << 28


def benchmark(
    cache: PromptCache, config: ModelConfig, info: ModelInfo, control: Control
) -> Iterator[Event]:
    """Load time, prefill, decode at two lengths, first token of a later turn, memory, limit.

    The limit is the bytes that the memory delivers a second over the bytes of weights that one
    token reads. Medians over rounds.

    Raises:
        Interrupted: the person cancelled.
    """
    window = cache.decoder.window
    lengths = [length for length in (64, 1024) if length + DECODED < window] or [window // 4]
    prefill, turn = min(512, window // 2), min(TURN, window // 4)
    decoded = min(DECODED, window // 4)
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
            keep(f"decode_{length}_tok_s", _decode(cache, length, decoded, control))
            done += 1
        yield from report(done, "prefill")
        seconds = _prefill(cache, _ids(cache, prefill), control)
        keep(f"prefill_{prefill}_tok_s", prefill / seconds)
        keep("time_to_first_token_s", seconds)
        later = _ids(cache, prefill) + _ids(cache, turn)
        keep("time_to_first_token_turn_s", _prefill(cache, later, control, anew=False))
        done += 1
    cache.clear()
    yield from report(done)
    numbers = {name: statistics.median(values) for name, values in found.items()}
    read = bytes_a_token(config, info.precision)
    limit = numbers["memory_read_gb_s"] * 1e9 / max(read, 1)
    numbers["decode_memory_limit_tok_s"] = limit
    numbers["decode_memory_limit_fraction"] = numbers[f"decode_{lengths[0]}_tok_s"] / limit
    numbers["weights_read_a_token_bytes"] = float(read)
    numbers["turn_tokens"] = float(turn)
    numbers["context_window_tokens"] = float(window)
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


def _decode(cache: PromptCache, length: int, count: int, control: Control) -> float:
    _prefill(cache, _ids(cache, length), control)
    position = length

    def tokens() -> None:
        nonlocal position
        token = 3
        for _ in range(count):
            control.check()
            token = int(cache.extend([token], position)[-1].argmax())
            position += 1

    return count / _timed(cache.decoder.device, tokens)


def _prefill(cache: PromptCache, ids: list[int], control: Control, anew: bool = True) -> float:
    if anew:
        cache.clear()

    def read() -> None:
        for _ in cache.prefill(ids, control):
            pass

    return _timed(cache.decoder.device, read)
