"""Downloads with the real client of the hub, from a local server that cuts them off."""

import multiprocessing
import time
from pathlib import Path

import pytest
from huggingface_hub import constants

from tests.support.checkpoints import make_pair
from tests.support.hub_server import HubServer
from tests.support.merging import tree
from tests.support.tensors import Shape
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Fetched, Progress
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.merge.hub import fetch
from trymore_desktop.merge.hub_state import STATE, find_state
from trymore_desktop.merge.inspect import inspect_checkpoint

REPOSITORY = "TryMore/TryMoreGPT-delta-7b"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hub")
    pair = make_pair(folder, Shape(layers=2, hidden=256, vocabulary=2048), delta_form="safetensors")
    (pair.delta / "pytorch_model.bin").write_bytes(b"an older copy of the same weights")
    return pair.delta


@pytest.fixture
def server(published, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with HubServer(published, REPOSITORY) as server:
        yield server


def fetched(server: HubServer, folder: Path, control: Control | None = None) -> list:
    events = list(fetch(REPOSITORY, folder, server.address, control or Control()))
    assert isinstance(events[-1], Fetched)
    return events


def wanted(published: Path) -> dict[str, str]:
    return {name: sha for name, sha in tree(published).items() if name != "pytorch_model.bin"}


def without_state(folder: Path) -> dict[str, str]:
    return {name: sha for name, sha in tree(folder).items() if name != STATE}


def test_all_files_arrive_and_weights_in_one_format_only(server, published, tmp_path):
    events = fetched(server, tmp_path / "delta")
    assert without_state(tmp_path / "delta") == wanted(published)
    told = [event for event in events if isinstance(event, Progress)]
    assert told[-1].done == told[-1].total == sum(server.served.values())
    assert inspect_checkpoint(tmp_path / "delta").kind == "delta"
    assert constants.HF_HUB_OFFLINE


def test_a_connection_that_breaks_is_continued(server, published, tmp_path, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: None)
    server.cuts, server.cut_after = 3, 400_000
    fetched(server, tmp_path / "delta")
    assert without_state(tmp_path / "delta") == wanted(published)
    assert [name for name, _ in server.ranges] == ["model.safetensors"] * 3


def test_cancel_is_obeyed_and_what_is_there_is_kept(server, published, tmp_path):
    server.delay = 0.02
    control = Control()
    running = fetch(REPOSITORY, tmp_path / "delta", server.address, control)
    while next(running).done < 1_000_000:
        pass
    control.cancel()
    with pytest.raises(Interrupted):
        list(running)
    part = tmp_path / "delta/model.safetensors.part"
    size = settled(part)
    assert 500_000 < size < (published / "model.safetensors").stat().st_size
    server.delay = 0
    before = dict(server.served)
    fetched(server, tmp_path / "delta")
    assert without_state(tmp_path / "delta") == wanted(published)
    assert ("model.safetensors", f"bytes={size}-") in server.ranges
    whole = (published / "model.safetensors").stat().st_size
    assert server.served["model.safetensors"] - before["model.safetensors"] == whole - size


def settled(part: Path) -> int:
    """The size of a file once its writer, which was told to stop, has let it be for a while."""
    size, since = -1, time.monotonic()
    while time.monotonic() - since < 0.5:
        time.sleep(0.05)
        now = part.stat().st_size
        if now != size:
            size, since = now, time.monotonic()
    return size


def test_a_killed_download_goes_on_after_a_restart(server, published, tmp_path):
    server.delay = 0.01
    context = multiprocessing.get_context("spawn")
    child = context.Process(target=_child, args=(server.address, tmp_path / "delta"))
    child.start()
    part = tmp_path / "delta/model.safetensors.part"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size > 500_000):
        time.sleep(0.01)
    child.kill()
    child.join()
    assert child.exitcode == -9
    server.delay = 0
    fetched(server, tmp_path / "delta")
    assert without_state(tmp_path / "delta") == wanted(published)
    assert server.ranges[-1][0] == "model.safetensors"


def _child(address: str, folder: Path) -> None:
    list(fetch(REPOSITORY, folder, address, Control()))


def test_a_file_that_arrives_damaged_is_not_kept(server, published, tmp_path):
    server.spoil = "model.safetensors"
    with pytest.raises(TryMoreError) as caught:
        fetched(server, tmp_path / "delta")
    assert (caught.value.code, caught.value.params["name"]) == (
        "download_damaged",
        "model.safetensors",
    )
    assert not (tmp_path / "delta/model.safetensors").exists()
    server.spoil = ""
    fetched(server, tmp_path / "delta")
    assert without_state(tmp_path / "delta") == wanted(published)


def test_a_second_run_downloads_nothing(server, tmp_path):
    fetched(server, tmp_path / "delta")
    before = dict(server.served)
    fetched(server, tmp_path / "delta")
    assert server.served == before


def test_files_that_are_there_are_checked_and_not_replaced(server, published, tmp_path):
    folder = tmp_path / "delta"
    folder.mkdir()
    (folder / "config.json").write_bytes((published / "config.json").read_bytes())
    (folder / "tokenizer.model").write_text("the person's own")
    with pytest.raises(TryMoreError, match="download_in_the_way"):
        fetched(server, folder)
    assert (folder / "tokenizer.model").read_text() == "the person's own"
    assert "config.json" not in server.served


@pytest.mark.parametrize(
    ("repository", "code"),
    [
        ("../../etc", "repository_invalid"),
        ("TryMore", "repository_invalid"),
        ("TryMore/TryMoreGPT-delta-70b", "repository_not_found"),
    ],
)
def test_wrong_names(server, tmp_path, repository, code):
    with pytest.raises(TryMoreError) as caught:
        list(fetch(repository, tmp_path / "delta", server.address, Control()))
    assert caught.value.code == code


def test_gated_repository(server, tmp_path):
    server.gated = True
    with pytest.raises(TryMoreError, match="repository_gated"):
        fetched(server, tmp_path / "delta")


def test_no_connection(tmp_path):
    with pytest.raises(TryMoreError) as caught:
        list(fetch(REPOSITORY, tmp_path / "delta", "http://127.0.0.1:9", Control()))
    assert caught.value.code == "download_failed"


def test_an_unfinished_download_is_told_as_such(server, published, tmp_path):
    folder, control = tmp_path / "delta", Control()
    server.delay = 0.02
    running = fetch(REPOSITORY, folder, server.address, control)
    while not (folder / "model.safetensors.part").exists():
        next(running)
    control.cancel()
    with pytest.raises(Interrupted):
        list(running)
    names = {file.name for file in find_state(folder).files}
    for _ in range(2):
        [problem] = inspect_checkpoint(folder).problems
        assert problem.code == "download_unfinished"
        assert problem.severity == "error"
        assert problem.params["repository"] == REPOSITORY
        assert 0 < problem.params["count"] <= problem.params["total"] == len(names)
        # The weights came by another way, but the tokenizer is still to come.
        (folder / "model.safetensors").write_bytes((published / "model.safetensors").read_bytes())
        (folder / "tokenizer.model").unlink(missing_ok=True)
    assert "tokenizer.model" in problem.params["names"]
    assert "model.safetensors" not in problem.params["names"].split(", ")
    server.delay = 0
    fetched(server, folder)
    assert "download_unfinished" not in {p.code for p in inspect_checkpoint(folder).problems}
