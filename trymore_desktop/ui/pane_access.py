"""The conversation for those who use the keyboard or a screen reader."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from trymore_desktop.ui.message_view import MessageView


def announce(pane: QWidget, reply: Callable[[], str]) -> None:
    """Have a complete reply said, without the person asking for it."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(pane, reply()))


def set_reading_order(views: Sequence[MessageView]) -> None:
    """A screen reader walks through siblings as they are stacked: from the top down."""
    parent = views[0].parentWidget() if views else None
    if parent is None:
        return
    stacked = [child for child in parent.children() if isinstance(child, MessageView)]
    if stacked != list(views):
        for view in views:
            view.raise_()


def set_tab_order(pane: QWidget, views: Sequence[MessageView]) -> None:
    """From the top down, whatever the order in which the widgets were made."""
    chain: list[QWidget] = [pane]
    for view in views:
        chain += view.focus_chain()
    for first, second in pairwise(chain):
        QWidget.setTabOrder(first, second)
