"""Settings survive damage, other versions, and a disk that refuses."""

import json
import os
import stat
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from trymore_desktop import files
from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.errors import TryMoreError
from trymore_desktop.settings import CustomRole, Settings, load, save, settings_path


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.json"


def test_no_file_gives_the_defaults(path):
    assert load(path) == (Settings(), [])


def test_what_was_saved_comes_back(path):
    settings = Settings(
        language="zh_CN",
        theme="dark",
        font_scale=150,
        models=("/模型/7B",),
        generation=GenerationConfig(temperature=0, seed=3, stop=("x",)),
        roles=(CustomRole("哈士奇", "你是一只哈士奇"),),
        splitter=(200, 600),
        wizard_state={"screen": 3, "base": "/b"},
    )
    save(settings, path)
    assert load(path) == (settings, [])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 or os.name == "nt"


def test_the_place_is_under_trymore_home(tmp_path, monkeypatch):
    monkeypatch.setenv("TRYMORE_HOME", str(tmp_path / "家 目录"))
    save(Settings(theme="light"))
    assert settings_path().is_relative_to(tmp_path / "家 目录")
    assert load()[0].theme == "light"
    assert stat.S_IMODE(settings_path().parent.stat().st_mode) == 0o700 or os.name == "nt"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "pink"),
        ("font_scale", 79),
        ("font_scale", "big"),
        ("models", [1]),
        ("generation", 3),
        ("roles", [{"name": "x"}]),
        ("wizard_state", []),
        ("context_policy", "explode"),
        ("setup_done", None),
    ],
)
def test_a_bad_value_is_told_and_replaced_alone(path, key, value):
    path.write_text(json.dumps({"language": "en", key: value}))
    settings, problems = load(path)
    assert settings == Settings(language="en")
    assert [(p.code, p.params["name"]) for p in problems] == [("setting_replaced", key)]


@pytest.mark.parametrize(
    "bad", [{"temperature": -1}, {"top_p": 2}, {"max_new_tokens": 0}, {"top_k": "x"}]
)
def test_a_bad_sampling_parameter_leaves_the_others(path, bad):
    path.write_text(json.dumps({"generation": {"repetition_penalty": 1.3, **bad}}))
    settings, [problem] = load(path)
    assert settings.generation == GenerationConfig(repetition_penalty=1.3)
    assert problem.params["name"] == f"generation.{next(iter(bad))}"


def test_keys_of_another_version_are_kept(path):
    path.write_text('{"theme": "dark", "voice": {"speed": 2}, "unknown": {"theme": "light"}}')
    settings, problems = load(path)
    assert problems == []
    save(msgspec.structs.replace(settings, font_scale=120), path)
    saved = json.loads(path.read_text())
    assert (saved["voice"], saved["theme"], saved["font_scale"]) == ({"speed": 2}, "dark", 120)
    assert load(path)[0].unknown == {"voice": {"speed": 2}}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"null"])
def test_a_damaged_file_is_kept_aside_and_told(path, content):
    path.write_bytes(content)
    settings, [problem] = load(path)
    assert settings == Settings()
    assert problem.code == "settings_unreadable"
    assert path.with_name("settings.json.bad").read_bytes() == content
    save(Settings(), path)


def test_a_disk_that_refuses_leaves_the_old_file(path, monkeypatch):
    save(Settings(theme="dark"), path)

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(TryMoreError, match="settings_not_saved"):
        save(Settings(theme="light"), path)
    assert load(path)[0].theme == "dark"
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@hypothesis_settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*Settings.__struct_fields__, "other"]), json_values))
def test_any_values_load_and_save(values):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.json"
        path.write_text(json.dumps(values))
        settings, _ = load(path)
        save(settings, path)
        assert load(path) == (settings, [])
