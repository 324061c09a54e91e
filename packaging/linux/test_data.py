"""Data to prove a package with: test_data.py FOLDER.

FOLDER/old      home of the program as an older version left it: chats of version 1, settings with
                a key that is no more
FOLDER/newer    home with chats of a version that is yet to come
FOLDER/pair     base and delta of random shape, seed and format: new ones each time
FOLDER/recipe   a recipe for training data, with its sources
"""

import json
import random
import shutil
import sqlite3
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.checkpoints import FORMATS, HF_FORMATS, write_checkpoint  # noqa: E402
from tests.support.old_store import make_old_store  # noqa: E402
from tests.support.tensors import Shape, random_tensors, subtract  # noqa: E402

OLD_SETTINGS = {"language": "en", "setup_done": True, "font_scale": 120, "given_up": [1, 2]}
RECIPES = ROOT / "trymore_desktop" / "training" / "recipes"


def old_home(folder: Path) -> None:
    """Chats of version 1 and the settings beside them."""
    (folder / "data").mkdir(parents=True)
    (folder / "config").mkdir()
    make_old_store(folder / "data" / "chats.db")
    text = json.dumps(OLD_SETTINGS)
    (folder / "config" / "settings.json").write_text(text, encoding="utf-8")


def newer_home(folder: Path) -> None:
    """The same with a version that nobody knows yet."""
    old_home(folder)
    with sqlite3.connect(folder / "data" / "chats.db") as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA user_version = 99")
    connection.close()


def pair(folder: Path) -> None:
    """A base and a delta that were never there before; prints what they are."""
    seed = random.SystemRandom().randrange(1 << 30)
    chosen = random.Random(seed)
    heads = chosen.choice((2, 4, 8))
    shape = Shape(chosen.randint(1, 5), heads * chosen.choice((16, 32)), 512, heads, heads)
    formats = chosen.choice(FORMATS), chosen.choice(HF_FORMATS)
    print(f"pair of seed {seed}: {shape}, {formats}")
    base, target = random_tensors(shape, seed), random_tensors(shape, seed + 1)
    write_checkpoint(folder / "base", base, shape, formats[0])
    write_checkpoint(folder / "delta", subtract(target, base), shape, formats[1])


def recipe(folder: Path) -> None:
    """The recipe for one's own chats, and chats to prepare with it."""
    (folder / "exported").mkdir(parents=True)
    shutil.copy(RECIPES / "own-chats.toml", folder)
    text = (folder / "own-chats.toml").read_text(encoding="utf-8")
    text = text.replace('tokenizer = "model"\n', "")
    (folder / "own-chats.toml").write_text(text, encoding="utf-8")
    kinds = [f"第{number}种水果很甜，洗净以后可以直接吃。" for number in range(40)]
    answers = [*kinds, kinds[-1], "".join(kinds), "".join(kinds) + "再见。"]  # the same, and nearly
    chats = []
    for number, answer in enumerate(answers):
        question = f"请介绍水果的味道和吃法，这是第{min(number, 39)}问。"
        turns = (("human", question), ("gpt", answer))
        told = [{"from": who, "value": text} for who, text in turns]
        chats.append({"id": str(number), "conversations": told})
    text = json.dumps(chats, ensure_ascii=False)
    (folder / "exported" / "chats.json").write_text(text, encoding="utf-8")


def main(folder: Path) -> None:
    """Make all of it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    old_home(folder / "old")
    newer_home(folder / "newer")
    pair(folder / "pair")
    recipe(folder / "recipe")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
