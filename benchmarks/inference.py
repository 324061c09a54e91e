r"""Inference on a CPU against its bars and against the peers that are installed.

    python benchmarks/inference.py [--size tiny|160m|1.1b] [--rounds 3] [--threads 2]
                                   [--engines ours-int4,ours-int8,…] [--folder DIR] [--json]
                                   [--peer-python PYTHON] [--check] [--load]

One run makes a random LLaMA and measures every engine on it, each in a process of its own, in
turns, so that a busy moment hits all alike. Printed are medians over the rounds, and beside each
decode speed its fraction of the memory limit (bytes of the weights at the measured read speed).
Peers: transformers' generate in bf16, and llama.cpp through llama-cpp-python, which may live in
another environment: --peer-python (or TRYMORE_PEER_PYTHON) names the interpreter that has it.

Every number of the bars in about six minutes on a quiet machine of two cores:

    python benchmarks/inference.py --size 160m --rounds 3 --folder DIR --peer-python PYTHON
    python benchmarks/inference.py --size 1.1b --rounds 1 --folder DIR --peer-python PYTHON \
        --engines ours-int4,ours-int8,ours-bf16,llama.cpp-q4_0,llama.cpp-q8_0,llama.cpp-f16

DIR (about 9 GB) keeps models, GGUF files and packed weights: the same commands with --load make
them beforehand (a minute or two), and what follows only measures.
--check compares greedy tokens with those of llama.cpp in f16 instead of measuring.
"""

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SIZES = {
    # layers, hidden, inner, heads, kv_heads
    "tiny": (2, 128, 384, 4, 4),
    "160m": (12, 768, 3072, 12, 12),
    "1.1b": (22, 2048, 5632, 32, 4),
    "1.3b": (24, 2048, 5504, 16, 16),
}
OURS = ("ours-int4", "ours-int8", "ours-bf16")
PEERS = ("transformers-bf16", "llama.cpp-q4_0", "llama.cpp-q8_0", "llama.cpp-f16")
GGUF_KINDS = {"q4_0": 2, "q8_0": 7}
"""llama.cpp's numbers of its file types (enum llama_ftype in llama.h)."""
QUANTISE = """
import ctypes, sys, llama_cpp
quiet = llama_cpp.llama_log_callback(lambda *_: None)
llama_cpp.llama_log_set(quiet, ctypes.c_void_p(0))
options = llama_cpp.llama_model_quantize_default_params()
options.ftype, options.pure = int(sys.argv[3]), False
source, target = sys.argv[1].encode(), sys.argv[2].encode()
sys.exit(llama_cpp.llama_model_quantize(source, target, ctypes.byref(options)))
"""
DECODED = 32
CHECKED = 15
WINDOW = 2048
HISTORIES = (256, 1800)


def config_of(size: str) -> dict:
    layers, hidden, inner, heads, kv_heads = SIZES[size]
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": 512 if size == "tiny" else 32000,
        "hidden_size": hidden,
        "intermediate_size": inner,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "max_position_embeddings": WINDOW,
        "rms_norm_eps": 1e-6,
        "hidden_act": "silu",
        "tie_word_embeddings": False,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "torch_dtype": "bfloat16",
    }


def make_model(folder: Path, size: str) -> None:
    """Random weights in bf16, with a tokenizer."""
    import torch
    from safetensors.torch import save_file

    from tests.support.checkpoints import sentencepiece_model
    from trymore_desktop.inference.config import read_config
    from trymore_desktop.inference.weights import expected_shapes

    folder.mkdir(parents=True, exist_ok=True)
    config = config_of(size)
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer.model").write_bytes(sentencepiece_model())
    torch.manual_seed(0)
    tensors = {
        name: (torch.randn(shape) * 0.02 + (1 if "norm" in name else 0)).bfloat16()
        for name, shape in expected_shapes(read_config(folder))
    }
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})


def make_gguf(folder: Path, python: str) -> None:
    """The same weights as GGUF in f16, Q8_0 and Q4_0, by llama.cpp's own quantiser."""
    from safetensors.torch import load_file

    from benchmarks.gguf import write_gguf

    whole = folder / "model-f16.gguf"
    config = json.loads((folder / "config.json").read_text())
    write_gguf(whole, load_file(folder / "model.safetensors"), config)
    for name, kind in GGUF_KINDS.items():
        target = folder / f"model-{name}.gguf"
        subprocess.run([python, "-c", QUANTISE, str(whole), str(target), str(kind)], check=True)


