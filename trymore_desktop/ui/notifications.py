"""Telling the desktop that something long has ended, and how far something long is."""

import sys

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

DESKTOP_FILE = "application://trymore-desktop.desktop"


class Notifier(QObject):
    """Speaks only while the window is not in front; never says what a chat is about."""

    def __init__(self, window: QWidget, icon: QIcon) -> None:
        super().__init__(window)
        self._window = window
        self._icon = icon
        self._tray: QSystemTrayIcon | None = None

    def tell(self, title: str, text: str) -> bool:
        """Notify if the person is elsewhere; whether it was tried."""
        if self._window.isActiveWindow():
            return False
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._show_by_tray(title, text)
        return True

    def _show_by_tray(self, title: str, text: str) -> None:
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._icon, self)
            self._tray.messageClicked.connect(self._window.activateWindow)
        self._tray.show()
        self._tray.showMessage(title, text, self._icon)

    def show_progress(self, share: float | None) -> None:
        """Draw a bar on the program's icon in the dock or panel, where it can; None removes it."""
        if sys.platform == "linux":
            _progress_by_bus(share)


def _progress_by_bus(share: float | None) -> None:
    """Use the launcher interface that KDE, Ubuntu's dock and others understand."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return
    interface = "com.canonical.Unity.LauncherEntry"
    signal = QDBusMessage.createSignal("/TryMoreDesktop", interface, "Update")
    values = {"progress": float(share or 0.0), "progress-visible": share is not None}
    signal.setArguments([DESKTOP_FILE, values])
    bus.send(signal)
