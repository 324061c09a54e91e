r"""Inference on a CPU against its bars and against the peers that are installed.

    python benchmarks/inference.py [--size tiny|160m|1.1b] [--rounds 3] [--threads 2]
                                   [--engines ours-int4,llama-q4,…] [--parts decode,prefill,…]
                                   [--folder DIR] [--json] [--peer-python PYTHON] [--check] [--load]

One run makes a random LLaMA and measures every engine on it, each in a process of its own, in
turns, so that a busy moment hits all alike: decoding a few tokens at a time, since the memory of a
shared machine is fast for some seconds and slow for some. Printed are medians over the rounds, and
beside each decode speed its fraction of the memory limit (bytes of the weights at the measured
read speed). All engines are in memory at once: 1.1b wants 12 GB.
Parts: decode (at 64 and 1,024 tokens of context), prefill (512 tokens), turn (first token of 32
new ones behind a history), start (of the process to the first token; ours is the product's engine
process, set against importing torch and reading the file of weights once, as a bare program does
in the same round, and against one pass over the weights at memory speed). All that is timed there
was done once before: a virtual machine takes back memory and files that lie idle for seconds, and
whoever comes first pays.
Peers: transformers' generate in bf16, and llama.cpp through llama-cpp-python, which may live in
another environment: --peer-python (or TRYMORE_PEER_PYTHON) names the interpreter that has it.

DIR (about 9 GB) keeps models, GGUF files and packed weights: --load makes them beforehand (a
minute or two), and what follows only measures. Everything takes about six minutes on a quiet
machine of two cores; where quiet is rare, a part at a time:

    python benchmarks/inference.py --size 1.1b --rounds 1 --folder DIR --peer-python PYTHON \
        --parts decode --engines ours-int4,llama-q4,ours-int8,llama-q8

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
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.cpu import start  # noqa: E402
from benchmarks.cpu.bars import show  # noqa: E402
from benchmarks.cpu.engines import OURS, PEERS, SHORT  # noqa: E402
from benchmarks.cpu.models import SIZES, prepare  # noqa: E402

PARTS = ("decode", "prefill", "turn", "start")
LENGTHS = (64, 1024)
SLICES = 7
"""Turns that the engines take at decoding behind one length, in each round."""

Numbers = dict[str, float]


def interpreter(name: str, peer: str) -> str:
    return peer if name.startswith("llama.cpp") else sys.executable


def installed(name: str, peer: str) -> bool:
    if name.startswith("llama.cpp"):
        code = "import importlib.util, sys; sys.exit(not importlib.util.find_spec('llama_cpp'))"
        return subprocess.run([peer, "-c", code]).returncode == 0
    return name.startswith("ours") or importlib.util.find_spec("transformers") is not None


def child(name: str, folder: Path, peer: str, wanted: str) -> str:
    """All that one engine's process prints."""
    return subprocess.run(
        command(name, folder, peer, wanted), stdout=-1, text=True, check=True
    ).stdout


def command(name: str, folder: Path, peer: str, wanted: str) -> list[str]:
    return [interpreter(name, peer), str(start.CHILD), name, str(folder), wanted]


class Engine:
    """A process that measures what it is asked to."""

    def __init__(self, name: str, folder: Path, peer: str) -> None:
        self._process = subprocess.Popen(
            command(name, folder, peer, "serve"), stdin=-1, stdout=-1, text=True
        )
        self.loaded = self._answer()

    def ask(self, part: str) -> Numbers:
        """What one measurement gives."""
        self._process.stdin.write(part + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Numbers:
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"an engine ended with {self._process.wait()}")
        return json.loads(line)

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait()


