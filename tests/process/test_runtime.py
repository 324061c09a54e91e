"""A build for the graphics card, fetched with the real pip from an index of this machine."""

import json
import os
import random
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from tests.support.packages import PACKAGE, VERSION, PackageServer, make_wheel, standin
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event, Progress, RuntimeInstalled, RuntimeRemoved
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.runtime import fetch as fetching
from trymore_desktop.runtime.build import Build, abi, bundled_version, has_cuda
from trymore_desktop.runtime.folder import POINTER, Active, Place, read_pointer, write_pointer
from trymore_desktop.runtime.state import pip_index, remove, shown
from trymore_desktop.runtime.wheels import Source

BUILD = Build(PACKAGE, VERSION)
LARGE = "nvidia_standin-1.0-py3-none-any.whl"


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


def run(place: Place, source: Source, control: Control | None = None) -> list[Event]:
    return list(fetching.fetch(control or Control(), source, BUILD, place))


def is_whole(place: Place) -> bool:
    folder = place.target(BUILD)
    inside = (f"{PACKAGE}/__init__.py", "nvidia/standin/lib.bin", "nvidia/other/lib.bin")
    return all((folder / name).is_file() for name in inside)


def leftovers(place: Place) -> set[str]:
    return {path.name for path in place.root.iterdir()} - {"lock", POINTER, BUILD.name}


def test_fetched_from_an_index(server, place):
    events = run(place, Source(server.index))
    last = events[-1]
    assert isinstance(last, RuntimeInstalled)
    assert (last.version, last.cuda, last.card) == (VERSION, "99.0", "Stand-in card")
    assert last.size > 2 << 20
    assert is_whole(place)
    assert leftovers(place) == set()
    assert list(place.wheels.iterdir()) == []
    active = Active(BUILD.name, PACKAGE, VERSION, abi(), "99.0", "Stand-in card")
    assert read_pointer(place.root) == active
    steps = [event for event in events if isinstance(event, Progress)]
    assert list(dict.fromkeys(step.stage for step in steps)) == [
        *("resolve", "fetch", "install", "test")
    ]
    fetched = [step for step in steps if step.stage == "fetch"]
    assert [step.done for step in fetched] == sorted(step.done for step in fetched)
    assert fetched[-1].done == fetched[-1].total > 2 << 20
    assert fetched[-2].numbers == {"shard": 3, "shards": 3}


def test_nothing_is_downloaded_to_learn_what_is_needed(server, place):
    run(place, Source(server.index))
    size = (server.folder / LARGE).stat().st_size
    assert server.served[LARGE] < 1.1 * size


def test_goes_on_within_a_file_after_cuts(server, place):
    server.cut_after, server.cuts = 1 << 20, 3
    run(place, Source(server.index))
    assert server.cuts < 3
    assert is_whole(place)


def test_cancelled_and_gone_on(server, place):
    """The wheel that was complete when it was cancelled is not fetched again."""
    control = Control()
    server.delay = 0.05
    complete = place.downloads(BUILD) / f"{PACKAGE}-{VERSION}-py3-none-any.whl"
    before = place.downloads(BUILD) / LARGE

    def cancel_in_large() -> None:
        for event in fetching.fetch(control, Source(server.index), BUILD, place):
            if isinstance(event, Progress) and event.note == LARGE and event.done:
                control.cancel()

    with pytest.raises(Interrupted):
        cancel_in_large()
    assert complete.is_file()
    assert not before.exists()
    assert read_pointer(place.root) is None
    assert leftovers(place) == set()
    small = server.served[complete.name]
    server.delay = 0
    run(place, Source(server.index))
    assert is_whole(place)
    assert server.served[complete.name] - small < small  # its description, and no second time


def test_spoiled_file_is_refused(server, place):
    server.spoil = LARGE
    with pytest.raises(TryMoreError) as refused:
        run(place, Source(server.index))
    assert refused.value.code == "runtime_checksum"
    assert refused.value.params["requirement"] == LARGE
    assert read_pointer(place.root) is None
    assert leftovers(place) == set()


def test_damaged_kept_file_is_fetched_again(server, place):
    place.downloads(BUILD).mkdir()
    kept = place.downloads(BUILD) / LARGE
    kept.write_bytes((server.folder / LARGE).read_bytes()[:1000])
    run(place, Source(server.index))
    assert is_whole(place)


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


def test_from_a_folder_without_network(offered, place):
    assert isinstance(run(place, Source(folder=str(offered)))[-1], RuntimeInstalled)
    assert is_whole(place)
    assert (offered / LARGE).is_file()


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
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(root), str(bundled)])}
    command = [sys.executable, "-c", code, str(place.root), PACKAGE]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    names = ("file", "version", "folder", "ignored", "bundled")
    return dict(zip(names, json.loads(done.stdout), strict=True))


@pytest.fixture
def bundled(tmp_path) -> Path:
    """The build that came with the program: unpacked, with its description."""
    wheel = make_wheel(tmp_path, PACKAGE, "1.0+cpu", standin("1.0+cpu", cuda=None))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "bundled")
    return tmp_path / "bundled"


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
        cwd=Path(__file__).parents[2],
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


def test_builds_of_older_versions_are_removed(offered, place):
    older = place.root / "standin-0.9-cp27"
    older.mkdir()
    run(place, Source(folder=str(offered)))
    assert not older.exists()
    assert is_whole(place)


def test_cancel_ends_pip_at_once(server, place):
    server.delay = 1.0
    control = Control()
    threading.Timer(3.0, control.cancel).start()
    with pytest.raises(Interrupted):
        run(place, Source(server.index), control)


def test_index_of_the_persons_configuration_is_told(monkeypatch, place):
    assert pip_index(Control(), place) == ""
    monkeypatch.setenv("PIP_INDEX_URL", "https://me:secret@mirror.example/index")
    assert shown(pip_index(Control(), place)) == "https://mirror.example/index"
