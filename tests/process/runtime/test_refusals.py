"""What cannot be fetched or does not work is refused, and what was in use stays."""

import os
import random

import pytest

from tests.support.packages import PACKAGE, VERSION, PackageServer, make_wheel, standin
from tests.support.runtimes import BUILD, LARGE, leftovers, run
from trymore_desktop.core.control import Control
from trymore_desktop.errors import TryMoreError
from trymore_desktop.runtime import fetch as fetching
from trymore_desktop.runtime.build import Build, abi
from trymore_desktop.runtime.folder import Active, read_pointer, write_pointer
from trymore_desktop.runtime.wheels import Source


def test_spoiled_file_is_refused(server, place):
    server.spoil = LARGE
    with pytest.raises(TryMoreError) as refused:
        run(place, Source(server.index))
    assert refused.value.code == "runtime_checksum"
    assert refused.value.params["requirement"] == LARGE
    assert read_pointer(place.root) is None
    assert leftovers(place) == set()


def test_index_without_checksums_is_refused(server, place):
    server.hashes = False
    with pytest.raises(TryMoreError) as refused:
        run(place, Source(server.index))
    assert refused.value.code == "runtime_no_checksum"


def test_build_without_cuda_is_refused_before_it_is_fetched(tmp_path, place):
    folder = tmp_path / "cpu"
    folder.mkdir()
    files = standin() | {f"{PACKAGE}/large.bin": random.Random(2).randbytes(2 << 20)}
    wheel = make_wheel(folder, PACKAGE, VERSION, files)
    with PackageServer(folder) as server, pytest.raises(TryMoreError) as refused:
        run(place, Source(server.index))
    assert refused.value.code == "runtime_no_cuda"
    assert server.served[wheel.name] < 1 << 20


def test_index_that_has_it_not(tmp_path, place):
    (tmp_path / "empty").mkdir()
    with PackageServer(tmp_path / "empty") as server, pytest.raises(TryMoreError) as refused:
        run(place, Source(server.index))
    assert refused.value.code == "runtime_not_offered"


@pytest.mark.parametrize("index", ["http://127.0.0.1:9/index", "https://nowhere.invalid/index"])
def test_without_network_it_says_so(monkeypatch, place, index):
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(TryMoreError) as refused:
        run(place, Source(index))
    assert refused.value.code == "runtime_unreachable"
    assert read_pointer(place.root) is None


def test_folder_that_lacks_a_wheel(offered, place):
    (offered / LARGE).unlink()
    with pytest.raises(TryMoreError) as refused:
        run(place, Source(folder=str(offered)))
    assert refused.value.code == "runtime_wheels_missing"
    assert refused.value.params["requirement"] == "nvidia-standin"


def test_too_little_space_is_told_before(server, place):
    build = Build(PACKAGE, VERSION, download=1 << 60)
    with pytest.raises(TryMoreError) as refused:
        list(fetching.fetch(Control(), Source(server.index), build, place))
    assert refused.value.code == "runtime_no_space"
    assert LARGE not in {path.name for path in place.downloads(build).iterdir()}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (standin(prefix="raise RuntimeError('the driver is too old')\n"), "the driver is too old"),
        (standin(prefix="import os; os._exit(9)\n"), "status 9"),
        (standin(product=1.0), "a product gave 1.0"),
        (standin(cuda=None), "a build without CUDA"),
        (standin(version="2.0"), "version 2.0"),
    ],
)
def test_failed_trial_keeps_what_was_in_use(offered, place, files, words):
    before = Active(BUILD.name, PACKAGE, VERSION, abi())
    write_pointer(place.root, before)
    used = place.target(BUILD) / PACKAGE / "__init__.py"
    used.parent.mkdir(parents=True)
    used.touch()
    newer = Build(PACKAGE, "1.1")
    if "2.0" not in words:
        files = {name: text.replace(b"'1.0'", b"'1.1'") for name, text in files.items()}
    make_wheel(offered, PACKAGE, "1.1", files, ("nvidia-standin",))
    with pytest.raises(TryMoreError) as refused:
        list(fetching.fetch(Control(), Source(folder=str(offered)), newer, place))
    assert refused.value.code == "runtime_not_working"
    assert words in str(refused.value.params["reason"])
    assert read_pointer(place.root) == before
    assert used.is_file()
    assert leftovers(place) == set()


def test_one_fetch_at_a_time(offered, place):
    lock = place.lock()
    try:
        with pytest.raises(TryMoreError) as refused:
            run(place, Source(folder=str(offered)))
    finally:
        lock.release()
    assert refused.value.code == "runtime_busy"
    assert refused.value.params["pid"] == str(os.getpid())
