"""What is fuzzed of the program's own small files, of recipes and of files that are no weights."""

import json
import random
from pathlib import Path

import msgspec

from tests.torture.fuzzing import Check
from tests.torture.mutate import spoil_bytes, spoil_document, spoil_json
from trymore_desktop.core.checkpoints import Place
from trymore_desktop.merge import hub_state, journal, provenance
from trymore_desktop.merge.inspect import inspect_checkpoint
from trymore_desktop.training.data.reading import read_items
from trymore_desktop.training.data.recipe import read_data_recipe
from trymore_desktop.training.recipe import TrainRecipe, read_table
from trymore_desktop.ui.wizard_flow import WizardFlow
from trymore_desktop.ui.wizard_state import Locations

RECIPE = """
[train]
model = "model"
data = ["train.jsonl"]
output = "out"
method = "lora"
epochs = 1.5
warmup = 0.1
[train.lora]
rank = 8
[data]
output = "data"
languages = ["zh", "en"]
max_length = 512
[[data.sources]]
name = "a"
path = "a.json"
format = "sharegpt"
"""

FORMS = {
    "model.gguf": b"GGUF\x03\x00\x00\x00" + bytes(64),
    "ggml-model-q4_0.bin": b"ggjt" + bytes(64),
    "model.safetensors": b"version https://git-lfs.github.com/spec/v1\noid sha256:"
    + b"a" * 64
    + b"\nsize 123\n",
    "pytorch_model.bin": b"PK\x03\x04" + bytes(200),
    "consolidated.00.pth": b"\x80\x02}q\x00." + bytes(40),
    "config.json": b'{"model_type": "llama", "hidden_size": 16}',
    "tf_model.h5": b"\x89HDF\r\n\x1a\n" + bytes(64),
    "model.safetensors.index.json": b'{"weight_map": {"a": "model-00001-of-00002.safetensors"}}',
    "model-00001-of-00002.safetensors": b"\x02\x00\x00\x00\x00\x00\x00\x00{}",
    "tokenizer.model": b"\x0a\x05\x0a\x01a",
    "README.md": b"<!DOCTYPE html><html>404</html>",
    "params.json": b'{"dim": 16}',
    "adapter_config.json": b'{"peft_type": "LORA"}',
    "\u3000\xff.ckpt": b"",
}
"""Names and first bytes of what lies in people's folders."""


def recipes(folder: Path) -> Check:
    """A spoiled recipe is refused with words, or makes sense."""
    path = folder / "recipe.toml"

    def check(dice: random.Random) -> str | None:
        path.write_bytes(spoil_bytes(RECIPE.encode(), dice))
        if dice.random() < 0.5:
            read_data_recipe(path)
        else:
            read_table(path, "train", TrainRecipe)
        return None

    return check


def wizard_states(folder: Path) -> Check:
    """Whatever the settings keep of the wizard, it opens somewhere and can be kept again."""
    places = Locations(folder / "base", folder / "delta", folder)
    flow = WizardFlow(places)
    flow.choose_folder(Place.BASE, str(folder))
    good = flow.save()

    def check(dice: random.Random) -> str | None:
        made = WizardFlow.restored(places, spoil_json(good, dice))
        again = WizardFlow.restored(places, made.save())
        assert again.save() == made.save()
        return None

    return check


def unfinished_work(folder: Path) -> Check:
    """Lists of a download, journals, provenance: read, or taken for none; nothing leads outside."""
    files = (hub_state.RemoteFile("config.json", 10), hub_state.RemoteFile("a/b.bin", 3))
    shards = ("model-00001-of-00002.safetensors", "config.json")
    done = {shards[0]: journal.ShardRecord(10, "a" * 64)}
    structs: dict[str, msgspec.Struct] = {
        hub_state.STATE: hub_state.Download("a/b", "c" * 40, files, ("config.json",)),
        journal.JOURNAL: journal.Journal("merge", "b", "d", "r", shards, 20, done),
        provenance.PROVENANCE: provenance.Provenance(
            "1", "merge", "fp16", "add", "r", {"base": "b"}, {"a": "b"}, {"a": 1}, 3
        ),
    }
    good = {name: msgspec.json.encode(value) for name, value in structs.items()}

    def check(dice: random.Random) -> str | None:
        name = dice.choice(list(good))
        (folder / name).write_bytes(spoil_document(good[name], dice))
        state = hub_state.find_state(folder)
        if state is not None:
            assert all(_inside(folder, file.name) for file in state.files)
            hub_state.missing_files(folder, state)
        found = journal.read_journal(folder)
        if found is not None:
            assert all(_inside(folder, owned) for owned in journal.owned_names(found))
        provenance.read_provenance(folder)
        return None if state or found else "taken for none"

    return check


def _inside(folder: Path, name: str) -> bool:
    return (folder / name).resolve().is_relative_to(folder.resolve())


def training_files(folder: Path) -> Check:
    """Every item of a spoiled file is read or is a fault of its line."""
    turns = [{"from": "human", "value": "你好"}, {"from": "gpt", "value": "hello"}]
    items = [{"id": str(number), "conversations": turns} for number in range(4)]
    good = [
        json.dumps(items, ensure_ascii=False).encode(),
        "\n".join(json.dumps(item) for item in items).encode(),
        json.dumps({"format": "trymore", "version": 1, "conversations": items}).encode(),
    ]
    path = folder / "data.json"

    def check(dice: random.Random) -> str | None:
        path.write_bytes(spoil_bytes(dice.choice(good), dice))
        faults = sum(bool(item.fault) for item in read_items(path))
        return "faults told" if faults else None

    return check


def foreign_folders(folder: Path) -> Check:
    """Any mixture of files, whole, cut off or spoiled, is described with a kind and findings."""
    place = folder / "place"
    place.mkdir()

    def check(dice: random.Random) -> str | None:
        for path in place.iterdir():
            path.unlink()
        for name in dice.sample(list(FORMS), dice.randrange(1, 5)):
            content = FORMS[name] if dice.random() < 0.5 else spoil_bytes(FORMS[name], dice)
            wanted = name if dice.random() < 0.8 else dice.choice(list(FORMS))
            (place / wanted).write_bytes(content[: dice.choice((0, 3, 8, 1000))])
        report = inspect_checkpoint(place)
        return "told" if report.problems else None

    return check


STATES = {
    "recipes": recipes,
    "wizard states": wizard_states,
    "unfinished work": unfinished_work,
    "training files": training_files,
    "folders of anything": foreign_folders,
}
