"""The journey of the installed program, from its menu entry: journey.py LANGUAGE|again.

Runs under the system's Python, beside the tests' desktop driver.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from tests.process.desktop import Desktop, desktop

ENTRY = "/usr/share/applications/trymore-desktop.desktop"
OUT = Path(__file__).parent / "out"
QUESTION = "你好，你是谁？"


def until(condition: Callable[[], bool], what: str, seconds: float = 90) -> None:
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.2)


def running() -> bool:
    """Whether the program runs."""
    return (
        subprocess.run(["pgrep", "-f", "/opt/trymore-desktop"], capture_output=True).stdout != b""
    )


def leave(shown: Desktop) -> None:
    """Close the window; the program ends."""
    shown.close_window()
    until(lambda: not running(), "the program did not end")


def first_time(shown: Desktop, home: Path, language: str) -> None:
    """Demo, merge, chat, quit, and the conversation is there again."""
    environment = {"LANG": language, "TRYMORE_HOME": str(home)}
    shown.start("gio", "launch", ENTRY, **environment)
    for name in ("Try the built-in demo", "Merge", "Start chatting"):
        shown.ask("wait", name, 120)
        shown.ask("click", name)
    shown.ask("wait", "Message", 60)
    shown.ask("write", "Message", QUESTION)
    shown.ask("click", "Send")
    until(lambda: "演示模型" in shown.ask("text", "Conversation"), "no answer")
    shown.picture(OUT / f"{language}.png")
    leave(shown)
    shown.start("gio", "launch", ENTRY, **environment)
    shown.ask("wait", "Message", 60)
    until(lambda: QUESTION in shown.ask("text", "Conversation"), "the conversation is gone")
    leave(shown)


def again(shown: Desktop, home: Path) -> None:
    """An older version's conversation is there."""
    shown.start("gio", "launch", ENTRY, TRYMORE_HOME=str(home))
    shown.ask("wait", "Message", 60)
    until(lambda: QUESTION in shown.ask("text", "Conversation"), "the conversation is gone")
    leave(shown)


def main() -> None:
    """Run it on a desktop of its own."""
    user = Path.home()
    with desktop(user) as shown:
        if sys.argv[1] == "again":
            again(shown, user / "TryMore C.UTF-8")
        else:
            first_time(shown, user / f"TryMore {sys.argv[1]}", sys.argv[1])
    print("done:", sys.argv[1])


main()
