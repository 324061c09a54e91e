"""Test data that not every machine has."""

import os
from pathlib import Path


def shared_folder() -> Path | None:
    """The folder of shared test data, if this machine has it."""
    beside = Path(__file__).resolve().parents[2].parent / "shared"
    folder = Path(os.environ.get("TRYMORE_SHARED", beside))
    return folder if folder.is_dir() else None


def llama_tokenizer_model() -> Path | None:
    """The real tokenizer with 32,000 pieces, if it is there."""
    shared = shared_folder()
    path = shared / "data/tokenizer/llama/tokenizer.model" if shared else None
    return path if path and path.is_file() else None
