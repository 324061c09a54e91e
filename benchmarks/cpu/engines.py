"""The engines behind one interface: `first` reads a prompt, `decode` generates greedily.

Imports nothing at the top that a peer's environment might lack.
"""

import os
import time
from pathlib import Path

from benchmarks.cpu.models import WINDOW

OURS = ("ours-int4", "ours-int8", "ours-bf16")
PEERS = ("transformers-bf16", "llama.cpp-q4_0", "llama.cpp-q8_0", "llama.cpp-f16")
SHORT = {
    "llama-q4": "llama.cpp-q4_0",
    "llama-q8": "llama.cpp-q8_0",
    "llama-f16": "llama.cpp-f16",
    "transformers": "transformers-bf16",
}
"""Names that are quicker to type."""


class Ours:
    """The program's session, without the parts that turn ids into text."""

    def __init__(self, folder: Path, precision: str) -> None:
        from trymore_desktop.core.control import Control
        from trymore_desktop.inference.session import Session

        session = Session()
        for _ in session.load(str(folder), "cpu", precision):
            pass
        session.warm_up()
        self.cache, self.control = session._loaded.cache, Control()
        self.weight_bytes = session.model.memory - self.cache.decoder.cache_bytes

    def first(self, prompt: list[int], known: int = 0) -> int:
        """Read a prompt, of which the first `known` tokens were read before."""
        if not known:
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

    def first(self, prompt: list[int], known: int = 0) -> int:
        """Read a prompt; nothing is ever kept."""
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

    def first(self, prompt: list[int], known: int = 0) -> int:
        """Read a prompt, of which the first `known` tokens were read before."""
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


def open_engine(name: str, folder: Path) -> Ours | Transformers | LlamaCpp:
    """The engine of a name such as "ours-int4", with the model in memory."""
    kind, _, precision = name.rpartition("-")
    return ENGINES[kind](folder, precision)