def ids(count: int, vocabulary: int) -> list[int]:
    return [3 + place * 7919 % (vocabulary - 3) for place in range(count)]


class Ours:
    """The program's session, without the parts that turn ids into text."""

    def __init__(self, folder: Path, precision: str) -> None:
        from trymore_desktop.core.control import Control
        from trymore_desktop.inference.session import Session

        session = Session()
        for _ in session.load(str(folder), "cpu", precision):
            pass
        self.cache, self.control = session._loaded.cache, Control()
        self.weight_bytes = session.model.memory - self.cache.decoder._cache.nbytes

    def first(self, prompt: list[int], anew: bool) -> int:
        """Read a prompt; without `anew` what is known of it may be kept."""
        if anew:
            self.cache.clear()
        progress = self.cache.prefill(prompt, self.control)
        while True:
            try:
                next(progress)
            except StopIteration as end:
                return int(end.value[0][-1].argmax())

    def decode(self, token: int, position: int, count: int) -> list[int]:
        """Generate greedily."""
        found = []
        for place in range(count):
            token = int(self.cache.extend([token], position + place)[-1].argmax())
            found.append(token)
        return found


class Transformers:
    """generate() with its static cache, which keeps nothing between calls."""

    def __init__(self, folder: Path, precision: str) -> None:
        import torch
        import transformers

        self.torch = torch
        self.model = transformers.AutoModelForCausalLM.from_pretrained(
            folder, dtype=torch.bfloat16
        ).eval()
        self.weight_bytes = self.model.get_memory_footprint()
        self.prompt: list[int] = []

    def _generate(self, prompt: list[int], count: int) -> None:
        with self.torch.inference_mode():
            self.model.generate(
                self.torch.tensor([prompt]),
                max_new_tokens=count,
                min_new_tokens=count,
                do_sample=False,
                pad_token_id=2,
            )

    def first(self, prompt: list[int], anew: bool) -> int:
        """Read a prompt; without `anew` what is known of it may be kept."""
        self.prompt = prompt
        self._generate(prompt, 1)
        return 3

    def decode(self, token: int, position: int, count: int) -> float:
        """Seconds of `count` tokens: a long reply less one of a single token."""
        began = time.perf_counter()
        self._generate(self.prompt, 1)
        middle = time.perf_counter()
        self._generate(self.prompt, count + 1)
        return (time.perf_counter() - middle) - (middle - began)


class LlamaCpp:
    """llama.cpp through llama-cpp-python; the reply's tokens by the C functions alone."""

    def __init__(self, folder: Path, precision: str) -> None:
        import llama_cpp
        import numpy

        path = folder / f"model-{precision}.gguf"
        threads = int(os.environ["OMP_NUM_THREADS"])
        self.argmax = numpy.argmax
        self.logits = llama_cpp.llama_get_logits
        self.array = numpy.ctypeslib.as_array
        self.model = llama_cpp.Llama(
            str(path),
            n_ctx=WINDOW,
            n_batch=512,
            n_threads=threads,
            n_threads_batch=threads,
            flash_attn=bool(os.environ.get("FLASH_ATTENTION")),
            verbose=False,
        )
        self.weight_bytes = path.stat().st_size

    def first(self, prompt: list[int], anew: bool) -> int:
        """Read a prompt; without `anew` what is known of it may be kept."""
        known = 0 if anew else min(self.model.n_tokens, len(prompt) - 1)
        self.model.n_tokens = known
        self.model.eval(prompt[known:])
        return self._best()

    def _best(self) -> int:
        size = self.model.n_vocab()
        return int(self.argmax(self.array(self.logits(self.model.ctx), shape=(size,))))

    def decode(self, token: int, position: int, count: int) -> list[int]:
        """Generate greedily."""
        found = []
        for _ in range(count):
            self.model.eval([token])
            token = self._best()
            found.append(token)
        return found


ENGINES = {"ours": Ours, "transformers": Transformers, "llama.cpp": LlamaCpp}


def timed(work: Callable[[], object]) -> float:
    """Seconds; work that measures itself returns its own."""
    began = time.perf_counter()
    result = work()
    return result if isinstance(result, float) else time.perf_counter() - began


