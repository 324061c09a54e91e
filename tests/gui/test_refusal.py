"""The program cannot open the chats: every reason has its button, and mending mends."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from trymore_desktop.core.chat import Role
from trymore_desktop.core.events import Failed
from trymore_desktop.errors import TryMoreError
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.search import search
from trymore_desktop.ui.refusal import RefusalDialog

PAGE = 4096


def damaged_store(path: Path) -> None:
    """Chats whose search index is spoiled, and a page of the messages with it."""
    with Store(path) as store:
        chat = store.create_conversation(title="kept").id
        parent = None
        for turn in range(60):
            parent = store.add_message(chat, parent, Role.USER, f"{turn} " + "内容" * 300).id
    data = bytearray(path.read_bytes())
    for page in (9, 20):
        data[page * PAGE : page * PAGE + 300] = b"\xee" * 300
    path.write_bytes(data)


def read_all(path: Path) -> None:
    with Store(path) as store:
        for record in store.list_conversations():
            store.path(record.id)
        search(store, "内容")


def refused(path: Path) -> Failed:
    """What opening the chats says."""
    with pytest.raises(TryMoreError) as caught:
        read_all(path)
    error = caught.value
    return Failed(error.code, error.params, error.detail)


def shown(dialog: RefusalDialog) -> dict[str, QPushButton]:
    return {
        made.accessibleName(): made
        for made in dialog.findChildren(QPushButton)
        if made.isVisible() and made.isEnabled()
    }


def opened(qtbot: QtBot, failure: Failed, path: Path) -> RefusalDialog:
    dialog = RefusalDialog(None, failure, path)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_damaged_chats_are_mended_and_opened(
    qtbot: QtBot, look: QApplication, tmp_path: Path
) -> None:
    path = tmp_path / "chats.db"
    damaged_store(path)
    before = path.read_bytes()
    assert refused(path).code == "store_damaged"
    failure = refused(path)  # remembered: the next opening says so at once
    dialog = opened(qtbot, failure, path)
    assert shown(dialog).keys() == {"Show details", "Copy details", "Quit", "Mend the chats"}
    shown(dialog)["Mend the chats"].click()
    qtbot.waitUntil(lambda: "Try again" in shown(dialog), timeout=20_000)
    assert "mended" in dialog._what.text()
    [kept] = tmp_path.glob("chats-damaged-*.db")
    assert kept.read_bytes()[: len(before)] == before
    assert str(kept) in dialog._mend.text()
    with qtbot.waitSignal(dialog.accepted):
        shown(dialog)["Try again"].click()
    with Store(path) as store:
        [record] = store.list_conversations()
        assert record.title == "kept"
        assert search(store, "内容")


def test_mending_that_fails_says_why(qtbot: QtBot, look: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "chats.db"
    with Store(path):
        dialog = opened(qtbot, Failed("store_damaged", {"path": str(path)}), path)
        shown(dialog)["Mend the chats"].click()
        qtbot.waitUntil(lambda: "Try again" in shown(dialog), timeout=20_000)
        assert "another window" in dialog._what.text()
    assert not list(tmp_path.glob("chats-*"))
    with qtbot.waitSignal(dialog.rejected):
        shown(dialog)["Quit"].click()


@pytest.mark.parametrize(
    ("code", "buttons"),
    [
        ("store_newer", {"Quit"}),
        ("store_path_long", {"Quit"}),
        ("store_in_use", {"Quit", "Try again"}),
        ("store_full", {"Quit", "Try again"}),
        ("store_failed", {"Quit", "Try again"}),
    ],
)
def test_every_reason_has_its_buttons(
    qtbot: QtBot, look: QApplication, tmp_path: Path, code: str, buttons: set[str]
) -> None:
    params = {"path": "p", "pid": "7", "version": 9, "known": 2, "free": 0, "reason": "r"}
    dialog = opened(qtbot, Failed(code, {**params, "most": 490}), tmp_path / "chats.db")
    assert shown(dialog).keys() == {"Show details", "Copy details", *buttons}
    assert "{" not in f"{dialog._what.text()}{dialog._why.text()}{dialog._mend.text()}"
