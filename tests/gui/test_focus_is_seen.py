"""Whoever uses the keyboard sees where they are: each kind of control shows that it has focus."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from trymore_desktop.ui.theme import DARK, LIGHT, Theme, apply_theme


def chosen_card() -> QPushButton:
    """A choice of the wizard that is made already."""
    card = QPushButton("chosen")
    card.setProperty("choice", True)
    card.setCheckable(True)
    card.setChecked(True)
    return card


def filled_list() -> QListWidget:
    """Two rows, the first chosen."""
    shown = QListWidget()
    shown.addItems(["one", "two"])
    shown.setCurrentRow(0)
    return shown


def filled_tree() -> QTreeWidget:
    """The same as a tree."""
    tree = QTreeWidget()
    tree.addTopLevelItems([QTreeWidgetItem([name]) for name in ("one", "two")])
    tree.setCurrentItem(tree.topLevelItem(0))
    return tree


KINDS: dict[str, Callable[[], QWidget]] = {
    "button": lambda: QPushButton("press"),
    "chosen card": chosen_card,
    "tool button": QToolButton,
    "check box": lambda: QCheckBox("check"),
    "radio button": lambda: QRadioButton("choose"),
    "line": QLineEdit,
    "text": QPlainTextEdit,
    "number": QDoubleSpinBox,
    "combo box": QComboBox,
    "slider": QSlider,
    "list": filled_list,
    "tree": filled_tree,
}


@pytest.fixture(params=[LIGHT, DARK], ids=lambda theme: theme.name)
def theme(request: pytest.FixtureRequest, look: QApplication) -> Iterator[Theme]:
    """The style sheet of either theme, and the light one again."""
    apply_theme(look, request.param, 100)
    yield request.param
    apply_theme(look, LIGHT, 100)


def shown_with_neighbour(qtbot: QtBot, control: QWidget) -> tuple[QWidget, QPushButton]:
    """A window with the control above another one, which has the focus; keep the window."""
    shown, other = QWidget(), QPushButton("other")
    qtbot.addWidget(shown)
    column = QVBoxLayout(shown)
    column.addWidget(control)
    column.addWidget(other)
    shown.resize(300, 300)
    with qtbot.waitActive(shown):
        shown.show()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    return shown, other


def picture(control: QWidget) -> QImage:
    """The control as it is painted now, the caret left out."""
    if isinstance(control, QPlainTextEdit):
        control.setCursorWidth(0)
    return control.grab().toImage()


@pytest.mark.parametrize("kind", KINDS)
def test_focus_can_be_seen(qtbot: QtBot, theme: Theme, kind: str) -> None:
    control = KINDS[kind]()
    _window, other = shown_with_neighbour(qtbot, control)
    without = picture(control)
    qtbot.keyClick(other, Qt.Key.Key_Backtab)
    qtbot.waitUntil(control.hasFocus)
    assert picture(control) != without


@pytest.mark.parametrize("kind", ["list", "tree"])
def test_only_the_list_with_focus_is_framed_in_the_accent(
    qtbot: QtBot, theme: Theme, kind: str
) -> None:
    control = KINDS[kind]()
    _window, other = shown_with_neighbour(qtbot, control)

    def frame() -> str:
        return picture(control).pixelColor(QPoint(0, control.height() // 2)).name()

    assert frame() == QColor(theme.border).name()
    control.setFocus()
    qtbot.waitUntil(control.hasFocus)
    assert frame() == QColor(theme.accent).name()
    other.setFocus()
    assert frame() == QColor(theme.border).name()
