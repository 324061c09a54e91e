"""Every folder that is a model loads to the same text, however its files are laid out."""

import json
import subprocess
import sys

import pytest
from safetensors.torch import load_file, save_file

from tests.support.checkpoints import HF_FORMATS
from tests.support.sessions import ask, code_of, loaded, make_model, run
from trymore_desktop.inference.config import read_config


@pytest.mark.parametrize("form", HF_FORMATS)
def test_every_format_loads_to_the_same_text(form, tmp_path, model):
    folder = make_model(tmp_path, form=form)
    assert run(loaded(folder), ask("Hi")).text == run(loaded(model), ask("Hi")).text


def test_loading_llama_imports_no_transformers(model):
    code = (
        "import sys; from trymore_desktop.inference.session import Session\n"
        f"list(Session().load({str(model)!r}, 'cpu', 'fp32'))\n"
        "assert 'torch' in sys.modules\n"
        "print([name for name in ('transformers', 'accelerate', 'PySide6') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["model-0000{}-of-00002.safetensors", "weights{}.safetensors"])
def test_shards_without_an_index_and_one_file_of_any_name(tmp_path, name):
    folder = make_model(tmp_path / "m")
    wanted = run(loaded(folder), ask("Hello")).text
    tensors = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    names = list(tensors)
    parts = [names[:9], names[9:]] if "of" in name else [names]
    for number, part in enumerate(parts, 1):
        save_file({one: tensors[one] for one in part}, folder / name.format(number))
    (folder / ".trymore-other-int8.safetensors").touch()
    assert run(loaded(folder), ask("Hello")).text == wanted
    (folder / name.format(1)).rename(folder / "x-00001-of-00007.safetensors")
    assert code_of(folder) == "weights_missing"


def test_sizes_in_the_words_of_older_architectures(tmp_path):
    sizes = {"vocab_size": 512, "n_embd": 64, "n_layer": 2, "n_head": 4, "n_positions": 128}
    folder = make_model(tmp_path)
    config = {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", **sizes}
    (folder / "config.json").write_text(json.dumps(config))
    read = read_config(folder)
    assert (read.hidden, read.layers, read.heads, read.positions) == (64, 2, 4, 128)
    assert read.reason


def test_a_llama_is_known_by_its_type_alone(tmp_path):
    folder = make_model(tmp_path)
    known = read_config(folder)
    config = json.loads((folder / "config.json").read_text())
    del config["architectures"]
    (folder / "config.json").write_text(json.dumps(config | {"model_type": "llama"}))
    assert read_config(folder) == known
    assert not known.reason


def test_a_folder_without_sentencepiece_file_works_the_same(tmp_path):
    from trymore_desktop.prompting.tokenizer_json import tokenizer_json

    folder = make_model(tmp_path)
    wanted = run(loaded(folder), ask("Hello 你好"))
    text = tokenizer_json(folder / "tokenizer.model")
    (folder / "tokenizer.model").unlink()
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")
    assert run(loaded(folder), ask("Hello 你好")).text == wanted.text
