"""The colours can be read by everyone, in both themes."""

import re

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from trymore_desktop.paths import resources_dir
from trymore_desktop.ui.conversation_pane import ConversationPane
from trymore_desktop.ui.icons import icon
from trymore_desktop.ui.theme import (
    DARK,
    LIGHT,
    Theme,
    apply_theme,
    build_font,
    build_palette,
    contrast,
    theme_of,
)
from trymore_desktop.ui.toast import Toast
from trymore_desktop.ui.widgets import Text

GROUNDS = ("window", "sidebar", "surface", "raised", "hover", "selected", "user_bubble")
PAIRS = [
    *[("text", ground) for ground in (*GROUNDS, "code_ground", "code_header", "inline_code")],
    *[("muted", ground) for ground in (*GROUNDS, "code_ground", "code_header")],
    *[("link", ground) for ground in ("window", "surface", "user_bubble")],
    *[("danger", ground) for ground in ("window", "surface", "sidebar", "danger_ground")],
    ("success", "window"),
    ("success", "surface"),
    ("warning", "warning_ground"),
    ("on_accent", "accent"),
    ("on_accent", "link"),
    ("on_selection", "selection"),
]
OUTLINES = [
    ("strong_border", "window"),
    ("strong_border", "sidebar"),
    ("strong_border", "surface"),
    ("accent", "window"),
    ("accent", "surface"),
    ("accent", "sidebar"),
]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("front", "ground"), PAIRS)
def test_text_stands_out(theme: Theme, front: str, ground: str) -> None:
    assert contrast(getattr(theme, front), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("line", "ground"), OUTLINES)
def test_outlines_can_be_seen(theme: Theme, line: str, ground: str) -> None:
    assert contrast(getattr(theme, line), getattr(theme, ground)) >= 3


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_a_palette_tells_its_theme() -> None:
    assert theme_of(build_palette(LIGHT)) is LIGHT
    assert theme_of(build_palette(DARK)) is DARK


def test_the_style_sheet_uses_known_names_only(look: QApplication) -> None:
    source = (resources_dir() / "theme" / "window.qss").read_text(encoding="utf-8")
    names = {*Theme.__struct_fields__, "arrow", "scaled"}
    used = set(re.findall(r"@(\w+)", source)) - {"names"}
    assert used <= names
    apply_theme(look, DARK, 120)
    assert "@" not in re.sub(r"/\*.*?\*/", "", look.styleSheet(), flags=re.DOTALL)
    assert look.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    apply_theme(look, LIGHT, 100)


def test_the_font_follows_the_scale(look: QApplication) -> None:
    assert build_font(200).pointSizeF() == pytest.approx(2 * build_font(100).pointSizeF())
    assert build_font(500).pointSizeF() == build_font(200).pointSizeF()


def test_texts_on_the_screen_grow_with_the_text_size(qtbot: QtBot, look: QApplication) -> None:
    shown = QWidget()
    qtbot.addWidget(shown)
    heading = Text(1.5)
    QVBoxLayout(shown).addWidget(heading)
    shown.show()
    before = heading.font().pointSizeF()
    apply_theme(look, LIGHT, 150)
    try:
        assert heading.font().pointSizeF() == pytest.approx(1.5 * before, rel=0.01)
    finally:
        apply_theme(look, LIGHT, 100)
    assert heading.font().pointSizeF() == pytest.approx(before, rel=0.01)


def test_buttons_of_dialogs_have_words_only(qtbot: QtBot, look: QApplication) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    qtbot.addWidget(box)
    with qtbot.waitExposed(box):
        box.show()
    assert box.button(QDialogButtonBox.StandardButton.Close).icon().isNull()


def test_icons_and_titles_grow_with_the_text(look: QApplication) -> None:
    button, title = QToolButton(), QLabel("title", objectName="welcomeTitle")
    sizes = []
    for scale in (100, 200):
        apply_theme(look, LIGHT, scale)
        for widget in (button, title):
            widget.ensurePolished()
        drawn = icon("copy", LIGHT.text).actualSize(button.iconSize())
        sizes.append((button.iconSize().width(), drawn.width(), title.fontInfo().pointSize()))
    assert sizes == [(16, 16, 20), (32, 32, 40)]
    assert not re.search(r"@scaled\(\d", look.styleSheet())
    apply_theme(look, LIGHT, 100)


@pytest.mark.parametrize("scale", [80, 100, 150, 200])
@pytest.mark.parametrize("width", [420, 800])
def test_no_question_of_the_welcome_is_cut_off(
    look: QApplication, qtbot: QtBot, scale: int, width: int
) -> None:
    apply_theme(look, LIGHT, scale)
    pane = ConversationPane()
    qtbot.addWidget(pane)
    pane.resize(width, 500)
    with qtbot.waitExposed(pane):
        pane.show()
    for label in pane.welcome.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width()), label.text()
    apply_theme(look, LIGHT, 100)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_a_toast_is_told_from_what_lies_below(
    look: QApplication, qtbot: QtBot, theme: Theme
) -> None:
    apply_theme(look, theme, 100)
    pane = ConversationPane()
    qtbot.addWidget(pane)
    pane.resize(600, 300)
    toast = Toast(pane)
    with qtbot.waitExposed(pane):
        pane.show()
    toast.say("done")
    picture = toast.grab().toImage()
    middle = picture.width() // 2
    assert picture.pixelColor(middle, 4).name() == theme.raised
    assert picture.pixelColor(middle, 0).name() == theme.strong_border
    apply_theme(look, LIGHT, 100)
