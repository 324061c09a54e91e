"""One window per person and data folder: a second start raises the first.

A lock file says whether there is another window, so that the network module, which is needed to
call it, is not loaded before the first paint.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCryptographicHash, QLockFile, QObject, Signal, Slot

from trymore_desktop.paths import data_dir

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

PATIENCE = 1500
"""Milliseconds to wait for the first window's answer."""


class SingleInstance(QObject):
    """`claim` first; then either `raise_first`, or `listen` and react to `raised`."""

    raised = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        folder = data_dir().resolve()
        digest = QCryptographicHash.hash(str(folder).encode(), QCryptographicHash.Algorithm.Sha256)
        self._name = f"trymore-{bytes(digest.toHex().data()).decode()[:24]}"
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)  # only the death of its process makes a lock stale
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Whether this is the first window; where no lock can be written, it is."""
        return self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError

    def raise_first(self) -> bool:
        """Ask the first window to come to the front; whether it answered."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(PATIENCE):
            return False
        answered = socket.waitForReadyRead(PATIENCE)
        socket.disconnectFromServer()
        return answered

    def listen(self) -> None:
        """Answer later starts; a socket that a crash left behind is replaced."""
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)
        if not self._server.listen(self._name):
            QLocalServer.removeServer(self._name)
            self._server.listen(self._name)

    def close(self) -> None:
        """Let another start be the first."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    @Slot()
    def _called(self) -> None:
        assert self._server is not None
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.disconnected.connect(connection.deleteLater)
            connection.write(b"here\n")
            connection.flush()
            self.raised.emit()
