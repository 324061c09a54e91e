"""What cannot be loaded or answered is refused with the word that names why."""

import contextlib
import json

import pytest
from safetensors.torch import load_file, save_file

from tests.support.checkpoints import make_pair
from tests.support.sessions import ask, code_of, loaded, make_model, run
from tests.support.tensors import Shape
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.session import Session


def test_wrong_folders_are_named(tmp_path, model):
    assert code_of(tmp_path / "nowhere") == "model_not_found"
    assert code_of(tmp_path) == "config_missing"
    (tmp_path / "config.json").write_text("{}")
    assert code_of(tmp_path) == "config_damaged"
    assert code_of(model, device="tpu") == "device_unknown"
    assert code_of(model, device="mps") == "device_absent"
    assert code_of(model, precision="int3") == "precision_unknown"


def test_wrong_weights_are_named(tmp_path):
    folder = make_model(tmp_path / "m")
    (folder / "tokenizer.model").unlink()
    assert code_of(folder) == "tokenizer_missing"
    folder = make_model(tmp_path / "m", intermediate_size=999)
    assert code_of(folder) == "weights_mismatch"
    folder = make_model(tmp_path / "m", num_hidden_layers=9)
    assert code_of(folder) == "weights_incomplete"
    folder = make_model(tmp_path / "m")
    path = folder / "model.safetensors"
    tensors = load_file(path)
    name = "model.layers.1.mlp.up_proj.weight"
    tensors[name][3, 5] = float("nan")
    save_file(tensors, path)
    assert code_of(folder) == "weights_not_finite"
    path.write_bytes(path.read_bytes()[:-1000])
    assert code_of(folder) == "weights_damaged"
    path.write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    assert code_of(folder) == "weights_pointer"
    path.unlink()
    assert code_of(folder) == "weights_missing"


def test_a_delta_is_no_model_to_talk_to(tmp_path):
    pair = make_pair(tmp_path)
    with pytest.raises(TryMoreError, match="verify_no_model"):
        loaded(pair.delta)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[]", "config_damaged"),
        ("[" * 100_000, "config_damaged"),
        ('{"hidden_size": 1e400, "num_attention_heads": 4}', "config_damaged"),
        ('{"hidden_size": NaN, "num_attention_heads": 4}', "config_damaged"),
        ('{"rope_theta": -1}', "config_damaged"),
        ('{"rope_theta": Infinity}', "config_damaged"),
        ('{"rope_theta": null}', ""),
        ('{"rope_scaling": {"rope_type": "linear", "factor": 0}}', "config_damaged"),
        ('{"rope_scaling": {"rope_type": "linear", "factor": NaN}}', "config_damaged"),
        ('{"rope_scaling": {"rope_type": "llama3", "low_freq_factor": 0}}', "config_damaged"),
        ('{"rms_norm_eps": Infinity}', "config_damaged"),
        ('{"rms_norm_eps": -1}', "config_damaged"),
        ('{"num_hidden_layers": 1000000000}', "weights_incomplete"),
        ('{"max_position_embeddings": 1000000000000}', ""),
    ],
)
def test_a_configuration_of_any_content_ends_in_words(tmp_path, content, code):
    folder = make_model(tmp_path / "m")
    path = folder / "config.json"
    with contextlib.suppress(ValueError, TypeError, RecursionError):
        if "hidden_size" not in (changed := json.loads(content)):
            content = json.dumps(json.loads(path.read_text()) | changed)
    path.write_text(content)
    if code:
        assert code_of(folder) == code
    else:
        assert loaded(folder)


def test_the_tokenizer_of_a_larger_model_is_told(tmp_path):
    folder = make_model(tmp_path / "m", Shape(vocabulary=300))
    with pytest.raises(TryMoreError, match="tokenizer_mismatch"):
        run(loaded(folder), ask("小明有三个苹果"))


def test_a_template_that_is_no_text_or_runs_wild_is_told(tmp_path):
    folder = make_model(tmp_path / "m")
    template = folder / "chat_template.jinja"
    template.write_text("{% for i in range(10**9) %}x{% endfor %}")
    with pytest.raises(TryMoreError, match="template_failed"):
        run(loaded(folder), ask("Hello"))
    products = ("'x' * 10**10", "3 ** 999999999", "[1] * 10**9", "[1] * [2]")
    for source in (f"{{{{ {one} }}}}" for one in products):
        template.write_text(source)
        with pytest.raises(TryMoreError, match="template_failed"):
            run(loaded(folder), ask("Hello"))
    template.write_text("{{ 'ab' * 2 }}{{ 2 * 3 ** 2 }}")
    assert run(loaded(folder), ask("Hello")).usage.prompt_tokens
    template.write_bytes(b"\xff\xfe")
    assert code_of(folder) == "template_failed"


def test_a_tokenizer_that_knows_no_word_is_told(tmp_path):
    tokenizers = pytest.importorskip("tokenizers")
    folder = make_model(tmp_path / "m")
    (folder / "tokenizer.model").unlink()
    (folder / "tokenizer_config.json").write_text("[" * 100_000)
    library = tokenizers.Tokenizer(tokenizers.models.WordLevel({"a": 3, "b": 4}))
    library.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    library.save(str(folder / "tokenizer.json"))
    (folder / "special_tokens_map.json").unlink()
    template = folder / "chat_template.jinja"
    for text, code in (
        ("{{ messages[0].content }}", "tokenizer_damaged"),
        ("  ", "template_failed"),
    ):
        template.write_text(text)
        with pytest.raises(TryMoreError, match=code):
            run(loaded(folder), ask("Hello"))


def test_nothing_works_without_a_model_and_says_so():
    session = Session()
    with pytest.raises(TryMoreError) as failed:
        list(session.generate(ask("Hello")))
    assert failed.value.code == "no_model"
