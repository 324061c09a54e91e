"""One window per person and data folder: a second start raises the first."""

import hashlib

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from trymore_desktop.paths import data_dir

PATIENCE = 400
"""Milliseconds to wait for the first window's answer."""


class SingleInstance(QObject):
    """Either `raise_first` succeeds, or `listen` and react to `raised`."""

    raised = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        place = hashlib.sha256(str(data_dir().resolve()).encode()).hexdigest()[:24]
        self._name = f"trymore-{place}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)

    def raise_first(self) -> bool:
        """Whether another window runs; it comes to the front then."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(PATIENCE):
            return False
        answered = socket.waitForReadyRead(PATIENCE)
        socket.disconnectFromServer()
        return answered

    def listen(self) -> bool:
        """Be the first; a socket that a crash left behind is replaced."""
        if self._server.listen(self._name):
            return True
        QLocalServer.removeServer(self._name)
        return self._server.listen(self._name)

    def close(self) -> None:
        """Let another start be the first."""
        self._server.close()

    @Slot()
    def _called(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.write(b"here\n")
            connection.flush()
            connection.disconnected.connect(connection.deleteLater)
            self.raised.emit()
