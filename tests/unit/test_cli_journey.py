"""The whole way in a terminal: a demo pair is merged, loaded and answers."""

import io
import json
from pathlib import Path

import pytest
import torch

from tests.support.checkpoints import Pair, make_pair
from trymore_desktop.cli import journey
from trymore_desktop.cli.program import build_parser
from trymore_desktop.cli.terminal import Terminal
from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.messages import untranslated
from trymore_desktop.settings import Settings, save
from trymore_desktop.translation import Translator


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    torch.set_num_threads(1)
    monkeypatch.setenv("TRYMORE_HOME", str(tmp_path / "家 目录"))
    save(Settings(generation=GenerationConfig(max_new_tokens=8)))
    pair = make_pair(tmp_path / "pair")
    monkeypatch.setattr(journey, "demo_pair", lambda: (pair.base, pair.delta))
    return pair


def walk(stdin: str, *options: str) -> tuple[int, str, str]:
    streams = (io.StringIO(stdin), io.StringIO(), io.StringIO())
    arguments = build_parser(untranslated).parse_args(["journey", *options])
    status = journey.main(arguments, Terminal(Translator("en"), arguments.json, streams))
    return status, streams[1].getvalue(), streams[2].getvalue()


def test_without_prompts_the_samples_are_answered(pair: Pair, tmp_path: Path) -> None:
    status, out, err = walk("")
    assert status == 0, err
    assert [line[2:] for line in out.splitlines() if line.startswith("> ")] == list(journey.SAMPLES)
    assert "Merging" in err
    assert (tmp_path / "家 目录" / "data" / "models" / "TryMoreGPT-demo" / "config.json").is_file()


def test_the_second_time_nothing_is_merged(pair: Pair) -> None:
    walk("你好\n")
    status, _, err = walk("你好\n")
    assert status == 0
    assert "Merging" not in err


def test_lines_of_stdin_are_answered_in_order(pair: Pair) -> None:
    status, out, err = walk("你好\n\nHello?\n", "--json")
    assert status == 0, err
    told = [json.loads(line)["event"] for line in out.splitlines()]
    assert told.count("finished") == 2
    assert told.index("merged") < told.index("model_loaded") < told.index("finished")


def test_a_demo_that_cannot_be_merged_is_told(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journey, "demo_pair", lambda: (pair.delta, pair.base))
    status, out, err = walk("你好\n")
    assert status == 1
    assert out == ""
    assert err
