"""Files dragged from another program and dropped on the real window with the mouse (XDND)."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.process import desktop as screen
from tests.process.drag_source import SIZE
from tests.process.test_journey import until
from tests.support.checkpoints import make_pair

HERE = Path(__file__).parent
pytestmark = [
    pytest.mark.skipif(bool(screen.missing()), reason=f"needs {screen.missing()}"),
    pytest.mark.timeout(300),
]
CHATS = [
    {
        "title": "Imported talk",
        "conversations": [
            {"from": "human", "value": "What is a river?"},
            {"from": "gpt", "value": "Water that **flows**."},
        ],
    }
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[screen.Desktop]:
    home = tmp_path / "李 雷"
    home.mkdir()
    with screen.desktop(home) as shown:
        yield shown


def xdotool(desk: screen.Desktop, *arguments: object) -> None:
    command = ["xdotool", *map(str, arguments)]
    subprocess.run(command, env=desk.environment, check=True)


def drop(desk: screen.Desktop, files: list[Path], name: str, done: Callable[[], bool]) -> None:
    """Drag files to the middle of a control, let go once it would take them; until `done`."""
    said: list[str] = []
    command = [sys.executable, str(HERE / "drag_source.py"), *map(str, files)]
    source = subprocess.Popen(command, env=desk.environment, stdout=subprocess.PIPE, text=True)
    assert source.stdout is not None
    reader = threading.Thread(target=lambda: said.extend(map(str.strip, source.stdout)))
    reader.start()
    try:
        until(lambda: "ready" in said)
        left, top, width, height = desk.ask("place", name)
        x, y = left + width // 2, top + height // 2
        xdotool(desk, "mousemove", SIZE // 2, SIZE // 2)
        xdotool(desk, "mousedown", 1)

        def wanted() -> bool:
            for step in (-8, -4, 0):
                xdotool(desk, "mousemove", x + step, y)
            return "copy" in said

        until(wanted)
        xdotool(desk, "mouseup", 1)
        until(lambda: "dropped copy" in said)
        until(done)
    finally:
        source.kill()
        source.wait()
        reader.join()


def test_a_folder_dropped_on_the_wizard_is_checked(desk: screen.Desktop, tmp_path: Path) -> None:
    pair = make_pair(tmp_path / "原 料", base_form="safetensors", delta_form="safetensors")
    program = desk.start_window(tmp_path / "home")
    desk.ask("wait", "Next", 60)
    desk.ask("click", "Next")
    until(lambda: desk.ask("shown", "TryMoreGPT 7B"))
    desk.ask("click", "Next")
    desk.ask("wait", "Base folder", 60)
    drop(
        desk,
        [pair.base],
        "Base folder",
        lambda: desk.ask("own_text", "Base folder") == str(pair.base),
    )
    desk.ask("wait", "Next", 60)
    desk.close_window()
    assert program.wait(90) == 0


def settled(home: Path) -> None:
    """A home whose wizard was walked through, without any model."""
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.json").write_text('{"setup_done": true, "language": "en"}')


def test_files_dropped_on_the_chat(desk: screen.Desktop, tmp_path: Path) -> None:
    """Chats are imported, texts come into the message; on the list everything is imported."""
    chats, note = tmp_path / "聊 天.json", tmp_path / "note.txt"
    chats.write_text(json.dumps(CHATS), "utf-8")
    note.write_text("河流 notes", "utf-8")
    home = tmp_path / "home"
    settled(home)
    program = desk.start_window(home)
    desk.ask("wait", "Conversation", 60)
    desk.ask("wait", "Insert file", 60)

    def written() -> bool:
        return "河流 notes" in desk.ask("own_text", "Message")

    def imported(times: int) -> bool:
        return desk.ask("names").count("Imported talk") == times

    drop(desk, [note, chats], "Conversation", lambda: written() and imported(1))
    assert "human" not in desk.ask("own_text", "Message"), "chats are no text to send"
    drop(desk, [chats], "Conversations", lambda: imported(2))
    desk.ask("write", "Message", "")
    drop(desk, [note], "Message", written)
    desk.close_window()
    assert program.wait(90) == 0
