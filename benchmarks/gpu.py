"""7B-shaped random weights on CUDA: decode against the memory limit, prefill against arithmetic.

Run by benchmarks/gpu.sh. Measures what this card delivers (reads, bf16 products), then the
program's decoder in bf16, int8 and int4 and transformers' generate in the same run, and checks on
a small model that graphs, long passes and transformers agree.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import torch  # noqa: E402

from tests.support.checkpoints import config_json  # noqa: E402
from tests.support.tensors import SHAPE_7B, Shape  # noqa: E402

SMALL = Shape(layers=4, hidden=512, vocabulary=1024, heads=8, kv_heads=4, multiple_of=128)
PROMPT = 512
DECODED = 128
WINDOW = 2048
BARS = {"bf16": 0.75, "int8": 0.0, "int4": 0.5}


def write_small(folder: Path) -> None:
    """A small model on disk, for the check against transformers."""
    from safetensors.torch import save_file

    from trymore_desktop.inference.config import read_config
    from trymore_desktop.inference.weights import expected_shapes

    (folder / "config.json").write_text(json.dumps(config_json(SMALL, torch.bfloat16)))
    torch.manual_seed(0)
    tensors = {
        name: (torch.randn(shape) * 0.06 + (1 if "norm" in name else 0)).bfloat16()
        for name, shape in expected_shapes(read_config(folder))
    }
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})


class RandomWeights:
    """Stands for a checkpoint on disk: 13 GB need not be written to be measured."""

    def __init__(self, shapes: dict[str, tuple[int, ...]], device: torch.device) -> None:
        self.shapes, self._device = shapes, device
        self.sizes = {name: torch.Size(shape).numel() * 2 for name, shape in shapes.items()}

    def read(self, name: str) -> torch.Tensor:
        """A random tensor of the right shape."""
        made = torch.empty(self.shapes[name], dtype=torch.bfloat16, device=self._device)
        return made.fill_(1) if "norm" in name else made.normal_(0, 0.02)


def drain(generator) -> object:
    """The return value of a generator of progress."""
    while True:
        try:
            next(generator)
        except StopIteration as end:
            return end.value


def open_random(config, precision: str, device: torch.device):
    """The program's decoder on random weights."""
    from trymore_desktop.core.control import Control
    from trymore_desktop.core.hardware import Precision
    from trymore_desktop.inference.llama import LlamaDecoder
    from trymore_desktop.inference.loading import load_weights, warm_up
    from trymore_desktop.inference.packing import packer
    from trymore_desktop.inference.weights import expected_shapes

    source = RandomWeights(dict(expected_shapes(config)), device)
    _, pack = packer(Precision(precision), device)
    weights = drain(load_weights(config, source, device, torch.bfloat16, pack, Control()))
    decoder = LlamaDecoder(config, weights, WINDOW)
    warm_up(decoder)
    return decoder


def timed(work: Callable[[], object]) -> float:
    torch.cuda.synchronize()
    began = time.perf_counter()
    work()
    torch.cuda.synchronize()
    return time.perf_counter() - began


def best(work: Callable[[], object], rounds: int = 5) -> float:
    work()
    return min(timed(work) for _ in range(rounds))


def read_limit(device: torch.device) -> float:
    """Bytes that this card reads from its memory a second, now."""
    data = torch.ones(1 << 30, dtype=torch.int32, device=device)
    return data.nbytes / best(lambda: data.sum(dtype=torch.int32))


def product_limit(device: torch.device) -> float:
    """bf16 operations that this card does a second, now."""
    size = 8192
    left = torch.randn(size, size, device=device, dtype=torch.bfloat16)
    return 2 * size**3 / best(lambda: left @ left)


def decode(decoder) -> float:
    """Tokens a second after a prompt of 64, each token fetched as sampling does."""
    token = int(decoder.forward(list(range(3, 67)), 0)[-1].argmax())

    def tokens() -> None:
        nonlocal token
        for place in range(DECODED):
            token = int(decoder.forward([token], 64 + place)[-1].argmax())

    tokens()
    return DECODED / timed(tokens)


def first_token(decoder) -> float:
    prompt = [3 + place % 1000 for place in range(PROMPT)]
    return best(lambda: int(decoder.forward(prompt, 0)[-1].argmax()))


def measure_ours(config, precision: str, device: torch.device, rounds: int) -> dict[str, float]:
    began = time.perf_counter()
    decoder = open_random(config, precision, device)
    load = time.perf_counter() - began
    found = {
        "decode": statistics.median(decode(decoder) for _ in range(rounds)),
        "ttft": statistics.median(first_token(decoder) for _ in range(rounds)),
        "weights": decoder.memory - decoder.cache_bytes,
        "load": load,
    }
    del decoder
    torch.cuda.empty_cache()
    return found


