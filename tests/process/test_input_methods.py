"""Chinese typed with a real input method into the real window, key by key.

Both frameworks of Linux; the window is told of fcitx as its users' sessions do, although Qt's
wheels bring no plugin for it: fcitx5 answers to ibus' protocol too.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.process import desktop as screen

FCITX_PROFILE = """[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin
[Groups/0/Items/0]
Name=keyboard-us
[Groups/0/Items/1]
Name=pinyin
[GroupOrder]
0=Default
"""
NEEDED = {
    "ibus": ("ibus-daemon", "/usr/share/ibus/component/libpinyin.xml"),
    "fcitx": ("fcitx5", "/usr/share/fcitx5/inputmethod/pinyin.conf"),
}
OTHERS = ("XDG_CONFIG_HOME", "XMODIFIERS", "QT_IM_MODULES")

pytestmark = [
    pytest.mark.skipif(bool(screen.missing()), reason=f"needs {screen.missing()}"),
    pytest.mark.timeout(240),
]


def until(condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.2)


@contextmanager
def ibus(desk: screen.Desktop, _home: Path) -> Iterator[None]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    daemon = subprocess.Popen(
        ["ibus-daemon", "--replace", "--panel=disable", "--emoji-extension=disable"],
        env=desk.environment,
        **quiet,
    )

    def chosen() -> bool:
        subprocess.run(["ibus", "engine", "libpinyin"], env=desk.environment, **quiet)
        asked = subprocess.run(["ibus", "engine"], env=desk.environment, capture_output=True)
        return asked.stdout.strip() == b"libpinyin"

    try:
        until(chosen, "ibus has no pinyin")
        yield
    finally:
        daemon.terminate()
        daemon.wait()


@contextmanager
def fcitx(desk: screen.Desktop, home: Path) -> Iterator[None]:
    folder = home / ".config" / "fcitx5"
    folder.mkdir(parents=True)
    (folder / "profile").write_text(FCITX_PROFILE)
    (folder / "config").write_text("[Behavior]\nActiveByDefault=True\n")
    quiet = subprocess.DEVNULL
    daemon = subprocess.Popen(
        ["fcitx5", "--replace"], env=desk.environment, stdout=quiet, stderr=quiet
    )
    try:
        until(lambda: any((home / ".config" / "ibus" / "bus").glob("*")), "fcitx5 plays no ibus")
        yield
    finally:
        daemon.terminate()
        daemon.wait()


@pytest.mark.parametrize("framework", [ibus, fcitx], ids=["ibus", "fcitx"])
def test_pinyin_is_composed_and_return_sends_only_after_it(
    framework: Callable[[screen.Desktop, Path], object], tmp_path: Path
) -> None:
    name = framework.__name__
    program, engine = NEEDED[name]
    if not (shutil.which(program) and Path(engine).exists()):
        pytest.skip(f"needs {program} with pinyin")
    with screen.desktop(tmp_path) as desk:
        for other in OTHERS:
            desk.environment.pop(other, None)
        with framework(desk, tmp_path):  # type: ignore[attr-defined]
            type_and_send(desk, tmp_path, name)


def type_and_send(desk: screen.Desktop, home: Path, module: str) -> None:
    window = desk.start(
        *(sys.executable, "-m", "trymore_desktop.app"),
        TRYMORE_HOME=str(home / "trymore"),
        LANG="zh_CN.UTF-8",
        QT_IM_MODULE=module,
    )
    desk.ask("wait", "Look around first", 60)
    desk.ask("click", "Look around first")
    desk.ask("wait", "Message", 60)
    desk.press_keys("n", "i", "h", "a", "o")
    picture(desk, home, module)
    desk.press_keys("space")
    until(lambda: desk.ask("text", "Message") == "你好", "no word was composed")
    desk.press_keys("s", "h", "i", "Return")
    until(lambda: desk.ask("text", "Message") == "你好shi", "Return did not end the composition")
    desk.press_keys("Return")
    until(lambda: "你好shi" in desk.ask("text", "Conversation"), "Return did not send")
    assert desk.ask("text", "Message") == ""
    desk.close_window()
    assert window.wait(20) == 0


def picture(desk: screen.Desktop, home: Path, module: str) -> None:
    """For a person to look at: the candidates stand at the cursor."""
    time.sleep(0.5)
    desk.picture(home / f"{module}.png")
