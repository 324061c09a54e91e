"""One store, several threads: every message is there, and nobody waits for long."""

import threading
import time

from trymore_desktop.core.chat import Role
from trymore_desktop.core.control import Control
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.filling import Filling
from trymore_desktop.store.importing import import_file
from trymore_desktop.store.search import search


def test_threads_write_side_by_side(tmp_path):
    with Store(tmp_path / "chats.db") as store:
        chats = [store.create_conversation().id for _ in range(4)]

        def speak(chat):
            parent = None
            for number in range(25):
                parent = store.add_message(chat, parent, Role.USER, f"第{number}句").id

        threads = [threading.Thread(target=speak, args=(chat,)) for chat in chats]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for chat in chats:
            assert [m.content for m in store.path(chat)] == [f"第{n}句" for n in range(25)]
        assert len(search(store, "第24句")) == 4


def test_a_message_is_saved_while_a_large_file_comes_in(tmp_path):
    entry = '{"conversations": [{"from": "human", "value": "' + "导入" * 500 + '"}]}'
    (tmp_path / "many.json").write_text("[" + ",".join([entry] * 2000) + "]", "utf-8")
    with Store(tmp_path / "chats.db") as store:
        chat = store.create_conversation().id
        events = []
        thread = threading.Thread(
            target=lambda: events.extend(import_file(store, tmp_path / "many.json", Control()))
        )
        whole = time.monotonic()
        thread.start()
        waits = []
        while thread.is_alive():
            begin = time.monotonic()
            store.add_message(chat, None, Role.USER, "meanwhile")
            waits.append(time.monotonic() - begin)
            time.sleep(0.02)
        whole = time.monotonic() - whole
        assert events[-1].conversations == 2000
        assert waits
        assert sorted(waits)[len(waits) // 2] < max(0.5, whole / 4), "it waits for the import"
        assert len(search(store, "meanwhile", limit=10_000)) >= len(waits)


def test_a_long_job_makes_no_reader_wait_and_ends_its_transaction_for_a_writer(tmp_path):
    with Store(tmp_path / "chats.db") as store, Filling(store.database) as filling:
        chat = store.create_conversation(title="old").id
        with filling.write() as connection:
            connection.execute("UPDATE conversation SET title = 'half done'")
            assert store.conversation(chat).title == "old"
            assert not filling.over
            writer = threading.Thread(
                target=lambda: store.add_message(chat, None, Role.USER, "meanwhile")
            )
            writer.start()
            while not filling.over:
                time.sleep(0.001)
        writer.join()
        assert [m.content for m in store.path(chat)] == ["meanwhile"]
        assert store.conversation(chat).title == "half done"
