"""Which build a new process imports: the fetched one, or the one that came with the program."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.packages import PACKAGE, VERSION
from tests.support.runtimes import BUILD, imported, run
from tests.support.terminal import ROOT
from trymore_desktop.core.events import RuntimeRemoved
from trymore_desktop.runtime.build import abi, bundled_version, has_cuda
from trymore_desktop.runtime.folder import POINTER, Active, write_pointer
from trymore_desktop.runtime.state import remove
from trymore_desktop.runtime.wheels import Source


def test_activated_build_is_imported(offered, place, bundled):
    assert imported(place, bundled)["version"] == "1.0+cpu"
    run(place, Source(folder=str(offered)))
    now = imported(place, bundled)
    assert now["version"] == VERSION
    assert Path(str(now["file"])).is_relative_to(place.target(BUILD))
    assert (now["folder"], now["ignored"]) == (str(place.target(BUILD)), "")
    assert now["bundled"] == "1.0+cpu"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (Active(BUILD.name, PACKAGE, "0.9", abi()), "runtime_other_version"),
        (Active(BUILD.name, PACKAGE, VERSION, "cp27-plan9"), "runtime_other_system"),
        (Active("gone", PACKAGE, VERSION, abi()), "runtime_damaged"),
        (Active("../offered", PACKAGE, VERSION, abi()), "runtime_damaged"),
    ],
)
def test_build_that_does_not_fit_is_ignored(offered, place, bundled, changed, code):
    run(place, Source(folder=str(offered)))
    write_pointer(place.root, changed)
    now = imported(place, bundled)
    assert (now["version"], now["folder"], now["ignored"]) == ("1.0+cpu", "", code)


def test_damaged_pointer_is_ignored(place, bundled):
    (place.root / POINTER).write_bytes(b'{"folder": ')
    assert imported(place, bundled)["ignored"] == "runtime_damaged"


def test_removed(offered, place, bundled):
    run(place, Source(folder=str(offered)))
    (removed,) = remove(place)
    assert isinstance(removed, RuntimeRemoved)
    assert removed.freed > 2 << 20
    assert imported(place, bundled)["version"] == "1.0+cpu"
    assert not place.target(BUILD).exists()


def engine(home: Path, commands: bytes) -> tuple[int, list[dict[str, object]]]:
    """Run a real engine until it ends; its status and its events."""
    environment = os.environ | {"TRYMORE_HOME": str(home)}
    process = subprocess.Popen(
        [sys.executable, "-m", "trymore_desktop.engine.host"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        process.stdin.write(commands)
        process.stdin.flush()
        lines = []
        for line in process.stdout:
            lines.append(json.loads(line)["event"])
            if lines[-1]["event"] == "runtime_found":
                process.stdin.close()
    return process.wait(60), lines


@pytest.mark.skipif(has_cuda(), reason="the installed torch is the GPU build already")
def test_build_that_breaks_later_is_given_up(tmp_path):
    """A driver or a drive may change after the trial; the bundled torch must come back."""
    root = tmp_path / "data" / "runtimes"
    number = bundled_version().partition("+")[0]
    broken = root / "broken" / "torch" / "__init__.py"
    broken.parent.mkdir(parents=True)
    broken.write_text("raise ImportError('libcuda is gone')\n", encoding="utf-8")
    write_pointer(root, Active("broken", "torch", number, abi(), "99.0"))
    status, _ = engine(tmp_path, b"")
    assert status == 1
    assert not (root / POINTER).exists()
    _, events = engine(tmp_path, b'{"id":1,"command":{"command":"find_runtime"}}\n')
    state = events[-1]["state"]
    assert isinstance(state, dict)
    assert (state["active"], state["ignored"]) == ("", "runtime_damaged")
    assert state["refused"] == ""
