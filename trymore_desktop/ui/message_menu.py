"""The menu of a message: ways to copy, its link, what it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu

from trymore_desktop.ui.message_copy import copy_markdown, copy_plain

if TYPE_CHECKING:
    from trymore_desktop.ui.message_view import MessageView


def build_menu(view: MessageView, link: str) -> QMenu:
    """Made anew each time, in the present language; `link` is what was pointed at."""
    translate = QCoreApplication.translate
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if view.text.textCursor().hasSelection():
        menu.addAction(translate("MessageMenu", "Copy selection"), view.text.copy)
    if link:
        menu.addAction(translate("MessageMenu", "Open link…"), lambda: view.text.follow(link))
    menu.addAction(translate("MessageMenu", "Copy with formats"), view.copy)
    menu.addAction(translate("MessageMenu", "Copy as Markdown"), lambda: copy_markdown(view.record))
    menu.addAction(
        translate("MessageMenu", "Copy as plain text"), lambda: copy_plain(view.shown_text())
    )
    if not view.is_user:
        menu.addSeparator()
        details = menu.addAction(translate("MessageMenu", "Details"), view.toggle_details)
        details.setCheckable(True)
        details.setChecked(view.details_shown)
    return menu
