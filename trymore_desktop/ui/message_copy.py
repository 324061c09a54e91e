"""A message on the clipboard: with formats and as plain text at once, or as Markdown."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from trymore_desktop.core.chat import Role
from trymore_desktop.store.records import MessageRecord
from trymore_desktop.ui.rendering.markdown import to_html


def copy_formatted(record: MessageRecord, plain: str) -> None:
    """Both flavours: each program takes the one that it understands best."""
    data = QMimeData()
    data.setText(record.content if record.role != Role.ASSISTANT else plain)
    if record.role == Role.ASSISTANT:
        data.setHtml(to_html(record.content))
        data.setData("text/markdown", record.content.encode())
    QGuiApplication.clipboard().setMimeData(data)


def copy_markdown(record: MessageRecord) -> None:
    """As the model wrote it."""
    QGuiApplication.clipboard().setText(record.content)


def copy_plain(plain: str) -> None:
    """Without any marks of Markdown."""
    QGuiApplication.clipboard().setText(plain)
