"""The drive with everything of the program fails, fills up or goes away in the middle of a chat."""

import contextlib
import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.checkpoints import write_model
from tests.support.drives import Drive, NoDriveError
from tests.support.tensors import Shape
from tests.support.window import Window, chats, settle
from tests.torture.merge_kills import fill
from tests.torture.store_kills import check_sound
from tests.torture.tally import Tally
from trymore_desktop.core.chat import GenerationConfig, Role
from trymore_desktop.store.conversations import Store

SIZE = 48 << 20
"""Bytes of the drive."""
SHAPE = Shape(layers=16, hidden=384, heads=6, kv_heads=6)
QUESTION = "你好，请讲一个长长的故事"
TYPED = "写到一半的话，磁盘不见了也要留着"


@dataclass(frozen=True)
class Fault:
    """What happens to the drive, and how it gets well again."""

    name: str
    strike: Callable[[Drive], None]
    mend: Callable[[Drive], None]


def _run(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _as_another_device(drive: Drive) -> None:
    """Put it back as a stick is: the old device is gone for ever, there is a new one."""
    _run("umount", "-l", str(drive.folder))
    device = _run("losetup", "-f", "--show", str(drive.image))
    _run("mount", device, str(drive.folder))
    _run("losetup", "-d", device)  # as soon as nobody uses it any more


def _turn_read_only(drive: Drive) -> None:
    """What ext4 does of its own when it meets an error of the drive."""
    device = _run("findmnt", "-no", "SOURCE", str(drive.folder))
    _run("mount", "-o", "remount,errors=remount-ro", str(drive.folder))
    Path("/sys/fs/ext4", Path(device).name, "trigger_fs_error").write_text("1")
    try:
        (drive.folder / "written").touch()
    except OSError as error:
        if error.errno != errno.EROFS:
            raise
    else:
        raise NoDriveError("the system does not turn a failing drive read-only")


def _fill(drive: Drive) -> None:
    fill(drive.folder / "ballast", 0)
    with contextlib.suppress(OSError), (drive.folder / "more").open("wb", 0) as file:
        while file.write(bytes(4096)):
            pass


def _make_room(drive: Drive) -> None:
    for name in ("ballast", "more"):
        (drive.folder / name).unlink()


FAULTS = (
    Fault("pulled", Drive.pull, _as_another_device),
    Fault("unmounted", Drive.detach, Drive.plug),
    Fault("turned read-only", _turn_read_only, _as_another_device),
    Fault("full", _fill, _make_room),
)


def lose_drives_in_chats(folder: Path, faults: int = len(FAULTS)) -> Iterator[Tally]:
    """The window tells it, keeps what was typed and what came, and goes on when the drive is back.

    `faults` is how many kinds are tried.

    Raises:
        NoDriveError: no drive can be made here.
    """
    model = write_model(folder / "model", SHAPE, endless=True)
    for number, fault in enumerate(FAULTS[:faults]):
        tally = Tally(f"drive {fault.name} in a chat", tried=2)
        drive = Drive(folder / f"drive {number}", folder / f"image {number}", SIZE)
        try:
            _chat(drive, model, fault, tally)
        finally:
            subprocess.run(["umount", "-l", str(drive.folder)], check=False, capture_output=True)
        yield tally


def _chat(drive: Drive, model: Path, fault: Fault, tally: Tally) -> None:
    home = drive.folder / "home"
    config = GenerationConfig(max_new_tokens=300, temperature=0.0)
    chosen = {"model_path": str(model), "models": (str(model),), "setup_done": True}
    settle(home, device="cpu", generation=config, **chosen)
    os.sync()
    with Window(home) as window:
        window.state(model="READY")
        shown = _lose_it_in_a_reply(window, drive, fault, tally)
        _lose_it_when_idle(window, drive, fault, tally)
        tally.expect(window.close() == 0, f"the window ended badly: {window.complaints[-500:]}")
        tally.expect("Traceback" not in window.complaints, window.complaints[-1500:])
    with Store(chats(home)) as store:
        check_sound(chats(home), store, tally)
        (record,) = store.list_conversations()
        path = store.path(record.id)
    said = [message.content for message in path if message.role is Role.USER]
    tally.expect(said == [QUESTION, TYPED], f"said and kept: {said}")
    tally.expect(len(path[1].content) >= shown, f"{len(path[1].content)} of {shown} characters")
    states = [message.state.value for message in path]
    tally.expect(set(states) == {"complete"}, f"states {states}")


def _lose_it_in_a_reply(window: Window, drive: Drive, fault: Fault, tally: Tally) -> int:
    """Gives how many characters of the reply were shown."""
    window.say(QUESTION)
    window.until(lambda: _length(window) > 5, "the reply")
    fault.strike(drive)
    _told(window, tally)
    window.until(lambda: any("ended" in f for _, f in list(window.shown)), "the reply's end")
    window.ask("write", "Message", TYPED)
    tally.faults += 1
    fault.mend(drive)
    window.state(generating=False, last="complete")
    _well_again(window, tally)
    tally.expect(window.ask("read", "Message") == TYPED, "what was typed is gone")
    return _length(window)


def _lose_it_when_idle(window: Window, drive: Drive, fault: Fault, tally: Tally) -> None:
    fault.strike(drive)
    window.press("Send")
    _told(window, tally)
    tally.expect(window.ask("read", "Message") == TYPED, "what was not sent is gone")
    tally.faults += 1
    fault.mend(drive)
    window.press("Send")
    window.state(generating=False, last="complete", messages=4)
    _well_again(window, tally)
    tally.expect(window.ask("read", "Message") == "", "what was sent is still there")


def _told(window: Window, tally: Tally) -> None:
    words = ("cannot be read or written", "is not there", "is full")
    window.until(lambda: any(w in t for t in window.ask("labels") for w in words), "the words")
    tally.count("told")


def _well_again(window: Window, tally: Tally) -> None:
    window.until(lambda: "Dismiss" not in window.ask("names"), "the banner's end")
    tally.count("went on")


def _length(window: Window) -> int:
    return max((facts.get("length", 0) for _, facts in list(window.shown)), default=0)
