"""Parts of the terminal program that need no process of their own."""

import argparse
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from trymore_desktop.cli.interactive import InteractiveChat
from trymore_desktop.cli.merging import is_hub_id
from trymore_desktop.cli.models import demo_pair, is_model, known_models
from trymore_desktop.cli.options import folder, size
from trymore_desktop.cli.program import build_parser, run
from trymore_desktop.cli.progress import ProgressView
from trymore_desktop.cli.talk import Talk
from trymore_desktop.cli.terminal import Terminal, size_text
from trymore_desktop.core.chat import FinishReason, GenerationConfig, Message, Role, Usage
from trymore_desktop.core.checkpoints import Place, Problem, Severity
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import (
    Cancelled,
    Event,
    Failed,
    Finished,
    Progress,
    TextDelta,
)
from trymore_desktop.engine.protocol import Command, Generate
from trymore_desktop.errors import Interrupted
from trymore_desktop.messages import untranslated
from trymore_desktop.settings import Settings
from trymore_desktop.translation import Translator


class Parrot:
    """Answers with what it was asked, letter by letter; `!` makes it stop half-way."""

    def __init__(self) -> None:
        self.seen: list[tuple[Message, ...]] = []

    def warm_up(self) -> None:
        pass

    def handle(self, command: Command, _control: Control) -> Iterator[Event]:
        assert isinstance(command, Generate)
        self.seen.append(command.messages)
        said = command.messages[-1].content
        for count, letter in enumerate(said, 1):
            if letter == "!":
                raise Interrupted
            yield TextDelta(letter, count)
        yield Finished(said, FinishReason.LENGTH, Usage(completion_tokens=len(said)), dropped=2)


def terminal(stdin: str = "", *, as_json: bool = False, language: str = "en") -> Terminal:
    streams = (io.StringIO(stdin), io.StringIO(), io.StringIO())
    return Terminal(Translator(language), as_json, streams)


def printed(of: Terminal) -> tuple[str, str]:
    assert isinstance(of.stdout, io.StringIO)
    assert isinstance(of.stderr, io.StringIO)
    return of.stdout.getvalue(), of.stderr.getvalue()


@pytest.fixture
def talk() -> tuple[Talk, Parrot, Terminal]:
    parrot, shown = Parrot(), terminal()
    return Talk(parrot, shown, GenerationConfig(), "be brief"), parrot, shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1GB", 10**9),
        ("512MiB", 512 * 2**20),
        ("1.5 gb", 1_500_000_000),
        ("4096", 4096),
        ("2kb", 2000),
    ],
)
def test_sizes(text: str, value: int) -> None:
    assert size(text) == value


