"""A message when the engine, the model or the drive is not there, or is busy with a merge."""

import os
import signal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.talking import WAIT, say, set_length, wait_for_reply, wait_for_text
from trymore_desktop.core.events import Failed
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.records import MessageState
from trymore_desktop.ui.main_window import MainWindow
from trymore_desktop.ui.model_state import ModelState


def test_the_journal_is_on_the_disk_while_it_streams(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    set_length(window, 1500)
    say(qtbot, window, "write")
    wait_for_text(qtbot, window)
    conversation = window.chat.path[0].conversation

    def journalled() -> bool:
        return len(store.path(conversation)[-1].content) > 10

    qtbot.waitUntil(journalled, timeout=WAIT)
    assert store.path(conversation)[-1].state is MessageState.STREAMING
    window.chat.stop()
    wait_for_reply(qtbot, window)


@pytest.mark.parametrize(("offer", "precision"), [("Restart", "bf16"), ("Load in int8", "int8")])
def test_a_killed_engine_costs_a_banner(
    qtbot: QtBot, window: MainWindow, offer: str, precision: str
) -> None:
    set_length(window, 1500)
    say(qtbot, window, "still here")
    wait_for_text(qtbot, window)
    os.kill(_engine_pid(), signal.SIGKILL)
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT)
    wait_for_reply(qtbot, window)
    reply = window.chat.path[-1]
    assert reply.state is MessageState.INTERRUPTED
    assert reply.content
    next(b for b, _ in window.banner._offers if b.accessibleName() == offer).click()
    qtbot.waitUntil(lambda: window.models.ready, timeout=WAIT)
    assert window.models.info is not None
    assert window.models.info.precision == precision
    set_length(window, 8)
    window.chat.regenerate(reply.id)
    wait_for_reply(qtbot, window)
    assert window.chat.path[-1].state is MessageState.COMPLETE


def _engine_pid() -> int:
    import psutil

    children = psutil.Process().children(recursive=True)
    return next(child.pid for child in children if "trymore_desktop.engine.host" in child.cmdline())


def test_without_a_model_the_message_is_kept(
    qtbot: QtBot, window: MainWindow, store: Store, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: window.models.ready, timeout=WAIT)
    window.models.unload()
    window.models.path = str(tmp_path / "gone")
    say(qtbot, window, "anybody?")
    assert window.banner.isVisible()
    assert window.models.state is ModelState.NONE
    assert [m.content for m in store.path(store.list_conversations()[0].id)] == ["anybody?"]


def test_a_reply_that_waits_for_a_merge_says_so(qtbot: QtBot, window: MainWindow) -> None:
    set_length(window, 400)
    window.wizard.progress_changed.emit(40)
    assert window.status_line.note.text() == "Merging"
    say(qtbot, window, "hello")
    assert window.chat.generating
    assert "reply" in window.status_line.note.text()
    window.chat.stop()
    wait_for_reply(qtbot, window)
    assert window.status_line.note.text() == "Merging"
    assert window.status_line.bar.isVisible()
    window.wizard.progress_changed.emit(-1)
    assert not window.status_line.bar.isVisible()


def test_a_reply_waits_for_a_drive_that_went_away(
    qtbot: QtBot, window: MainWindow, store: Store, home: Path
) -> None:
    say(qtbot, window, "你好 hello")
    wait_for_text(qtbot, window)
    drive, away = home / "data", home / "away"
    drive.rename(away)
    shown = window.chat.answering.reply
    assert shown is not None
    qtbot.waitUntil(lambda: shown._last is not None, timeout=WAIT)
    assert window.chat.generating, "it is not over before it is written"
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT)
    assert "not there" in window.banner.text.text()
    window.composer.set_text("typed meanwhile")
    away.rename(drive)
    wait_for_reply(qtbot, window)
    assert not window.banner.isVisible()
    assert window.composer.text == "typed meanwhile"
    reply = store.path(store.list_conversations()[0].id)[-1]
    assert (reply.state, reply.content) == (MessageState.COMPLETE, shown.text)


@pytest.mark.parametrize(
    ("loaded", "following", "offer"),
    [
        (("cuda:0", "bf16"), ("cuda:0", "int8"), "Load in int8"),
        (("cuda:0", "int4"), ("cpu", "int4"), "Load on the processor"),
        (("cpu", "fp32"), ("cpu", "bf16"), "Load in bf16"),
    ],
)
def test_the_next_smaller_way_is_the_one_that_the_engine_names(
    qtbot: QtBot,
    window: MainWindow,
    loaded: tuple[str, str],
    following: tuple[str, str],
    offer: str,
) -> None:
    qtbot.waitUntil(lambda: window.models.ready, timeout=WAIT)
    window.preferences.update(device="auto")
    told = dict(zip(("device", "precision"), loaded, strict=True))
    told |= dict(zip(("next_device", "next_precision"), following, strict=True))
    window.troubles.tell(Failed("out_of_memory", {**told}))
    button = next(b for b, _ in window.banner._offers if b.accessibleName() == offer)
    button.click()
    settings = window.preferences.current
    assert settings.precision == following[1]
    assert settings.device == ("cpu" if following[0] == "cpu" else "auto")
    qtbot.waitUntil(lambda: window.models.ready, timeout=WAIT)


def test_where_nothing_is_smaller_nothing_smaller_is_offered(
    qtbot: QtBot, window: MainWindow
) -> None:
    told = {"device": "cpu", "precision": "int4"}
    window.troubles.tell(Failed("out_of_memory_smallest", {**told}))
    offers = {button.accessibleName() for button, _ in window.banner._offers}
    assert offers == {"Models", "Details"}
