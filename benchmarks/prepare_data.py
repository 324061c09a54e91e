"""How long `trymore data prepare` takes for many conversations, and how much memory.

    python benchmarks/prepare_data.py [--count 200000] [--tokenizer FOLDER] [--work FOLDER]

Makes conversations like those of ShareGPT (some in HTML), Alpaca-GPT4 and COIG from words of this
project's own documents, one in fifty of them rubbish or a duplicate, and measures the command as a
process of its own.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
RUBBISH = (
    "{no json",
    '{"conversations": [{"from": "tool", "value": "x"}]}',
    '{"instruction": "half a character \\ud83d", "output": "is alone here"}',
    '{"conversations": [{"from": "human", "value": ""}]}',
    '"just text"',
    '{"instruction": "猫について教えてください", "output": "猫はかわいい動物です。"}',
)
SHARES = {"sharegpt": 0.45, "alpaca": 0.40, "coig": 0.15}


class Words:
    """Sentences of words and characters that stand in the documents of this project."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        english = " ".join(path.read_text("utf-8") for path in sorted(ROOT.glob("**/[A-Z]*.md")))
        self._words = sorted(set(re.findall(r"\b[a-z]{2,12}\b", english)))
        chinese = (ROOT / "README.zh-CN.md").read_text("utf-8")
        self._characters = sorted(set(re.findall(r"[\u4e00-\u9fff]", chinese)))

    def text(self, length: int) -> str:
        """About `length` words, in English or in Chinese."""
        if self.rng.random() < 0.5:
            return " ".join(["the", "is", "of", *self.rng.choices(self._words, k=length)]) + "."
        return "".join(self.rng.choices(self._characters, k=length * 2)) + "。"

    def length(self, mean: float) -> int:
        """Long tails, as real data have them."""
        return 3 + min(4000, int(self.rng.expovariate(1 / mean)))


def sharegpt(words: Words, number: int) -> dict[str, object]:
    turns = []
    for _ in range(words.rng.choice((1, 1, 2, 3, 4, 6, 10))):
        answer = words.text(words.length(130))
        if words.rng.random() < 0.3:
            answer = f"<div><p>{answer}</p><ul><li>{words.text(8)}</li></ul></div>"
        turns += [{"from": "human", "value": words.text(words.length(25))}]
        turns += [{"from": "gpt", "value": answer}]
    return {"id": f"s{number}", "conversations": turns}


def alpaca(words: Words, number: int) -> dict[str, object]:
    question = words.text(words.length(15))
    return {"instruction": question, "input": "", "output": words.text(words.length(80))}


MAKERS = {"sharegpt": sharegpt, "alpaca": alpaca, "coig": alpaca}


def lines(kind: str, count: int, words: Words) -> Iterator[str]:
    last = "{}"
    for number in range(count):
        chance = words.rng.random()
        if chance < 0.01:
            yield words.rng.choice(RUBBISH)
        elif chance < 0.02:
            yield last
        else:
            last = json.dumps(MAKERS[kind](words, number), ensure_ascii=False)
            yield last


def write(folder: Path, count: int) -> int:
    """The sources and a recipe; returns their size in bytes."""
    words = Words(1)
    recipe = ["[data]", 'output = "out"', "max_length = 2048", "seed = 1", "TOKENIZER"]
    for kind, share in SHARES.items():
        with (folder / f"{kind}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines(kind, int(count * share), words))
        recipe += ["[[data.sources]]", f'name = "{kind}"', f'path = "{kind}.jsonl"']
    (folder / "recipe.toml").write_text("\n".join(recipe) + "\n")
    return sum(path.stat().st_size for path in folder.glob("*.jsonl"))


def measure(folder: Path) -> None:
    command = [sys.executable, "-m", "trymore_desktop.cli", "data", "prepare", "--json"]
    began = time.monotonic()
    process = psutil.Popen(
        [*command, "--recipe", str(folder / "recipe.toml")], stdout=subprocess.PIPE, text=True
    )
    last: dict[str, object] = {}
    peak, tenth, spent = 0, 0, 0.0
    for line in process.stdout:
        last = json.loads(line)
        if last["event"] != "progress":
            continue
        memory = process.memory_info().rss
        peak, spent = max(peak, memory), sum(process.cpu_times()[:2])
        if last["done"] * 10 >= (tenth + 1) * last["total"]:
            tenth = last["done"] * 10 // last["total"]
            print(f"{tenth * 10:4} %  {memory / 2**20:6.0f} MiB  {spent:6.0f} s of processor time")
    process.wait()
    taken = time.monotonic() - began
    print(f"{taken:.0f} s, {spent:.0f} s of processor time, peak {peak / 2**20:.0f} MiB")
    print(json.dumps(last.get("numbers", last)))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--tokenizer", type=Path, default=ROOT / "resources" / "demo" / "base")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work) as name:
        folder = Path(name)
        size = write(folder, options.count)
        recipe = folder / "recipe.toml"
        tokenizer = f"tokenizer = {json.dumps(str(options.tokenizer.resolve()))}"
        recipe.write_text(recipe.read_text().replace("TOKENIZER", tokenizer))
        print(f"{options.count} items, {size / 1e6:.0f} MB")
        measure(folder)


if __name__ == "__main__":
    main()
