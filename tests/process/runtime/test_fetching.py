"""A build for the graphics card, fetched with the real pip, goes on after cuts and cancels."""

import threading

import pytest

from tests.support.packages import PACKAGE, VERSION
from tests.support.runtimes import BUILD, LARGE, is_whole, leftovers, run
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Progress, RuntimeInstalled
from trymore_desktop.errors import Interrupted
from trymore_desktop.runtime import fetch as fetching
from trymore_desktop.runtime.build import abi
from trymore_desktop.runtime.folder import Active, read_pointer
from trymore_desktop.runtime.state import pip_index, shown
from trymore_desktop.runtime.wheels import Source


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


def test_damaged_kept_file_is_fetched_again(server, place):
    place.downloads(BUILD).mkdir()
    kept = place.downloads(BUILD) / LARGE
    kept.write_bytes((server.folder / LARGE).read_bytes()[:1000])
    run(place, Source(server.index))
    assert is_whole(place)


def test_from_a_folder_without_network(offered, place):
    assert isinstance(run(place, Source(folder=str(offered)))[-1], RuntimeInstalled)
    assert is_whole(place)
    assert (offered / LARGE).is_file()


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
