import threading
from pathlib import Path

import pytest

from trymore_desktop.core.chat import FinishReason
from trymore_desktop.core.hardware import Device, Hardware, Precision
from trymore_desktop.ui.advice import Fit, advise, advised_size
from trymore_desktop.ui.candidates import Search, find, known_places, looks_like_weights
from trymore_desktop.ui.figures import (
    RateMeter,
    TensorPlace,
    portion_text,
    rate_text,
    size_text,
    tensor_place,
)
from trymore_desktop.ui.judgement import Answer, Sign, judge

GB = 10**9


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (4_100_000, "4.1 MB"), (13_476_831_232, "13.5 GB")],
)
def test_sizes_as_people_read_them(size: int, text: str) -> None:
    assert size_text(size) == text


def test_a_portion_shares_its_unit() -> None:
    assert portion_text(7_900_000_000, 13_500_000_000) == ("7.9", "13.5 GB")
    assert portion_text(50_000_000, 13_500_000_000) == ("0.1", "13.5 GB")


def test_the_rate_covers_the_last_five_seconds() -> None:
    meter = RateMeter()
    for second in range(11):
        meter.update(second * 100 if second <= 5 else 500 + (second - 5) * 300, 10_000, second)
    assert meter.rate == pytest.approx(300)


def test_the_time_left_is_patient_and_smooth() -> None:
    meter = RateMeter()
    meter.update(0, 10_000, 0.0)
    meter.update(200, 10_000, 2.0)
    assert meter.seconds_left is None
    meter.update(400, 10_000, 4.0)
    first = meter.seconds_left
    assert first == pytest.approx(96)
    meter.update(400, 10_000, 5.0)
    slower = meter.seconds_left
    assert slower is not None
    assert 90 < slower < 110, "one slow second does not throw the estimate"


def test_a_restart_begins_the_rate_anew() -> None:
    meter = RateMeter()
    meter.update(5000, 10_000, 0.0)
    meter.update(100, 10_000, 1.0)
    assert meter.rate == 0


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("model.layers.16.self_attn.q_proj.weight", TensorPlace("attention", 17)),
        ("layers.0.attention.wq.weight", TensorPlace("attention", 1)),
        ("layers.0.attention_norm.weight", TensorPlace("norm", 1)),
        ("model.layers.3.mlp.up_proj.weight", TensorPlace("mlp", 4)),
        ("model.layers.3.post_attention_layernorm.weight", TensorPlace("norm", 4)),
        ("model.norm.weight", TensorPlace("norm")),
        ("model.embed_tokens.weight", TensorPlace("embedding")),
        ("lm_head.weight", TensorPlace("output")),
        ("something", TensorPlace("other")),
    ],
)
def test_tensors_in_words(name: str, place: TensorPlace) -> None:
    assert tensor_place(name) == place


@pytest.mark.parametrize(
    ("language", "text", "signs"),
    [
        ("zh", "“守株待兔”比喻存侥幸心理。", ()),
        ("en", "You have 3 + 5 = 8 apples.", ()),
        ("zh", "You have eight apples.", (Sign.WRONG_SCRIPT,)),
        ("en", "的的的的的的", (Sign.WRONG_SCRIPT, Sign.REPETITION)),
        ("en", "。。。", (Sign.WRONG_SCRIPT,)),
        ("en", "the the the the the the the the the", (Sign.REPETITION,)),
        ("zh", "聪\ufffd明的回答是这样的", (Sign.BROKEN_CHARACTERS,)),
        ("en", "  ", (Sign.EMPTY,)),
        ("en", "3 + 5 = 8", ()),
        ("zh", "8", (Sign.WRONG_SCRIPT,)),
    ],
)
def test_judgement_of_answers(language: str, text: str, signs: tuple[Sign, ...]) -> None:
    assert judge(Answer(language, text)) == signs


def test_an_endless_repetition_did_not_end() -> None:
    assert Sign.NO_END in judge(Answer("en", "no " * 90, FinishReason.LENGTH))


def hardware(gpu: float = 0, memory: float = 16) -> Hardware:
    card = (Device("cuda", 0, "card", int(gpu * GB), int(gpu * GB)),) if gpu else ()
    return Hardware("cpu", 8, int(memory * GB), int(memory * GB), (Device("cpu"), *card))


@pytest.mark.parametrize(
    ("gpu", "memory", "size", "fit", "precision"),
    [
        (24, 32, "7B", Fit.FULL, Precision.FP16),
        (12, 32, "7B", Fit.SMALLER, Precision.INT8),
        (12, 32, "13B", Fit.SMALLER, Precision.INT4),
        (4, 8, "13B", Fit.SHARED, Precision.INT4),
        (0, 32, "7B", Fit.PROCESSOR, Precision.INT8),
        (0, 8, "7B", Fit.PROCESSOR, Precision.INT4),
        (0, 4, "13B", Fit.TOO_LARGE, Precision.INT4),
    ],
)
def test_advice(gpu: float, memory: float, size: str, fit: Fit, precision: Precision) -> None:
    advice = advise(size, hardware(gpu, memory))
    assert (advice.fit, advice.precision) == (fit, precision)


def test_the_advised_size_runs_wholly_on_the_card() -> None:
    assert advised_size(hardware(24)) == "13B"
    assert advised_size(hardware(6)) == "7B"
    assert advised_size(hardware(0, 64)) == "7B"


def weights(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").touch()
    (folder / "model.safetensors").touch()
    return folder


def test_candidates_are_found_once_and_only_where_weights_are(tmp_path: Path) -> None:
    good = weights(tmp_path / "模型 one")
    (tmp_path / "empty").mkdir()
    places = ((good, "."), (tmp_path, "*"), (tmp_path / "absent", "*"))
    assert list(find(places, lambda: True)) == [good]
    assert list(find(places, lambda: False)) == []
    assert not looks_like_weights(tmp_path / "absent")


def test_the_hub_cache_is_a_known_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    snapshot = weights(tmp_path / "hub/models--a--b/snapshots/123")
    places = known_places((), tmp_path / "models")
    assert snapshot in set(find(places, lambda: True))


def test_a_stopped_search_is_silent(tmp_path: Path) -> None:
    weights(tmp_path / "one")
    told = threading.Event()
    search = Search(((tmp_path, "*"),), lambda _found: told.set())
    search.stop()
    search.start()
    assert not told.wait(0.3)


@pytest.mark.parametrize(("rate", "text"), [(8.53, "8.5"), (532.2, "532"), (6224.6, "6,225")])
def test_rates_are_as_exact_as_they_can_be_felt(rate: float, text: str) -> None:
    assert rate_text(rate) == text