def measure_starts(
    names: list[str], folder: Path, peer: str, read_first: bool
) -> dict[str, Numbers]:
    """Each after a reading that is not timed, in changing order."""
    found = {}
    for name in names:
        kind, _, precision = name.rpartition("-")
        if kind == "ours":
            works = {"read_once_s": start.read_once, "cold_start_s": start.ours}
            start.read_once(folder, precision)
            order = list(works.items())[:: 1 if read_first else -1]
            found[name] = {key: work(folder, precision) for key, work in order}
        else:
            seconds = start.peer(name, folder, interpreter(name, peer))
            found[name] = {"cold_start_s": seconds}
    return found


def measure(
    names: list[str], folder: Path, peer: str, parts: list[str], number: int
) -> dict[str, Numbers]:
    """One round."""
    found: dict[str, Numbers] = {name: {} for name in names}
    if "start" in parts:
        found = measure_starts(names, folder, peer, read_first=number % 2 == 0)
    with ExitStack() as stack:
        engines = {name: stack.enter_context(Engine(name, folder, peer)) for name in names}
        for name, engine in engines.items():
            found[name] |= engine.loaded
        if "decode" in parts:
            for length in LENGTHS:
                turns = [
                    {name: engine.ask(f"decode {length}") for name, engine in engines.items()}
                    for _ in range(SLICES)
                ]
                for name in names:
                    found[name] |= medians([turn[name] for turn in turns])
        for part in ("prefill", "turn"):
            if part in parts:
                for name, engine in engines.items():
                    found[name] |= engine.ask(part)
    return found


def check(folder: Path, peer: str) -> None:
    """Greedy tokens of our fp32 and of llama.cpp's f16 on the same weights.

    Random weights give flat logits, so that one rounding may part the two late; the first
    tokens of several prompts are what is compared.
    """
    names = ("ours-fp32", "llama.cpp-f16")
    ours, theirs = (json.loads(child(name, folder, peer, "tokens")) for name in names)
    same = sum(
        one == two for a, b in zip(ours, theirs, strict=True) for one, two in zip(a, b, strict=True)
    )
    print(f"{same} of {sum(map(len, ours))} greedy tokens equal, {len(ours)} prompts")
    if ours != theirs:
        raise SystemExit(1)


def medians(rounds: list[Numbers]) -> Numbers:
    return {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", choices=SIZES, default="160m")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--engines", default=",".join(OURS + PEERS))
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", action="store_true")
    peer = os.environ.get("TRYMORE_PEER_PYTHON", sys.executable)
    parser.add_argument("--peer-python", default=peer, help="interpreter with llama-cpp-python")
    parser.add_argument("--check", action="store_true", help="compare greedy tokens, then end")
    parser.add_argument("--load", action="store_true", help="make the models and files, then end")
    return parser.parse_args()


def run(options: argparse.Namespace, folder: Path) -> None:
    peer = options.peer_python
    wanted = ["llama.cpp-f16"] if options.check else options.engines.split(",")
    names = [name for one in wanted if installed(name := SHORT.get(one, one), peer)]
    llama = any(name.startswith("llama.cpp") for name in names)
    prepare(folder, options.size, peer if llama else None)
    if options.check:
        check(folder, peer)
        return
    for name in names:
        # Unmeasured: packs the weights and brings the files into memory
        child(name, folder, peer, "load")
    if options.load:
        return
    rounds, machine_rounds = [], []
    for number in range(options.rounds):
        machine_rounds.append(start.limits())
        rounds.append(measure(names, folder, peer, options.parts.split(","), number))
    machine = medians(machine_rounds)
    results = {name: medians([one[name] for one in rounds]) for name in names}
    if options.json:
        print(json.dumps({"machine": machine, "engines": results}))
        return
    print(
        f"{options.size}, {options.threads} threads, {options.rounds} rounds; memory reads "
        f"{machine['read_bytes_s'] / 1e9:.1f} GB/s, torch is imported in "
        f"{machine['import_torch_s']:.2f} s; tokens a second, seconds"
    )
    show(results, machine, options.size)


def main() -> None:
    options = arguments()
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    with tempfile.TemporaryDirectory() as place:
        run(options, (options.folder or Path(place)) / options.size)


if __name__ == "__main__":
    main()
