"""Conversations as a whole: grouping, renaming, folders, trash, search, export and import."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from trymore_desktop.core.chat import Role
from trymore_desktop.core.events import Cancelled, Imported
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.export import ExportFormat
from trymore_desktop.store.records import ConversationRecord, SearchHit
from trymore_desktop.store.search import search
from trymore_desktop.ui.conversation_groups import Heading, group
from trymore_desktop.ui.look import Look
from trymore_desktop.ui.main_window import MainWindow
from trymore_desktop.ui.search_results import snippet_parts
from trymore_desktop.ui.store_threads import Exported
from trymore_desktop.ui.theme import DARK, LIGHT, apply_theme, theme_of
from trymore_desktop.worker import EngineWorker


@pytest.fixture
def window(
    qtbot: QtBot, look: QApplication, store: Store, preferences: Any
) -> Iterator[MainWindow]:
    made = MainWindow(preferences)
    made.complete(store, EngineWorker())
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.history.refresh()
    yield made
    made.shut_down()


def add(store: Store, text: str) -> int:
    record = store.create_conversation()
    question = store.add_message(record.id, None, Role.USER, text)
    reply = store.add_message(record.id, question.id, Role.ASSISTANT, "")
    store.finish_reply(reply.id, f"answer to {text}")
    return record.id


def rows(window: MainWindow) -> list[str]:
    model = window.sidebar.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_groups_by_day_pin_and_folder() -> None:
    now = datetime(2026, 11, 22, 12).timestamp()

    def record(number: int, days: float, **more: Any) -> ConversationRecord:
        changed = now - timedelta(days=days).total_seconds()
        return ConversationRecord(number, str(number), changed, changed, **more)

    records = [
        *(record(1, 0), record(2, 1), record(3, 5), record(4, 20), record(5, 60)),
        *(record(6, 400), record(7, 0, pinned=True), record(8, 3, folder="b")),
        record(9, 0, folder="A"),
    ]
    found = [(g.heading, g.name, [c.id for c in g.conversations]) for g in group(records, now)]
    assert found == [
        (Heading.PINNED, "", [7]),
        (Heading.FOLDER, "A", [9]),
        (Heading.FOLDER, "b", [8]),
        (Heading.TODAY, "", [1]),
        (Heading.YESTERDAY, "", [2]),
        (Heading.WEEK, "", [3]),
        (Heading.MONTH, "", [4]),
        (Heading.EARLIER, "2026-09", [5]),
        (Heading.EARLIER, "2025-10", [6]),
    ]


def test_rename_pin_and_folder(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    first = add(store, "first words")
    window.history.refresh()
    window.desk.open(first)
    window.sidebar.list.rename(first)
    editor = window.sidebar.list.findChild(QLineEdit)
    assert editor is not None
    assert editor.height() - 4 >= editor.fontMetrics().height(), "nothing is cut off by the frame"
    assert editor.width() > 0.8 * window.sidebar.list.viewport().width()
    editor.selectAll()
    qtbot.keyClicks(editor, "my title")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: store.conversation(first).title == "my title")
    window.history.file(first, "work")
    assert window.focusWidget() is window.sidebar.list
    assert rows(window) == ["work", "my title"]
    window.actions_["pin"].trigger()
    assert store.conversation(first).pinned
    assert rows(window) == ["Pinned", "my title"]


def test_trash_and_undo(window: MainWindow, store: Store) -> None:
    first = add(store, "throw me away")
    window.desk.open(first)
    window.actions_["move_to_trash"].trigger()
    assert store.list_conversations() == []
    assert window.chat.conversation is None
    window.toast._button.click()
    assert [record.id for record in store.list_conversations()] == [first]
    assert window.chat.conversation is not None
    assert window.chat.conversation.id == first


def test_deleting_every_message_can_be_undone_from_elsewhere(
    window: MainWindow, store: Store
) -> None:
    first = add(store, "precious")
    window.desk.open(first)
    for record in reversed(window.chat.path):
        window.chat.delete(record.id)
    window.desk.new_chat()
    window.toast._button.click()
    assert [m.content for m in store.path(first)] == ["precious"]


def test_an_empty_draft_leaves_nothing_behind(window: MainWindow, store: Store) -> None:
    window.composer.set_text("a thought")
    window.desk.keep_draft()
    assert [record.draft for record in store.list_conversations()] == ["a thought"]
    window.composer.clear()
    window.desk.new_chat()
    assert store.list_conversations() == []


def test_search_shows_the_line_and_opens_it(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    wanted = add(store, "杭州的天气怎么样")
    add(store, "something else")
    window.actions_["search"].trigger()
    assert window.sidebar.search.hasFocus()
    window.sidebar.search.setText("天气")
    results = window.sidebar.results
    qtbot.waitUntil(lambda: results.model().rowCount() > 0)
    assert window.sidebar.stack.currentWidget() is results
    qtbot.keyClick(window.sidebar.search, Qt.Key.Key_Down)
    qtbot.keyClick(results, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.chat.conversation is not None)
    assert window.chat.conversation is not None
    assert window.chat.conversation.id == wanted
    window.sidebar.search.setText("没有这样的话")
    qtbot.waitUntil(lambda: window.sidebar.stack.currentWidget() is window.sidebar.nothing)
    window.sidebar.search.clear()
    qtbot.waitUntil(lambda: window.sidebar.stack.currentWidget() is window.sidebar.list)


def test_export_and_import(qtbot: QtBot, window: MainWindow, store: Store, tmp_path: Path) -> None:
    first = add(store, "take me along")
    path = tmp_path / "all.json"
    with qtbot.waitSignal(window.transfer.ended) as ended:
        window.transfer.start_export([first], ExportFormat.JSON, path)
    assert ended.args == [Exported(str(path), 1)]
    with qtbot.waitSignal(window.transfer.ended) as ended:
        window.transfer.start_import([path])
    assert isinstance(ended.args[0], Imported)
    assert ended.args[0].conversations == 1
    assert len(store.list_conversations()) == 2
    assert len(rows(window)) == 3


def test_a_long_import_can_be_cancelled_and_leaves_nothing(
    qtbot: QtBot, window: MainWindow, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "endless.json"
    entry = '{"conversations": [{"from": "human", "value": "' + "导入" * 2000 + '"}]}'
    path.write_text("[" + ",".join([entry] * 4000) + "]", "utf-8")
    window.transfer.start_import([path])
    window.transfer.start_import([path])  # waits for its turn
    for _ in range(2):
        qtbot.waitUntil(lambda: find_cancel(window) is not None, timeout=60_000)
        with qtbot.waitSignal(window.transfer.ended, timeout=60_000) as ended:
            qtbot.mouseClick(find_cancel(window), Qt.MouseButton.LeftButton)
        assert ended.args == [Cancelled()]
    qtbot.waitUntil(lambda: not store.untidy, timeout=60_000)
    assert store.list_conversations() == search(store, "导入") == []
    with store.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM message").fetchone() == (0,)


def find_cancel(window: MainWindow) -> QToolButton | None:
    buttons = window.status_line.findChildren(QToolButton)
    return next((b for b in buttons if b.accessibleName() == "Cancel" and b.isVisible()), None)


def test_a_broken_import_is_told(
    qtbot: QtBot, window: MainWindow, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "broken.json"
    path.write_text("{this is no json")
    with qtbot.waitSignal(window.transfer.ended):
        window.transfer.start_import([path])
    assert window.banner.isVisible()
    assert store.list_conversations() == []


def test_language_and_theme_change_at_once(
    look: QApplication, window: MainWindow, preferences: Any, qtbot: QtBot
) -> None:
    made = Look(look, preferences)
    try:
        preferences.update(theme="dark", language="zh_CN", font_scale=150)
        assert made.language == "zh_CN"
        assert theme_of(window.palette()) is DARK
        assert look.font().pointSizeF() == pytest.approx(1.5 * 10.5)
        assert window.pane.text_style.scale == 150
        preferences.update(theme="light", language="en", font_scale=100)
        assert theme_of(window.palette()) is LIGHT
        assert window.sidebar.new_button.text() == "New chat"
    finally:
        made.deleteLater()
        apply_theme(look, LIGHT, 100)


def test_settings_are_on_the_disk_at_once(window: MainWindow, preferences: Any) -> None:
    from trymore_desktop import settings

    window.dialogs.open_settings()
    window.menus.theme_chosen.emit("dark")
    window.menus.theme_chosen.emit("system")
    window.actions_["larger"].trigger()
    saved, problems = settings.load()
    assert problems == []
    assert (saved.theme, saved.font_scale) == ("system", 110)
    window.actions_["normal"].trigger()
    assert msgspec.structs.asdict(settings.load()[0])["font_scale"] == 100


def test_ten_thousand_conversations_are_listed_quickly(window: MainWindow) -> None:
    now = time.time()
    records = [
        ConversationRecord(number, f"title {number}", now - number * 600, now - number * 600)
        for number in range(10_000)
    ]
    begun = time.process_time()
    window.sidebar.list.show_conversations(records, 5000)
    QApplication.processEvents()
    assert time.process_time() - begun < 1.0


def test_of_very_many_conversations_the_rest_is_listed_on_scrolling(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    now = time.time()
    rows_of = [(f"第 {n} 个", now - 60 * n, now - 60 * n) for n in range(2500)]
    with store.database.write() as connection:
        insert = "INSERT INTO conversation (title, created, updated) VALUES (?, ?, ?)"
        connection.executemany(insert, rows_of)
        connection.execute("UPDATE conversation SET folder = 'f' WHERE title = '第 2499 个'")
        connection.execute("UPDATE conversation SET pinned = 1 WHERE title = '第 2498 个'")
    window.history.refresh()
    listed = window.sidebar.list
    assert listed.count == 1002
    assert [r.title for r in store.list_conversations(3)][:2] == ["第 2498 个", "第 0 个"]
    old = next(r.id for r in store.list_conversations() if r.title == "第 2000 个")
    window.desk.open(old)
    window.history.refresh()
    assert old in listed.conversations
    assert window.history.current == old
    assert listed.currentIndex().data() == "第 2000 个"
    window.desk.new_chat()
    for _ in range(2):
        listed.scrollToBottom()
    assert listed.count == 2500
    assert listed.verticalScrollBar().value() > 0
    listed.scrollToTop()
    window.history.refresh()
    assert listed.count == 1002


@pytest.mark.parametrize("width", [120, 200, 400])
def test_the_words_that_were_found_are_seen(look: QApplication, width: int) -> None:
    line = "…演哈士奇、用 Python 写两数之和，还知道一些谚语，别的就不会了"
    hit = SearchHit(1, 2, "题", line, line.index("谚语"), 2)
    metrics = QFontMetrics(look.font())
    head, match, tail = snippet_parts(hit, metrics, metrics, width)
    assert match == "谚语"
    assert metrics.horizontalAdvance(head + match) <= width
    assert (head + match + tail).endswith("不会了")