def child(name: str, folder: Path, only_load: bool) -> None:
    """Measure one engine; one JSON object on stdout, preceded by a line at the first token."""
    kind, _, precision = name.rpartition("-")
    vocabulary = json.loads((folder / "config.json").read_text())["vocab_size"]
    began = time.perf_counter()
    engine = ENGINES[kind](folder, precision)
    numbers = {"load_s": time.perf_counter() - began, "weight_bytes": engine.weight_bytes}
    engine.first(ids(8, vocabulary), anew=True)
    print("first token", flush=True)
    if only_load:
        return
    for length in (64, 1024):
        token = engine.first(ids(length, vocabulary), anew=True)
        seconds = timed(lambda token=token, length=length: engine.decode(token, length, DECODED))
        numbers[f"decode_{length}"] = DECODED / seconds
    prompt = ids(512, vocabulary)
    numbers["prefill_512"] = 512 / timed(lambda: engine.first(prompt, anew=True) and None)
    fresh = ids(32, vocabulary)
    numbers["ttft_fresh_32"] = timed(lambda: engine.first(fresh, anew=True) and None)
    for history in HISTORIES:
        engine.first(ids(history, vocabulary), anew=True)
        turn = ids(history, vocabulary) + fresh
        seconds = timed(lambda turn=turn: engine.first(turn, anew=False) and None)
        numbers[f"ttft_turn_{history}"] = seconds
    print(json.dumps(numbers))


