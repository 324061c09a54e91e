"""The whole journey in the window, without any network, and with every network call recorded."""

import collections
import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.process import desktop
from tests.support.window import Window, settle
from tests.torture.journeys import CANARY, works
from tests.torture.tally import Tally
from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.paths import resources_dir

TRACE = ["strace", "-f", "-qq", "-s", "60", "-e", "trace=network", "-o"]
OWN = ("AF_UNIX", "AF_NETLINK")
"""The machine's own: sockets of files (screen, D-Bus, ours), and the kernel's."""

_FAMILY = re.compile(r"(?P<call>[a-z0-9]+)\(.*?(?P<family>AF_[A-Z0-9_]+)")


def window_without_network(folder: Path) -> Tally:
    """The journey in a network namespace that has nothing, not even a loopback that is up."""
    tally = Tally("journey of the window without any network", tried=1, faults=1)
    prefix = ["unshare", "-n"]
    if not works([*prefix, "true"]):
        tally.skipped = "unshare -n is not allowed here"
        return tally
    _journey(folder, prefix, tally)
    return tally


def recorded_window(folder: Path) -> Tally:
    """Every call of the journey that has to do with a network, by its family of addresses."""
    tally = Tally("network calls of the window's journey", tried=1, faults=1)
    if not works([*TRACE, os.devnull, "true"]):
        tally.skipped = "strace is not allowed here"
        return tally
    log = folder / "strace.log"
    knock = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    subprocess.run([*TRACE, str(log), sys.executable, "-c", knock], check=True)
    tally.expect(families(log)["connect", "AF_INET"] == 1, "the recording itself sees nothing")
    log.unlink()
    _journey(folder, [*TRACE, str(log), "--"], tally)
    calls = families(log)
    for (call, family), count in calls.items():
        tally.notes[f"{call} {family}"] = count
    outside = {key: count for key, count in calls.items() if key[1] not in OWN}
    tally.expect(not outside, f"calls beyond this machine: {outside}")
    return tally


def families(log: Path) -> collections.Counter[tuple[str, str]]:
    """How often each call named each family of addresses, a socket that was never used too."""
    found: collections.Counter[tuple[str, str]] = collections.Counter()
    for line in log.read_text("utf-8", "replace").splitlines():
        match = _FAMILY.search(line)
        if match:
            found[match["call"], match["family"]] += 1
    return found


@contextlib.contextmanager
def _screen(home: Path) -> Iterator[dict[str, str]]:
    """A real screen and a bus, where the tools for them are; else Qt's own."""
    if desktop.missing():
        yield {}
        return
    with desktop.desktop(home) as shown:
        names = ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON")
        yield {name: shown.environment[name] for name in names} | {"QT_QPA_PLATFORM": "xcb"}


def _journey(folder: Path, prefix: Sequence[str], tally: Tally) -> None:
    """First start, demo, merge, first words, chat, search, settings, quit; start again, quit."""
    home = folder / "home"
    home.mkdir()
    settle(home, generation=GenerationConfig(max_new_tokens=12))
    if not (resources_dir() / "demo" / "delta").is_dir():
        tally.skipped = "needs the demo pair"
        return
    with _screen(home) as screen, Window(home, (), prefix, **screen) as window:
        tally.count("on a real screen" if screen else "offscreen")
        for name in ("Try the built-in demo", "Merge", "Start chatting"):
            window.press(name)
        window.state(model="READY")
        window.say(f"你好 {CANARY}")
        window.state(generating=False, last="complete")
        window.press("Regenerate")
        window.state(generating=False, last="complete")
        window.ask("write", "Search", "你好")
        window.press("Settings")
        window.until(lambda: "Language" in window.ask("names"), "the settings")
        tally.expect(window.close() == 0, f"it ended badly: {window.complaints[-500:]}")
    with _screen(home) as screen, Window(home, (), prefix[:0], **screen) as window:
        window.state(model="READY", messages=2)
        tally.expect(window.close() == 0, f"it ended badly: {window.complaints[-500:]}")
    told = [path for path in (home / "logs").rglob("*") if path.is_file() and _tells(path)]
    tally.expect(not told, f"chat text in {told}")


def _tells(path: Path) -> bool:
    return CANARY.encode() in path.read_bytes()
