"""The journey in the terminal, as real processes: odd places, no network, recorded connections."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.checkpoints import make_pair
from tests.support.merging import tree
from tests.support.tensors import Shape
from tests.torture.tally import Tally
from trymore_desktop.core.chat import Role
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.export import export
from trymore_desktop.store.search import search

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "trymore_desktop.cli"]
SHAPE = Shape(layers=1, hidden=32, vocabulary=512)

PLACES = {
    "plain": "plain",
    "spaces": " two  words ",
    "Chinese": "家目录/李雷/模型",
    "U+3000": "山\u3000月\u3000月",
    "emoji": "模型 🙂🏽",
    "quotes": 'it\'s "quoted" $HOME %20 #1 & co',
    "percent": "100%s {name} \\n",
    "dash": "--target",
    "combining": "e\u0301té",
    "240 letters": "/".join(["long" * 15] * 4),
    "240 characters": "/".join(["长" * 60] * 4),
}

TRACE = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-s", "40", "-o"]
CANARY = "金丝雀-7391"
"""Said in the chat; no log may hold it."""

_CALL = re.compile(r"(?P<call>connect|sendto|sendmsg|sendmmsg)\(.*sa_family=(?P<family>AF_\w+)")
_LOCAL = {"AF_UNIX", "AF_NETLINK"}


def journey(folder: Path, prefix: Sequence[str] = (), **more: str) -> str:
    """Merge and chat below `folder`, home and temporary folder too; what failed, or nothing."""
    pair = make_pair(folder / "sources", SHAPE)
    target = folder / "merged"
    merging = ["merge", "--base", f"{pair.base}", "--delta", f"{pair.delta}", f"--target={target}"]
    environment = environment_in(folder, more)
    done = _run([*prefix, *COMMAND, *merging], environment, "")
    if done.returncode:
        return f"merge: {done.returncode} {done.stderr[-500:]}"
    return chat(target, environment, prefix)


def chat(model: Path, environment: Mapping[str, str], prefix: Sequence[str] = ()) -> str:
    """Ask one question in Chinese; what failed, or nothing."""
    chatting = ["chat", f"--model={model}", "--greedy", "--max-new-tokens", "4", "--json"]
    done = _run([*prefix, *COMMAND, *chatting], environment, f"你好 {CANARY}\n")
    if done.returncode or '"finished"' not in done.stdout:
        return f"chat: {done.returncode} {done.stderr[-500:]} {done.stdout[-300:]}"
    kept = Path(environment["TRYMORE_HOME"]) / "logs"
    told = [path.name for path in kept.rglob("*") if path.is_file() and _holds(path, CANARY)]
    return f"chat text in {told}" if told else ""


def _holds(path: Path, text: str) -> bool:
    return text.encode() in path.read_bytes()


def environment_in(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    """Home, data and temporary files all below `folder`."""
    places = {"HOME": folder / "home", "TMPDIR": folder / "tmp", "TRYMORE_HOME": folder / "data"}
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    given = {name: str(place) for name, place in places.items()}
    named = {"USER": "李 雷", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return kept | given | named | dict(more)


def _run(
    command: Sequence[str], environment: Mapping[str, str], said: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        input=said,
        env=dict(environment),
        cwd=environment["HOME"],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def odd_places(folder: Path, names: Sequence[str] = tuple(PLACES)) -> Tally:
    """The journey, the chats and their export in folders with every kind of name."""
    tally = Tally("odd places")
    for name in names:
        tally.tried += 1
        tally.faults += 1
        place = folder / name.replace("/", "") / PLACES[name]
        place.mkdir(parents=True)
        failed = journey(place)
        tally.expect(not failed, f"{name}: {failed}")
        failed = _chats(place)
        if failed == "store_path_long" and len(os.fsencode(place)) > 470:
            tally.count("chats refused, in words, in a place too long for SQLite")
            continue
        tally.expect(not failed, f"{name}: {failed}")
    return tally


def _chats(place: Path) -> str:
    try:
        with Store(place / "chats.db") as store:
            number = store.create_conversation().id
            store.add_message(number, None, Role.USER, "你好")
            export(store, [number], "json", place / "chats.json")
            found = len(search(store, "你好"))
    except TryMoreError as error:
        return error.code
    return "" if found == 1 else f"{found} hits"


def borrowed_sources(folder: Path) -> Tally:
    """Read-only sources and sources behind symlinks, as the hub's cache has them."""
    tally = Tally("read-only and linked sources", tried=1, faults=1)
    pair = make_pair(folder / "real", SHAPE)
    for source in (pair.base, pair.delta):
        linked = folder / "linked" / source.name
        linked.mkdir(parents=True)
        for path in source.iterdir():
            path.chmod(0o444)
            (linked / path.name).symlink_to(path)
        source.chmod(0o555)
    before = tree(folder / "real")
    linked = folder / "linked"
    merging = ["merge", f"--base={linked / 'base'}", f"--delta={linked / 'delta'}"]
    (folder / "goal").mkdir()
    (folder / "way").symlink_to(folder / "goal")
    target = folder / "way" / "merged"
    environment = environment_in(folder, {})
    done = _run([*COMMAND, *merging, f"--target={target}"], environment, "")
    tally.expect(done.returncode == 0, f"merge: {done.stderr[-500:]}")
    tally.expect(not chat(target, environment), "chat failed")
    tally.expect(tree(folder / "real") == before, "a source was changed")
    for source in (pair.base, pair.delta):
        source.chmod(0o755)
    return tally


def without_network(folder: Path) -> Tally:
    """The journey in a network namespace that has nothing, not even a loopback that is up."""
    tally = Tally("journey without any network", tried=1, faults=1)
    prefix = ["unshare", "-n"]
    if not works([*prefix, "true"]):
        tally.skipped = "unshare -n is not allowed here"
        return tally
    tally.expect(not (failed := journey(folder, prefix)), failed)
    return tally


def recorded(folder: Path) -> Tally:
    """Every connection that the journey's processes try, whatever comes of it."""
    tally = Tally("connections of the journey", tried=1)
    if not works([*TRACE, "/dev/null", "true"]):
        tally.skipped = "strace is not allowed here"
        return tally
    log = folder / "strace.log"
    knock = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    subprocess.run([*TRACE, str(log), sys.executable, "-c", knock], check=True)
    tally.expect(len(outside_calls(log)) == 1, "the recording itself sees nothing")
    log.unlink()
    tally.expect(not (failed := journey(folder, [*TRACE, f"{log}", "--"])), failed)
    calls = outside_calls(log)
    tally.faults = tally.tried
    tally.notes["outside connections"] = len(calls)
    tally.expect(not calls, f"connections: {calls[:5]}")
    return tally


def outside_calls(log: Path) -> list[str]:
    """The calls that address anything but the machine's own sockets of files and the kernel."""
    found = []
    for line in log.read_text("utf-8", "replace").splitlines():
        match = _CALL.search(line)
        if match and match["family"] not in _LOCAL:
            found.append(line)
    return found


def works(command: Sequence[str]) -> bool:
    """Whether a command exists and is allowed here."""
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
