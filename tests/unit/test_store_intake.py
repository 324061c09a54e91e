"""An import that is cancelled, killed or beside a person who writes: all comes in, or nothing."""

import pytest

from tests.support.importing import GOOD, bring
from trymore_desktop.core.chat import Role
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Progress
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.importing import import_file
from trymore_desktop.store.search import search


def test_cancelling_keeps_nothing_and_the_store_is_usable_meanwhile(store, tmp_path):
    entries = ",".join(GOOD.replace("hello", f"hello {n} " + "x" * 500) for n in range(2000))
    (tmp_path / "many.json").write_text(f"[{entries}]")
    control = Control()
    events = import_file(store, tmp_path / "many.json", control)
    next(events)
    mine = store.create_conversation().id
    store.add_message(mine, None, Role.USER, "meanwhile hello")
    assert len(search(store, "hello")) == 1  # the message, nothing of the import
    control.cancel()
    with pytest.raises(Interrupted):
        list(events)
    assert [c.id for c in store.list_conversations()] == [mine]
    with store.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM message").fetchone() == (1,)


def tuning(store):
    with store.database.read() as connection:
        kept = dict(connection.execute("SELECT k, v FROM words_config"))
        pages = connection.execute("PRAGMA wal_autocheckpoint").fetchone()[0]
    return pages, kept["automerge"], kept["crisismerge"]


def test_the_journal_stays_small_and_no_save_has_to_empty_it(store, tmp_path, monkeypatch):
    monkeypatch.setattr("trymore_desktop.store.filling.UNSYNCED", 1 << 17)
    entries = ",".join(GOOD.replace("hello", f"{n} " + "内容" * 400) for n in range(1500))
    (tmp_path / "many.json").write_text(f"[{entries}]", "utf-8")
    journal = tmp_path / "chats.db-wal"
    seen, sizes = set(), []
    for _ in import_file(store, tmp_path / "many.json", Control()):
        seen.add(tuning(store))
        sizes.append(journal.stat().st_size)
    assert (0, 16, 64) in seen
    assert max(sizes) < (tmp_path / "chats.db").stat().st_size
    assert tuning(store) == (1000, 4, 16)
    with pytest.raises(TryMoreError, match="import_unknown"):
        bring(store, tmp_path / "chats.db")
    assert tuning(store) == (1000, 4, 16)
    found = [hit for hit in search(store, "内容", limit=4000) if hit.message is not None]
    assert len(found) == 1500


def test_an_import_left_unfinished_is_gone_at_the_next_start(tmp_path, monkeypatch):
    monkeypatch.setattr("trymore_desktop.core.control.REPORT_INTERVAL", 0)  # one a conversation
    monkeypatch.setattr("trymore_desktop.store.intake.STEP", 10_000)
    entries = ",".join(GOOD.replace("hello", "x" * 5000) for _ in range(300))
    (tmp_path / "many.json").write_text(f"[{entries}]")
    store = Store(tmp_path / "chats.db")
    events = import_file(store, tmp_path / "many.json", Control())
    for _ in range(30):
        assert isinstance(next(events), Progress)
    with store.database.read() as connection:
        assert 0 < connection.execute("SELECT count(*) FROM message").fetchone()[0] < 300
    store.close()
    with Store(tmp_path / "chats.db") as store:
        while not store.tidy(0.1):
            pass
        assert not store.untidy
        with store.database.read() as connection:
            assert connection.execute("SELECT count(*) FROM message").fetchone() == (0,)


def test_much_left_by_an_import_goes_in_steps_and_is_never_shown(tmp_path, monkeypatch):
    monkeypatch.setattr("trymore_desktop.core.control.REPORT_INTERVAL", 0)
    monkeypatch.setattr("trymore_desktop.store.intake.STEP", 1000)
    monkeypatch.setattr("trymore_desktop.store.conversations.TIDY_SECONDS", 0.0)
    entries = ",".join(GOOD.replace("hello", f"left {n}") for n in range(400))
    (tmp_path / "many.json").write_text(f"[{entries}]")
    store = Store(tmp_path / "chats.db")
    events = import_file(store, tmp_path / "many.json", Control())
    for _ in range(300):
        next(events)
    monkeypatch.setattr("trymore_desktop.store.intake.FORGET_SECONDS", 0.0)
    monkeypatch.setattr("trymore_desktop.store.unfinished.STEP", 1)
    store.close()
    with Store(tmp_path / "chats.db") as store:
        assert store.untidy
        assert not store.tidy(0.0)
        assert store.list_conversations() == search(store, "left") == []
        mine = store.create_conversation().id
        store.add_message(mine, None, Role.USER, "left")
        while not store.tidy(0.01):
            pass
        assert not store.untidy
        assert [c.id for c in store.list_conversations()] == [mine]
        assert len(search(store, "left")) == 1
        with store.database.read() as connection:
            connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
