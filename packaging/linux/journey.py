"""The journey of the installed program: journey.py LANGUAGE|again|old|newer|portable [PROGRAM].

LANGUAGE: from the menu entry, the demo, a chat, and the chat again after a new start. again: what a
version before has written. old, newer: data of test_data.py. portable: the chats again, by PROGRAM.
Runs under the system's Python, beside the tests' desktop driver.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from tests.process.desktop import Desktop, desktop  # noqa: E402

ENTRY = "/usr/share/applications/trymore-desktop.desktop"
MENU = ("gio", "launch", ENTRY)
OUT = HERE / "out"
QUESTION = "你好，你是谁？"
LANGUAGES = ("C", "zh_CN.UTF-8", "en_US.UTF-8")


def until(condition: Callable[[], bool], what: str, seconds: float = 180) -> None:
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.2)


def running() -> bool:
    """Whether the window or the engine of this person runs."""
    names = "trymore(-desktop)?"
    found = subprocess.run(["pgrep", "-u", str(os.getuid()), "-x", names], capture_output=True)
    return found.stdout != b""


def leave(shown: Desktop) -> None:
    """Close the window; the program ends. A key that a busy desktop loses is pressed again."""
    for _ in range(3):
        with contextlib.suppress(subprocess.CalledProcessError):  # there is no window any more
            shown.close_window()
        with contextlib.suppress(TimeoutError):
            return until(lambda: not running(), "", 60)
        print("not closed yet; shown:", shown.ask("names"))
    raise TimeoutError("the program did not end")


def chat_is_there(shown: Desktop, words: str, command: tuple[str, ...], home: Path) -> None:
    """Start, find the words in the last conversation, leave."""
    shown.start(*command, TRYMORE_HOME=str(home))
    shown.ask("wait", "Message", 120)
    until(lambda: words in shown.ask("text", "Conversation"), "the conversation is gone")
    leave(shown)


def first_time(shown: Desktop, home: Path, language: str) -> None:
    """Demo, merge, chat, quit, and the conversation is there again."""
    shown.start(*MENU, LANG=language, TRYMORE_HOME=str(home))
    for name in ("Try the built-in demo", "Merge", "Start chatting"):
        shown.ask("wait", name, 240)
        shown.ask("click", name)
    shown.ask("wait", "Message", 120)
    shown.ask("write", "Message", QUESTION)
    shown.ask("click", "Send")
    until(lambda: "演示模型" in shown.ask("text", "Conversation"), "no answer")
    shown.picture(OUT / f"{language}.png")
    leave(shown)
    chat_is_there(shown, QUESTION, MENU, home)


def old(shown: Desktop, home: Path) -> None:
    """Chats and settings of an older version are opened, after a backup, and lose nothing."""
    shutil.copytree(HERE / "data" / "old", home)
    chat_is_there(shown, "对话3的第0句", MENU, home)
    chats = home / "data" / "chats.db"
    backups = [
        path for path in chats.parent.rglob("*chats*") if path != chats and version(path) == 1
    ]
    assert backups, sorted(chats.parent.rglob("*"))
    assert version(chats) > 1
    assert messages(chats) == messages(backups[0]) == 12
    kept = json.loads((home / "config" / "settings.json").read_text(encoding="utf-8"))
    assert kept["font_scale"] == 120
    assert kept["given_up"] == [1, 2]
    print("migrated to", version(chats), "backup", backups[0].name)


def newer(shown: Desktop, home: Path) -> None:
    """Chats of a newer version are refused in words; not a byte of them changes."""
    shutil.copytree(HERE / "data" / "newer", home)
    chats = home / "data" / "chats.db"
    before = hashlib.sha256(chats.read_bytes()).hexdigest()
    for language, words in (("en_US.UTF-8", "newer version"), ("zh_CN.UTF-8", "更新版本")):
        settings = home / "config" / "settings.json"
        settings.write_text(json.dumps({"setup_done": True}), encoding="utf-8")
        shown.start(*MENU, LANG=language, TRYMORE_HOME=str(home))
        shown.ask("wait", "Quit", 120)
        said = " ".join(shown.ask("names"))
        print(said)
        assert words in said, said
        shown.ask("click", "Quit")
        until(lambda: not running(), "the program did not end")
        assert hashlib.sha256(chats.read_bytes()).hexdigest() == before
        assert version(chats) == 99


def version(path: Path) -> int:
    """The version of a file of chats, which is only read; 0 for other files."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error:
        return 0


def messages(path: Path) -> int:
    """How many messages it holds."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        return int(connection.execute("SELECT count(*) FROM message").fetchone()[0])


def main() -> None:
    """Run it on a desktop of its own."""
    what, user = sys.argv[1], Path.home()
    with desktop(user) as shown:
        if what == "again":
            for language in LANGUAGES:
                chat_is_there(shown, QUESTION, MENU, user / f"TryMore {language}")
        elif what == "portable":
            chat_is_there(shown, QUESTION, (sys.argv[2],), user / "TryMore C")
        elif what == "old":
            old(shown, user / "TryMore 旧")
        elif what == "newer":
            newer(shown, user / "TryMore 新")
        else:
            first_time(shown, user / f"TryMore {what}", what)
    print("done:", what)


main()
