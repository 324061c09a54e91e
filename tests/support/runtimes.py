"""Fetching a stand-in for a build for the graphics card, and what is there afterwards."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.packages import PACKAGE, VERSION
from tests.support.terminal import ROOT
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event
from trymore_desktop.runtime import fetch as fetching
from trymore_desktop.runtime.build import Build
from trymore_desktop.runtime.folder import POINTER, Place
from trymore_desktop.runtime.wheels import Source

BUILD = Build(PACKAGE, VERSION)
LARGE = "nvidia_standin-1.0-py3-none-any.whl"


def run(place: Place, source: Source, control: Control | None = None) -> list[Event]:
    """All events of fetching the stand-in."""
    return list(fetching.fetch(control or Control(), source, BUILD, place))


def is_whole(place: Place) -> bool:
    """Whether the stand-in and all that it needs are installed."""
    folder = place.target(BUILD)
    inside = (f"{PACKAGE}/__init__.py", "nvidia/standin/lib.bin", "nvidia/other/lib.bin")
    return all((folder / name).is_file() for name in inside)


def leftovers(place: Place) -> set[str]:
    """Names in the folder of builds that ought not to be there."""
    return {path.name for path in place.root.iterdir()} - {"lock", POINTER, BUILD.name}


def imported(place: Place, bundled: Path) -> dict[str, object]:
    """What a fresh process imports as the stand-in after it called `activate`."""
    code = (
        "import json, sys\n"
        "from pathlib import Path\n"
        "from trymore_desktop.runtime.activate import activate\n"
        "made = activate(Path(sys.argv[1]), sys.argv[2])\n"
        f"import {PACKAGE}\n"
        f"file, version = {PACKAGE}.__file__, {PACKAGE}.__version__\n"
        "print(json.dumps([file, version, made.folder, made.ignored, made.bundled]))\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(bundled)])}
    command = [sys.executable, "-c", code, str(place.root), PACKAGE]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    names = ("file", "version", "folder", "ignored", "bundled")
    return dict(zip(names, json.loads(done.stdout), strict=True))