def limits() -> dict[str, float]:
    """What the machine gives at this moment: read speed, and the import of torch."""
    code = (
        "import time; t = time.perf_counter(); import torch; i = time.perf_counter() - t\n"
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from trymore_desktop.inference.benchmark import read_speed\n"
        "print(i, read_speed(torch.device('cpu')))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, speed = map(float, out.stdout.split())
    return {"import_torch_s": seconds, "read_bytes_s": speed}


def interpreter(name: str, peer: str) -> str:
    return peer if name.startswith("llama.cpp") else sys.executable


def check(folder: Path, peer: str) -> None:
    """Greedy tokens of our fp32 and of llama.cpp's f16 on the same weights.

    Random weights give flat logits, so that one rounding may part the two late; the first
    tokens of several prompts are what is compared.
    """
    found = {}
    for name in ("ours-fp32", "llama.cpp-f16"):
        command = [interpreter(name, peer), __file__, "--child", name, "--tokens"]
        out = subprocess.run([*command, "--folder", str(folder)], stdout=-1, text=True, check=True)
        found[name] = json.loads(out.stdout.splitlines()[-1])
    ours, theirs = found.values()
    same = sum(
        one == two for a, b in zip(ours, theirs, strict=True) for one, two in zip(a, b, strict=True)
    )
    total = sum(map(len, ours))
    print(f"{same} of {total} greedy tokens equal, {len(ours)} prompts")
    if ours != theirs:
        raise SystemExit(1)


def child_tokens(name: str, folder: Path) -> None:
    kind, _, precision = name.rpartition("-")
    vocabulary = json.loads((folder / "config.json").read_text())["vocab_size"]
    engine = ENGINES[kind](folder, precision)
    found = []
    for length in (5, 33, 100, 300):
        token = engine.first(ids(length, vocabulary), anew=True)
        found.append([token, *engine.decode(token, length, CHECKED)])
    print(json.dumps(found))


def measure(name: str, folder: Path, peer: str) -> dict[str, float]:
    python = interpreter(name, peer)
    command = [python, __file__, "--child", name, "--folder", str(folder)]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    lines = []
    for line in process.stdout:
        if line == "first token\n":
            cold = time.perf_counter() - began
        lines.append(line)
    if process.wait():
        raise SystemExit(f"{name} failed")
    return {**json.loads(lines[-1]), "cold_start_s": cold}


def installed(name: str, peer: str) -> bool:
    if name.startswith("llama.cpp"):
        code = "import importlib.util, sys; sys.exit(not importlib.util.find_spec('llama_cpp'))"
        return subprocess.run([peer, "-c", code]).returncode == 0
    return name.startswith("ours") or importlib.util.find_spec("transformers") is not None


def show(results: dict[str, dict[str, float]], machine: dict[str, float]) -> None:
    columns = ["decode_64", "decode_1024", "prefill_512", "ttft_fresh_32"]
    columns += [f"ttft_turn_{history}" for history in HISTORIES] + ["cold_start_s", "load_s"]
    print("".join(f"{title:>15}" for title in ["", *columns, "of the limit"]))
    for name, numbers in results.items():
        limit = machine["read_bytes_s"] / numbers["weight_bytes"]
        cells = [f"{numbers[column]:>15.3g}" for column in columns]
        print(f"{name:>15}" + "".join(cells) + f"{numbers['decode_64'] / limit:>15.2f}")
    print()
    for text, bar, ratio in bars(results, machine):
        verdict = "holds" if (ratio >= bar if bar_is_floor(text) else ratio <= bar) else "MISSED"
        print(f"{text:<66}{ratio:>8.2f}   bar {bar:<5} {verdict}")


def bar_is_floor(text: str) -> bool:
    return "at most" not in text


def bars(results: dict, machine: dict) -> list[tuple[str, float, float]]:
    found = []

    def against(ours: str, peer: str, column: str, bar: float) -> None:
        if ours in results and peer in results:
            ratio = results[ours][column] / results[peer][column]
            found.append((f"{column}: {ours} over {peer}", bar, ratio))

    for column in ("decode_64", "decode_1024"):
        against("ours-int4", "llama.cpp-q4_0", column, 1.15)
        against("ours-int8", "llama.cpp-q8_0", column, 1.1)
        against("ours-bf16", "llama.cpp-f16", column, 1.0)
        for ours in OURS:
            against(ours, "transformers-bf16", column, 3.0)
    for ours, peer in zip(OURS, PEERS[1:], strict=True):
        against(ours, peer, "prefill_512", 1.5)
    for name in OURS:
        if name not in results:
            continue
        numbers = results[name]
        for history in HISTORIES:
            ratio = numbers[f"ttft_turn_{history}"] / numbers["ttft_fresh_32"]
            found.append(
                (f"turn after {history} tokens over a fresh one, at most, {name}", 1.3, ratio)
            )
        floor = machine["import_torch_s"] + numbers["weight_bytes"] / machine["read_bytes_s"]
        found.append(
            (
                f"cold start over import and one read, at most, {name}",
                1.2,
                numbers["cold_start_s"] / floor,
            )
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", choices=SIZES, default="160m")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--engines", default=",".join(OURS + PEERS))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", action="store_true")
    peer = os.environ.get("TRYMORE_PEER_PYTHON", sys.executable)
    parser.add_argument("--peer-python", default=peer, help="interpreter with llama-cpp-python")
    parser.add_argument("--check", action="store_true", help="compare greedy tokens, then end")
    parser.add_argument("--load", action="store_true", help="make the models and files, then end")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--tokens", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        if options.tokens:
            child_tokens(options.child, options.folder)
        else:
            child(options.child, options.folder, options.load)
        return
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    peer = options.peer_python
    wanted = ["llama.cpp-f16"] if options.check else options.engines.split(",")
    names = [name for name in wanted if installed(name, peer)]
    with tempfile.TemporaryDirectory() as place:
        folder = (options.folder or Path(place)) / options.size
        if not (folder / "model.safetensors").is_file():
            make_model(folder, options.size)
        llama = any(name.startswith("llama.cpp") for name in names)
        if llama and not all((folder / f"model-{kind}.gguf").is_file() for kind in GGUF_KINDS):
            make_gguf(folder, peer)
        if options.check:
            check(folder, peer)
            return
        for name in names:
            # Unmeasured: packs the weights and brings the files into memory
            command = [interpreter(name, peer), __file__, "--child", name, "--load"]
            subprocess.run([*command, "--folder", str(folder)], stdout=-1, check=True)
        if options.load:
            return
        rounds: dict[str, list[dict[str, float]]] = {name: [] for name in names}
        machine_rounds = []
        for _ in range(options.rounds):
            machine_rounds.append(limits())
            for name in names:
                rounds[name].append(measure(name, folder, peer))
    machine = medians(machine_rounds)
    results = {name: medians(found) for name, found in rounds.items()}
    if options.json:
        print(json.dumps({"machine": machine, "engines": results}))
    else:
        print(
            f"{options.size}, {options.threads} threads, {options.rounds} rounds; memory reads "
            f"{machine['read_bytes_s'] / 1e9:.1f} GB/s; tokens a second, seconds"
        )
        show(results, machine)


def medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}


if __name__ == "__main__":
    main()
