"""The whole journey in the real window, driven from outside by the names of its controls."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.process import desktop as screen
from trymore_desktop.paths import resources_dir

pytestmark = [
    pytest.mark.skipif(bool(screen.missing()), reason=f"needs {screen.missing()}"),
    pytest.mark.skipif(
        not (resources_dir() / "demo" / "delta").is_dir(), reason="needs the demo pair"
    ),
    pytest.mark.timeout(300),
]

HAN = re.compile(r"[一-鿿]")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[screen.Desktop]:
    home = tmp_path / "李 雷"
    home.mkdir()
    with screen.desktop(home) as shown:
        yield shown


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.2)


def merge_demo(desk: screen.Desktop) -> None:
    """From the first screen to the empty conversation."""
    desk.ask("wait", "Try the built-in demo", 60)
    desk.ask("click", "Try the built-in demo")
    desk.ask("wait", "Merge", 60)
    desk.ask("click", "Merge")
    desk.ask("wait", "Start chatting", 120)
    desk.ask("click", "Start chatting")
    desk.ask("wait", "Message", 60)


def say(desk: screen.Desktop, text: str) -> None:
    desk.ask("write", "Message", text)
    desk.ask("click", "Send")


def idle(desk: screen.Desktop) -> None:
    """Until no reply is being written."""
    until(lambda: not desk.ask("shown", "Stop"))


def test_demo_to_chat_and_back_again(desk: screen.Desktop, tmp_path: Path) -> None:
    home = tmp_path / "李 雷" / "TryMore 家"
    program = desk.start_window(home)
    merge_demo(desk)
    say(desk, "你好，你是谁？")
    until(lambda: "你好，你是谁？" in desk.ask("text", "Conversation"))
    idle(desk)
    first = desk.ask("text", "Conversation")
    assert len(HAN.findall(first)) > len(HAN.findall("你好，你是谁？")) + 3, first

    desk.ask("click", "Regenerate")
    idle(desk)
    assert desk.ask("unnamed") == []
    alone = desk.ask("own_text", "Conversation")
    assert alone.startswith("你好，你是谁？\n\n")
    assert len(HAN.findall(alone)) > len(HAN.findall("你好，你是谁？")) + 3
    said = desk.ask("text", "Conversation")
    desk.close_window()
    assert program.wait(90) == 0

    again = desk.start_window(home)
    desk.ask("wait", "Message", 60)
    until(lambda: "你好，你是谁？" in desk.ask("text", "Conversation"))
    assert desk.ask("text", "Conversation").split() == said.split()
    desk.close_window()
    assert again.wait(90) == 0


def test_killed_window_keeps_what_was_said(desk: screen.Desktop, tmp_path: Path) -> None:
    home = tmp_path / "home"
    program = desk.start_window(home)
    merge_demo(desk)
    say(desk, "Tell me about rivers.")
    until(lambda: "rivers" in desk.ask("text", "Conversation"))
    program.kill()
    program.wait(90)

    again = desk.start_window(home)
    desk.ask("wait", "Message", 60)
    until(lambda: "Tell me about rivers." in desk.ask("text", "Conversation"))
    desk.close_window()
    assert again.wait(90) == 0
    shutil.rmtree(home)
