"""What this program is, and whose work is in it."""

import platform
from collections.abc import Callable

import PySide6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from trymore_desktop import RELEASES, __version__
from trymore_desktop.ui.icons import pixmap
from trymore_desktop.ui.widgets import Text, button, row


class AboutDialog(QDialog):
    """Name, version, promise, licences; `open_link` is called with the page of newer versions."""

    def __init__(self, parent: QWidget, open_link: Callable[[str], None]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QLabel()
        picture.setPixmap(pixmap("app", "", 72, self.devicePixelRatioF()))
        picture.setAccessibleName("TryMoreGPT")
        self._name = Text(1.5, bold=True)
        self._version = Text(muted=True)
        self._promise = Text()
        self._licences = Text(0.93, muted=True)
        self._about_updates = Text(0.93, muted=True)
        self._updates = button("Check for updates")
        self._updates.clicked.connect(lambda: open_link(RELEASES))
        self._copy = button("Copy version")
        self._copy.clicked.connect(self._copy_version)
        self._close = button("Close", primary=True)
        self._close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(10)
        texts = (self._name, self._version, self._promise, self._licences, self._about_updates)
        for part in (picture, *texts):
            column.addWidget(part)
        column.addStretch(1)
        line = row(self._copy, self._updates)
        line.addWidget(self._close)
        column.addLayout(line)
        self._retranslate()
        self.resize(480, max(380, column.totalHeightForWidth(480)))

    def _copy_version(self) -> None:
        QGuiApplication.clipboard().setText(self._version.text())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("About TryMoreGPT"))
        self._name.setText("TryMoreGPT Desktop")
        self._version.setText(
            self.tr("Version {version} · Python {python} · Qt {qt}").format(
                version=__version__, python=platform.python_version(), qt=PySide6.__version__
            )
        )
        self._promise.setText(
            self.tr(
                "Chat in Chinese and English with TryMoreGPT on your own computer. Nothing you "
                "write leaves it."
            )
        )
        self._licences.setText(
            self.tr(
                "This program is free software under the Apache License 2.0. It uses Qt and "
                "PySide6 under the LGPL 3, PyTorch, SentencePiece, markdown-it-py, Pygments and "
                "other free software. The weights of a model have a licence of their own."
            )
        )
        self._about_updates.setText(
            self.tr(
                "The program never looks for a newer version by itself; the button opens a page."
            )
        )
        self._copy.setText(self.tr("Copy version"))
        self._updates.setText(self.tr("Check for updates…"))
        self._close.setText(self.tr("Close"))