def measure_transformers(config, device: torch.device, rounds: int, layers: int) -> dict:
    import transformers

    shape = replace(SHAPE_7B, layers=layers)
    settings = transformers.LlamaConfig(**config_json(shape, torch.bfloat16))
    with torch.device(device):
        torch.set_default_dtype(torch.bfloat16)
        model = transformers.LlamaForCausalLM(settings).eval()
        torch.set_default_dtype(torch.float32)

    def run(prompt: int, count: int) -> float:
        ids = torch.full((1, prompt), 5, device=device)
        options = {"max_new_tokens": count, "min_new_tokens": count, "do_sample": False}
        with torch.inference_mode():
            return timed(lambda: model.generate(ids, pad_token_id=2, **options))

    run(64, 4)
    decodes = [DECODED / (run(64, DECODED + 1) - run(64, 1)) for _ in range(rounds)]
    firsts = [run(PROMPT, 1) for _ in range(rounds)]
    return {
        "decode": statistics.median(decodes),
        "ttft": statistics.median(firsts),
        "weights": model.get_memory_footprint(),
        "load": 0.0,
    }


def check_agreement(device: torch.device) -> None:
    """Graph step, long pass and transformers on a small model: relative differences of logits."""
    import transformers

    from trymore_desktop.core.control import Control
    from trymore_desktop.core.hardware import Precision
    from trymore_desktop.inference.config import read_config
    from trymore_desktop.inference.llama import LlamaDecoder
    from trymore_desktop.inference.loading import load_weights, warm_up
    from trymore_desktop.inference.packing import packer
    from trymore_desktop.inference.weights import Weights

    ids = [3 + place * 79 % 1000 for place in range(300)]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_small(folder)
        config = read_config(folder)
        reference = transformers.LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32)
        with torch.inference_mode():
            exact = reference.to(device)(torch.tensor([ids], device=device)).logits[0, -1]
        for precision, dtype in (
            ("fp32", torch.float32),
            ("bf16", torch.bfloat16),
            ("int8", torch.bfloat16),
            ("int4", torch.bfloat16),
        ):
            _, pack = packer(Precision(precision), device)
            source = Weights(folder)
            weights = drain(load_weights(config, source, device, dtype, pack, Control()))
            decoder = LlamaDecoder(config, weights, WINDOW)
            warm_up(decoder)
            long = decoder.forward(ids, 0)[0].clone()
            decoder.forward(ids[:200], 0)
            for at in range(200, 300):
                step = decoder.forward([ids[at]], at)[0]
            errors = [float((one - exact).norm() / exact.norm()) for one in (long, step)]
            print(f"agreement {precision}: long pass {errors[0]:.1e}, graph {errors[1]:.1e}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layers", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--skip-transformers", action="store_true")
    options = parser.parse_args()
    if not torch.cuda.is_available():
        print("no CUDA device: nothing was measured")
        return 0
    qt = [name for name in sys.modules if name.startswith(("PySide6", "qasync"))]
    print(f"torch {torch.__version__}, {torch.cuda.get_device_name(0)}, Qt modules: {qt}")
    device = torch.device("cuda:0")
    check_agreement(device)
    from trymore_desktop.inference.config import read_config

    read, operations = read_limit(device), product_limit(device)
    torch.cuda.empty_cache()
    print(f"memory reads {read / 1e9:.0f} GB/s, bf16 products {operations / 1e12:.0f} TFLOP/s")
    with tempfile.TemporaryDirectory() as place:
        shape = replace(SHAPE_7B, layers=options.layers)
        (Path(place) / "config.json").write_text(json.dumps(config_json(shape, torch.bfloat16)))
        config = read_config(Path(place))
    results = {}
    for precision in BARS:
        results[precision] = measure_ours(config, precision, device, options.rounds)
    if not options.skip_transformers:
        peer = measure_transformers(config, device, options.rounds, options.layers)
        results["transformers"] = peer
    flops = 2 * (config.parameters - config.vocabulary * config.hidden) * PROMPT
    for name, found in results.items():
        # An embedding is looked up, not read
        weights = found["weights"] - 2 * config.vocabulary * config.hidden
        fraction = found["decode"] * weights / read
        slower = found["ttft"] / (flops / operations)
        bar = BARS.get(name, 0.0)
        verdict = "" if not bar else "holds" if fraction >= bar else "MISSED"
        print(
            f"{name:>13}: decode {found['decode']:7.1f} tok/s = {fraction:.2f} of the limit "
            f"{f'(bar {bar}) {verdict}' if bar else ''}; first token of {PROMPT} "
            f"{found['ttft'] * 1000:.0f} ms = {slower:.1f} times the arithmetic limit "
            f"{'(bar 2)' if name == 'bf16' else ''}; load {found['load']:.1f} s"
        )
    if "transformers" in results:
        ratio = results["bf16"]["decode"] / results["transformers"]["decode"]
        print(f"bf16 decode over transformers generate: {ratio:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