@pytest.mark.parametrize("text", ["", "GB", "-1GB", "1 XB", "1,5GB", "nan"])
def test_sizes_that_are_none(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        size(text)


def test_a_blank_folder_is_not_the_present_one() -> None:
    assert folder("x") == str(Path("x").absolute())
    for text in ("", "  "):
        with pytest.raises(argparse.ArgumentTypeError):
            folder(text)


def test_the_limit_of_a_reply_is_a_number_above_zero(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parser = build_parser(untranslated, ["chat"])
    line = ["chat", "--model", "m", "--max-new-tokens"]
    assert parser.parse_args([*line, "7"]).max_new_tokens == 7
    for text in ("0", "-3", "many", "1.5"):
        with pytest.raises(SystemExit) as caught:
            parser.parse_args([*line, text])
        assert caught.value.code == 2
        assert f"'{text}'" in capsys.readouterr().err


def test_a_home_that_cannot_be_used_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRYMORE_HOME", str(tmp_path / (300 * "x")))
    assert run(["journey", "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out.splitlines()[-1])["code"] == "file_unreadable"
    assert "cannot be read" in err


def test_size_text() -> None:
    assert [size_text(n) for n in (0, 999, 1500, 13_476_831_232)] == [
        "0 B",
        "999 B",
        "1.5 kB",
        "13.5 GB",
    ]


def test_a_hub_name_is_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert is_hub_id("TryMore/delta-7b")
    for path in ("./models/delta", "/models/delta", "delta", "a/b/c", "../a/b", "~/delta", "a/b c"):
        assert not is_hub_id(path)
    (tmp_path / "models").mkdir()
    assert not is_hub_id("models/delta")  # a typo may not open a connection


def test_names_of_the_authors_script_are_understood() -> None:
    parser = build_parser(untranslated, ["merge"])
    ours = parser.parse_args(["merge", "--base", "/b", "--delta", "d", "--target", "/t"])
    theirs = parser.parse_args(
        ["merge", "--base-model-path", "/b", "--delta-path", "d", "--target-model-path", "/t"]
    )
    assert vars(ours) == vars(theirs)


def test_every_command_of_the_contract_is_there() -> None:
    parser = build_parser(untranslated)
    for line in (
        "inspect D --json",
        "merge --base B --delta D --target T --low-cpu-mem --max-memory 1GB --dtype bf16 "
        "--no-verify --json --restart",
        "make-delta --base B --target T --delta D",
        "verify D --json",
        "chat --model D --device cpu --precision int8 --system S --greedy --seed 3 "
        "--max-new-tokens 9 --json",
        "bench --model D --json",
        "doctor --json",
        "journey",
    ):
        assert parser.parse_args(line.split()).main


def test_a_talk_remembers_what_was_said(talk: tuple[Talk, Parrot, Terminal]) -> None:
    conversation, parrot, shown = talk
    conversation.ask("你好")
    conversation.ask("again")
    roles = [message.role for message in parrot.seen[-1]]
    assert roles == [Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER]
    out, err = printed(shown)
    assert out == "你好\nagain\n"
    assert "oldest 2 messages" in err
    assert "limit of 5 tokens" in err


def test_a_stopped_reply_stays_as_far_as_it_came(talk: tuple[Talk, Parrot, Terminal]) -> None:
    conversation, _, _ = talk
    assert isinstance(conversation.ask("abc!def"), Cancelled)
    assert conversation.messages[-1] == Message(Role.ASSISTANT, "abc")
    assert isinstance(conversation.ask("!"), Cancelled)  # no reply: the question goes as well
    assert conversation.messages[-1] == Message(Role.ASSISTANT, "abc")


def test_asking_again_replaces_the_reply(talk: tuple[Talk, Parrot, Terminal]) -> None:
    conversation, parrot, _ = talk
    assert conversation.ask_again() is None
    conversation.ask("one")
    conversation.ask_again()
    assert parrot.seen[0] == parrot.seen[1]
    assert len(conversation.messages) == 3


def test_slash_commands(talk: tuple[Talk, Parrot, Terminal]) -> None:
    conversation, _, shown = talk
    chat = InteractiveChat(conversation, shown)
    for line in ("/help", "hello", "/regenerate", "/system", "/system be long", "/nonsense"):
        chat.take(line)
    assert conversation.messages == (Message(Role.SYSTEM, "be long"),)
    chat.take("/usr/bin is a path")
    chat.take("/new")
    assert conversation.system == "be long"
    out, err = printed(shown)
    assert out == "hello\nhello\n/usr/bin is a path\n"
    assert "/regenerate" in err
    assert "be brief" in err
    assert "/nonsense is no command" in err


def test_failures_are_told_in_words() -> None:
    shown = terminal()
    assert shown.finish(Failed("no_model")) == 1
    assert shown.finish(Cancelled(), resume="Go on so.") == 130
    assert printed(shown) == (
        "",
        "No model is loaded.\nChoose a model first.\nCancelled.\nGo on so.\n",
    )


def test_problems_are_ordered_and_judged() -> None:
    shown = terminal()
    found = (
        Problem("no_model", Severity.INFO),
        Problem("no_model", Severity.ERROR, Place.BASE),
    )
    assert shown.problems(found)
    assert not shown.problems(found[:1])
    err = printed(shown)[1]
    assert err.startswith("Error (base): No model")
    assert "Note: No model" in err


def test_json_prints_events_and_no_words() -> None:
    shown = terminal(as_json=True)
    shown.say("words")
    shown.emit(Progress("merge", 1, 2))
    assert json.loads(printed(shown)[0])["event"] == "progress"


def test_where_there_is_no_terminal_progress_comes_in_few_lines() -> None:
    shown = terminal()
    with ProgressView(shown) as view:
        for done in range(101):
            view.show(Progress("merge", done, 100, note="layer", numbers={"shard": 1, "shards": 3}))
    lines = printed(shown)[1].splitlines()
    assert lines == ["Merging: 0 % 1/3 layer", "Merging: 100 % 1/3 layer"]


def test_the_bar_shows_amount_rate_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")  # a dumb terminal has no bar

    class Tty(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Tty()
    with ProgressView(terminal(), stream) as view:
        view.show(Progress("merge", 10**9, 4 * 10**9, note="model.layers.1"))
        view.show(Progress("merge", 2 * 10**9, 4 * 10**9, note="model.layers.2"))
        view.show(Progress("verify", 1, 2, unit="items"))
    text = stream.getvalue()
    assert "Merging" in text
    assert "2.0 GB/4.0 GB" in text
    assert "model.layers.2" in text
    assert "Checking what was written" in text


def test_models_that_can_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRYMORE_HOME", str(tmp_path))
    models = tmp_path / "data" / "models"
    for name in ("b", "a", "c.incomplete"):
        (models / name).mkdir(parents=True)
        (models / name / "config.json").touch()
    (models / "empty").mkdir()
    settings = Settings(model_path=str(models / "b"), models=("/gone", str(models / "a")))
    assert known_models(settings) == [models / "b", models / "a"]
    assert not is_model(models / "c.incomplete")
    assert [path.name for path in demo_pair()] == ["base", "delta"]


@pytest.mark.parametrize(("code", "goes_on"), [("write_failed", True), ("size_mismatch", False)])
def test_what_passes_says_how_to_go_on(code: str, goes_on: bool) -> None:
    heard = terminal()
    heard.finish(Failed(code), resume="Run it again.")
    assert ("Run it again." in printed(heard)[1]) is goes_on
