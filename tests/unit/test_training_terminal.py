"""What a person at the terminal reads about training: stages, details, progress before training."""

import io
import sys
from argparse import Namespace

import msgspec
import pytest

from tests.support.checkpoints import write_model
from tests.support.tensors import Shape
from trymore_desktop.cli.exits import CANCELLED
from trymore_desktop.cli.program import run, run_registered
from trymore_desktop.cli.progress import stage_text
from trymore_desktop.cli.terminal import Terminal
from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Failed, Progress
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.training.data.conversation import Conversation, Speaker, Turn, to_line
from trymore_desktop.training.finetune import finetune
from trymore_desktop.training.recipe import Method, TrainRecipe
from trymore_desktop.translation import CHINESE, ENGLISH, Translator


def terminal(language=ENGLISH):
    return Terminal(Translator(language), False, (io.StringIO(), io.StringIO(), io.StringIO()))


@pytest.mark.parametrize("code", ["training_failed", "evaluation_failed", "data_unreadable"])
def test_what_a_library_said_is_shown(code):
    shown = terminal()
    shown.finish(Failed(code, {"task": "x", "path": "y"}, "ValueError: the very cause"))
    assert "the very cause" in shown.stderr.getvalue()


def test_the_stages_of_training_have_names_in_both_languages():
    for stage in ("rows", "finetune", "prepare", "perplexity"):
        assert stage_text(terminal(), stage) != stage
        assert not stage_text(terminal(CHINESE), stage).isascii()


@pytest.mark.parametrize("kept", [{}, {"restart": False}], ids=["anew", "goes on"])
def test_only_what_goes_on_says_so_when_it_is_cancelled(kept):
    def cancelled(options):
        options.control.cancel()
        yield from Reporter(options.control, "prepare", 1)(0)

    shown = terminal()
    assert run_registered(Namespace(run=cancelled, **kept), shown) == CANCELLED
    assert ("to go on" in shown.stderr.getvalue()) == bool(kept)


def recipe(folder, data):
    path = folder / "data.jsonl"
    path.write_bytes(data)
    model = write_model(folder / "model", Shape(layers=1, hidden=32, heads=2, kv_heads=2))
    output = str(folder / "out")
    return TrainRecipe(model=str(model), data=(str(path),), output=output, max_steps=1, cpu=True)


def test_encoding_tells_its_progress_and_can_be_cancelled(tmp_path):
    turns = (Turn(Speaker.HUMAN, "2+2?"), Turn(Speaker.GPT, "4."))
    line = to_line(Conversation("a", turns))
    control = Control()
    work = finetune(recipe(tmp_path, line * 50), control)
    first = next(work)
    assert isinstance(first, Progress)
    assert (first.stage, first.total) == ("rows", 50 * len(line))
    control.cancel()
    with pytest.raises(Interrupted):
        list(work)
    assert not (tmp_path / "out" / "checkpoints").exists()


def test_lines_that_are_no_conversations_are_counted_in_the_refusal(tmp_path):
    with pytest.raises(TryMoreError, match="training_no_rows") as caught:
        list(finetune(recipe(tmp_path, b'[\n{"instruction": "x"}\n]\n'), Control()))
    assert caught.value.params == {"read": 3, "rejected": 3, "untrainable": 0}


def test_adapters_name_the_package_that_they_lack(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "peft", None)
    turns = (Turn(Speaker.HUMAN, "2+2?"), Turn(Speaker.GPT, "4."))
    made = recipe(tmp_path, to_line(Conversation("a", turns)))
    with pytest.raises(TryMoreError, match=r"training_extra_missing.*peft"):
        list(finetune(msgspec.structs.replace(made, method=Method.LORA), Control()))


@pytest.mark.parametrize("arguments", [["data", "prepare"], ["train", "run"]])
def test_the_language_may_stand_at_the_end_of_any_command(arguments, tmp_path, capsys):
    missing = str(tmp_path / "none.toml")
    assert run([*arguments, "--recipe", missing, "--lang", CHINESE]) == 1
    assert "无法读取配方" in capsys.readouterr().err
