"""The product's engine on a graphics card that fails once: injected, for want of one that does.

python -m tests.torture.faulty_card memory|sticky: the error that torch raises from a kernel, at
the place where it comes out, once for each TRYMORE_HOME.
"""

import os
import sys
from pathlib import Path

import torch

from trymore_desktop.core.control import Control
from trymore_desktop.engine import host
from trymore_desktop.inference.generate import PromptCache

COMMAND = [sys.executable, "-m", "tests.torture.faulty_card"]
AFTER = 12
"""Tokens."""

ERRORS = {
    "memory": torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB."),
    "sticky": RuntimeError("CUDA error: an illegal memory access was encountered"),
}


def main(kind: str) -> None:
    """Be the engine."""
    struck = Path(os.environ["TRYMORE_HOME"]) / "struck"
    extend, passes = PromptCache.extend, 0

    def fail(
        self: PromptCache,
        tokens: list[int],
        start: int,
        last: int = 1,
        control: Control | None = None,
    ) -> torch.Tensor:
        nonlocal passes
        passes += 1
        if passes > AFTER and not struck.exists():
            struck.touch()
            raise ERRORS[kind]
        return extend(self, tokens, start, last, control)

    PromptCache.extend = fail  # type: ignore[method-assign]
    host.main()


if __name__ == "__main__":
    main(sys.argv[1])
