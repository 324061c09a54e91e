"""The folder in which chosen chats wait to become training data."""

import json
import time
from importlib.resources import files
from pathlib import Path

from trymore_desktop.errors import TryMoreError
from trymore_desktop.files import replacing

RECIPE = "own-chats.toml"
EXPORTED = "exported"
"""Where the recipe looks for chats."""

COMMANDS = (
    f"trymore data prepare --recipe {RECIPE}",
    f"trymore train run --recipe {RECIPE}",
)
"""What is typed in that folder, in this order."""

_MODEL = ('tokenizer = "model"', 'model = "model"')


def prepare_folder(folder: Path, model: str = "") -> Path:
    """Put the recipe into `folder`, with `model` to be trained, and name a new file for the chats.

    A recipe that is there already stays as it is: the person may have changed it.

    Raises:
        TryMoreError: `export_failed`.
    """
    chats = folder / EXPORTED / time.strftime("chats-%Y%m%d-%H%M%S.json")
    try:
        chats.parent.mkdir(parents=True, exist_ok=True)
        if not (folder / RECIPE).exists():
            with replacing(folder / RECIPE) as file:
                file.write(recipe(model).encode())
    except OSError as error:
        raise TryMoreError("export_failed", path=str(folder), reason=str(error)) from error
    return chats


def recipe(model: str = "") -> str:
    """The program's recipe for one's own chats, TOML; `model` is a folder or empty."""
    text = (files("trymore_desktop.training") / "recipes" / RECIPE).read_text("utf-8")
    if model:
        for line in _MODEL:
            name = line.partition(" ")[0]
            # JSON's strings are TOML's, too.
            text = text.replace(f"\n{line}\n", f"\n{name} = {json.dumps(model)}\n")
    return text
