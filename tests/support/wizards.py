"""Hands for the wizard in tests: its buttons and pages, by name."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.support.checkpoints import Pair
from trymore_desktop.core.checkpoints import Place
from trymore_desktop.ui.wizard import Wizard
from trymore_desktop.ui.wizard_pages.merging import MergingPage
from trymore_desktop.ui.wizard_pages.source import SourcePage
from trymore_desktop.ui.wizard_pages.target import TargetPage
from trymore_desktop.ui.wizard_state import Screen

ENGINE = 60_000
"""Milliseconds: the engine imports torch on a busy machine."""

Make = Callable[[], Wizard]


def until(qtbot: QtBot, condition: Callable[[], bool], timeout: int = ENGINE) -> None:
    """Wait for a condition."""
    qtbot.waitUntil(condition, timeout=timeout)


def named(wizard: Wizard, name: str) -> QPushButton:
    """The visible button of this name."""
    found = [item for item in wizard.findChildren(QPushButton) if item.accessibleName() == name]
    shown = [item for item in found if item.isVisible()]
    assert len(shown) == 1, f"{len(shown)} visible of {len(found)} buttons named {name}"
    return shown[0]


def press(qtbot: QtBot, wizard: Wizard, name: str) -> None:
    """Click a button as soon as it can be."""
    until(qtbot, lambda: named(wizard, name).isEnabled())
    qtbot.mouseClick(named(wizard, name), Qt.MouseButton.LeftButton)


def screen(wizard: Wizard) -> Screen:
    """Where the wizard is."""
    return wizard.session.flow.screen


def source_page(wizard: Wizard, place: Place) -> SourcePage:
    """The page of the base or the delta."""
    page = wizard.pages[Screen(place.value)]
    assert isinstance(page, SourcePage)
    return page


def merging_page(wizard: Wizard) -> MergingPage:
    """The page of the merge."""
    page = wizard.pages[Screen.MERGING]
    assert isinstance(page, MergingPage)
    return page


def to_target(qtbot: QtBot, wizard: Wizard, pair: Pair, target: Path) -> None:
    """Choose one's own folders, up to the target."""
    press(qtbot, wizard, "Next")
    press(qtbot, wizard, "Next")
    source_page(wizard, Place.BASE).field.choose(str(pair.base))
    press(qtbot, wizard, "Next")
    source_page(wizard, Place.DELTA).field.choose(str(pair.delta))
    press(qtbot, wizard, "Next")
    assert screen(wizard) is Screen.TARGET
    page = wizard.pages[Screen.TARGET]
    assert isinstance(page, TargetPage)
    page.field.choose(str(target))
