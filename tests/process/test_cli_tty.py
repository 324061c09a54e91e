"""The terminal program on a terminal of its own, where a person types and reads."""

import os
import pty
import select
import signal
import time
from pathlib import Path

from tests.support.checkpoints import Pair, write_model
from tests.support.tensors import Shape
from tests.support.terminal import COMMAND, folders

TERMINAL = {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}


class Tty:
    """The program on a terminal of its own."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(COMMAND[0], [*COMMAND, *arguments], environment | TERMINAL)
        self.text = ""

    def wait_for(self, text: str, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while text not in self.text:
            ready, _, _ = select.select([self._fd], [], [], max(0, end - time.monotonic()))
            assert ready, self.text
            try:
                self.text += os.read(self._fd, 65536).decode("utf-8", "replace")
            except OSError:
                break
        assert text in self.text, self.text
        self.text = self.text.split(text, 1)[1]

    def wait_for_more(self, characters: int) -> None:
        """Wait until so much more was shown, whatever it is."""
        self.text = ""
        while len(self.text) < characters:
            self.text += os.read(self._fd, 65536).decode("utf-8", "replace")

    def type(self, text: str) -> None:
        os.write(self._fd, text.encode())

    def status(self, seconds: float = 90.0) -> int:
        end = time.monotonic() + seconds
        while select.select([self._fd], [], [], max(0, end - time.monotonic()))[0]:
            try:
                if not os.read(self._fd, 65536):
                    break
            except OSError:
                break
        else:
            os.kill(self.pid, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_interactive_chat(environment: dict[str, str], model: Path, home: Path) -> None:
    chat = ["chat", "--model", str(model), "--greedy", "--max-new-tokens", "4"]
    tty = Tty(chat, environment)
    tty.wait_for("Ctrl-D leaves")
    tty.wait_for(">")
    tty.type("你好\r")
    tty.wait_for("limit of 4 tokens")
    tty.type("/help\r")
    tty.wait_for("/regenerate")
    tty.type("/regenerate\r")
    tty.wait_for("limit of 4 tokens")
    tty.type("/new\r")
    tty.wait_for("A new conversation.")
    tty.wait_for(">")
    tty.type("\x04")
    assert tty.status() == 0
    history = home / "data" / "terminal_history"
    assert "你好" in history.read_text(encoding="utf-8")
    assert history.stat().st_mode & 0o077 == 0


def test_ctrl_c_stops_a_reply_and_not_the_chat(environment: dict[str, str], tmp_path: Path) -> None:
    shape = Shape(layers=16, hidden=384, heads=6, kv_heads=6)
    slow = str(write_model(tmp_path / "slow", shape, endless=True))
    tty = Tty(["chat", "--model", slow, "--greedy", "--max-new-tokens", "1900"], environment)
    tty.wait_for("Ctrl-D leaves")
    tty.wait_for(">")
    tty.type("你好\r")
    tty.wait_for_more(1000)
    tty.type("\x03")
    tty.wait_for("(stopped)")
    tty.type("/quit\r")
    assert tty.status() == 0


def test_a_terminal_gets_a_bar(environment: dict[str, str], pair: Pair, tmp_path: Path) -> None:
    tty = Tty(["merge", *map(str, folders(pair, tmp_path / "target"))], environment)
    tty.wait_for("Merging")
    tty.wait_for("MB")
    tty.wait_for("Written to")
    assert tty.status() == 0
