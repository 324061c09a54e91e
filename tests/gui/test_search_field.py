"""The search field's pictures: of the size of the text, and exact for the pixels of the screen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from trymore_desktop.ui.icons import icon
from trymore_desktop.ui.sidebar import Sidebar
from trymore_desktop.ui.theme import LIGHT, apply_theme

ROOT = Path(__file__).parents[2]
SCRIPT = """
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from trymore_desktop.ui.icons import icon, pixmap
from trymore_desktop.ui.search_field import LEFT, SearchField
from trymore_desktop.ui.theme import LIGHT, apply_theme

app = QApplication([])
apply_theme(app, LIGHT, 100)
field = SearchField()
field.set_colour(LIGHT.muted)
field.resize(220, 34)
field.show()
app.processEvents()
ratio, size = field.devicePixelRatioF(), field.sign_size
shown = field.grab().toImage()
sign = pixmap("search", LIGHT.muted, size, ratio).toImage()
left, top = round(LEFT * ratio), round((field.height() - size) // 2 * ratio)
sign.setDevicePixelRatio(1)
wanted = QImage(sign.size(), shown.format())
wanted.fill(QColor(LIGHT.surface))
painter = QPainter(wanted)
painter.drawImage(0, 0, sign)
painter.end()
part = shown.copy(left, top, sign.width(), sign.height())
part.setDevicePixelRatio(1)
drawn = sum(wanted.pixelColor(x, y) != QColor(LIGHT.surface)
            for x in range(sign.width()) for y in range(sign.height()))
sizes = sorted(made.width() for made in icon("send", LIGHT.text).availableSizes())
print(ratio, size, sign.width(), drawn > 40, part == wanted, sizes)
"""


@pytest.mark.parametrize(
    ("factor", "seen"),
    [
        ("1", "1.0 {n} {n} True True [16, 32]"),
        ("1.5", "1.5 {n} {m} True True [24, 48]"),
        ("2", "2.0 {n} {k} True True [32, 64]"),
    ],
)
def test_it_is_drawn_for_the_pixels_of_the_screen(factor: str, seen: str) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor}
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    size = int(done.stdout.split()[1])
    assert done.stdout.strip() == seen.format(n=size, m=round(size * 1.5), k=size * 2), done.stderr


@pytest.fixture
def sidebar(qtbot: QtBot, look: QApplication) -> Sidebar:
    made = Sidebar()
    made.complete()
    qtbot.addWidget(made)
    made.resize(260, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_pictures_grow_with_the_text(sidebar: Sidebar, look: QApplication) -> None:
    field = sidebar.search
    before, margin = field.sign_size, field.textMargins().left()
    try:
        apply_theme(look, LIGHT, 200)
        QApplication.processEvents()
        assert field.sign_size == pytest.approx(2 * before, abs=2)
        assert field.textMargins().left() > margin + before / 2
    finally:
        apply_theme(look, LIGHT, 100)


def test_a_button_empties_it(qtbot: QtBot, sidebar: Sidebar) -> None:
    field = sidebar.search
    assert field._clear is None, "nothing to empty"
    qtbot.keyClicks(field, "words")
    button = field._clear
    assert button.isVisible()
    assert button.accessibleName() == "Clear search"
    assert button.accessibleDescription()
    assert button.geometry().right() < field.width()
    assert field.textMargins().right() > 0, "the text ends before it"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert field.text() == ""
    assert not button.isVisible()
    qtbot.keyClicks(field, "more")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_icons_have_a_disabled_look_of_the_same_sizes(look: QApplication) -> None:
    made = icon("send", LIGHT.on_accent, LIGHT.muted)
    assert made.availableSizes(made.Mode.Disabled) == made.availableSizes()
