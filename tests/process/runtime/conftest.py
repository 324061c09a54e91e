"""A place for builds, and what is offered to it by an index of this machine."""

import os
import random
import zipfile
from pathlib import Path

import pytest

from tests.support.packages import PACKAGE, VERSION, PackageServer, make_wheel, standin
from trymore_desktop.runtime.folder import Place


@pytest.fixture(autouse=True)
def plain_pip(monkeypatch):
    """The configuration of this machine's pip must not decide what a test sees."""
    for name in list(os.environ):
        if name.startswith("PIP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def place(tmp_path) -> Place:
    made = Place(tmp_path / "runtimes", tmp_path / "cache")
    made.root.mkdir()
    made.wheels.mkdir()
    return made


@pytest.fixture
def offered(tmp_path) -> Path:
    """The stand-in, and a library of 2 MB that it needs, in a namespace that two wheels share."""
    folder = tmp_path / "offered"
    folder.mkdir()
    noise = random.Random(1).randbytes(2 << 20)
    make_wheel(folder, "nvidia-standin", "1.0", {"nvidia/standin/lib.bin": noise})
    make_wheel(folder, "nvidia-other", "1.0", {"nvidia/other/lib.bin": b"other"})
    needs = ("nvidia-standin", "nvidia-other")
    make_wheel(folder, PACKAGE, VERSION, standin(), needs)
    return folder


@pytest.fixture
def server(offered):
    with PackageServer(offered) as running:
        yield running


@pytest.fixture
def bundled(tmp_path) -> Path:
    """The build that came with the program: unpacked, with its description."""
    wheel = make_wheel(tmp_path, PACKAGE, "1.0+cpu", standin("1.0+cpu", cuda=None))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "bundled")
    return tmp_path / "bundled"
