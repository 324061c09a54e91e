"""Qt's own file dialog, which is shown where the desktop has none."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QToolButton, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from trymore_desktop.ui.file_dialog import ICONS, UNTRANSLATED, file_dialog
from trymore_desktop.ui.main_window import MainWindow
from trymore_desktop.ui.role_dialog import RoleDialog
from trymore_desktop.ui.shortcuts import ShortcutsDialog
from trymore_desktop.ui.theme import DARK, LIGHT, Theme, apply_theme, contrast


def strongest(icon: QIcon, ground: str) -> float:
    """The contrast of its strongest pixel."""
    image = icon.pixmap(32, 32).toImage()
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    seen = [image.pixelColor(x, y) for x, y in places]
    return max(contrast(QColor(c).name(), ground) for c in seen if c.alpha() > 200)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_its_arrows_are_seen_on_any_ground(qtbot: QtBot, look: QApplication, theme: Theme) -> None:
    apply_theme(look, theme, 100)
    try:
        holder = QWidget()
        qtbot.addWidget(holder)
        dialog = file_dialog(holder, "title")
        dialog.show()
        for name in ICONS:
            icon = dialog.findChild(QToolButton, name).icon()
            assert strongest(icon, theme.window) > 4.5, name
        dialog.close()
    finally:
        apply_theme(look, LIGHT, 100)


def test_its_labels_are_those_that_we_translate(qtbot: QtBot, look: QApplication) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = file_dialog(holder, "title")
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    for text in UNTRANSLATED[:2]:
        assert QCoreApplication.translate("QFileDialog", text) in texts


@pytest.mark.parametrize("scale", [100, 150])
def test_rows_of_lists_are_as_high_as_their_style_wants(
    qtbot: QtBot, window: MainWindow, look: QApplication, scale: int
) -> None:
    """Measured before they are polished, rows would overlap."""
    apply_theme(look, LIGHT, scale)
    try:
        roles = RoleDialog(window, window.preferences, "")
        keys = ShortcutsDialog(window, window.actions_, window.menus, enter_sends=True)
        for dialog in (roles, keys):
            qtbot.addWidget(dialog)
            dialog.show()
        rows = roles.findChild(QListWidget)
        places = [rows.visualItemRect(rows.item(row)) for row in range(rows.count())]
        assert all(b.top() == a.bottom() + 1 for a, b in pairwise(places)), places
        assert places[0].height() >= rows.fontMetrics().height() + 8
        tree = keys.findChild(QTreeWidget)
        first = tree.visualItemRect(tree.topLevelItem(0)).height()
        assert first >= tree.fontMetrics().height() + 4
    finally:
        apply_theme(look, LIGHT, 100)
