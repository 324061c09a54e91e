"""The version, and the way to a newer one that only a person takes."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from trymore_desktop import RELEASES, __version__
from trymore_desktop.ui.about import AboutDialog


def test_the_page_of_newer_versions_opens_only_on_its_button(qtbot: Any, look: Any) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    opened: list[str] = []
    dialog = AboutDialog(parent, opened.append)
    dialog.show()
    buttons = {found.accessibleName(): found for found in dialog.findChildren(QPushButton)}
    assert opened == []
    qtbot.mouseClick(buttons["Check for updates"], Qt.MouseButton.LeftButton)
    assert opened == [RELEASES]
    qtbot.mouseClick(buttons["Copy version"], Qt.MouseButton.LeftButton)
    assert __version__ in QGuiApplication.clipboard().text()
