"""What several tests without a window share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.checkpoints import Pair, make_pair
from tests.support.merging import merged, tree
from tests.support.sessions import loaded, make_model
from trymore_desktop.inference.session import Session
from trymore_desktop.merge.memory import Budget
from trymore_desktop.merge.outputs import plan_shards
from trymore_desktop.store.conversations import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Empty chats."""
    with Store(tmp_path / "chats.db") as store:
        yield store


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small merge has many shards and chunks, and tells of each chunk."""
    monkeypatch.setattr(
        "trymore_desktop.merge.plan.plan_shards", lambda jobs: plan_shards(jobs, 40_000)
    )
    monkeypatch.setattr(
        "trymore_desktop.merge.run.choose_budget", lambda *_: Budget(2, 20_000, 1 << 30)
    )
    monkeypatch.setattr("trymore_desktop.core.control.REPORT_INTERVAL", 0.0)


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """Base and delta."""
    return make_pair(tmp_path)


@pytest.fixture
def undisturbed(small_pieces: None, pair: Pair, tmp_path: Path) -> dict[str, str]:
    """The hashes of their merge when nothing comes in between."""
    merged(pair, tmp_path / "whole")
    return tree(tmp_path / "whole")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model to talk to."""
    return make_model(tmp_path_factory.mktemp("model") / "plain")


@pytest.fixture
def session(model: Path) -> Session:
    """That model, loaded."""
    return loaded(model)
