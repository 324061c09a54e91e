"""A message on the clipboard: with formats and as plain text at once, or as Markdown."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from trymore_desktop.core.chat import Role
from trymore_desktop.store.records import MessageRecord
from trymore_desktop.ui.rendering.markdown import to_html

HOOKED = "clipboardLetGo"


def copy_formatted(record: MessageRecord, plain: str) -> None:
    """Both flavours: each program takes the one that it understands best."""
    data = QMimeData()
    data.setText(record.content if record.role != Role.ASSISTANT else plain)
    if record.role == Role.ASSISTANT:
        data.setHtml(to_html(record.content))
        data.setData("text/markdown", record.content.encode())
    to_clipboard(data)


def copy_markdown(record: MessageRecord) -> None:
    """As the model wrote it."""
    QGuiApplication.clipboard().setText(record.content)


def copy_plain(plain: str) -> None:
    """Without any marks of Markdown."""
    QGuiApplication.clipboard().setText(plain)


def to_clipboard(data: QMimeData) -> None:
    """Put data with several flavours on the clipboard."""
    let_go_at_end()
    QGuiApplication.clipboard().setMimeData(data)


def let_go_at_end() -> None:
    """Data made in Python must not outlive the interpreter: Qt's offscreen platform crashes then.

    When the program ends, the clipboard keeps the plain text.
    """
    app = QGuiApplication.instance()
    if app is not None and not app.property(HOOKED):
        app.setProperty(HOOKED, True)
        app.aboutToQuit.connect(_let_go)


def _let_go() -> None:
    clipboard = QGuiApplication.clipboard()
    offscreen = QGuiApplication.platformName() == "offscreen"  # which never says that it owns
    if clipboard.ownsClipboard() or offscreen:
        clipboard.setText(clipboard.text())
