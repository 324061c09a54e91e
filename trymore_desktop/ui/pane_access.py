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


def set_tab_order(pane: QWidget, views: Sequence[MessageView]) -> None:
    """From the top down, whatever the order in which the widgets were made."""
    chain: list[QWidget] = [pane]
    for view in views:
        chain += view.focus_chain()
    for first, second in pairwise(chain):
        QWidget.setTabOrder(first, second)
