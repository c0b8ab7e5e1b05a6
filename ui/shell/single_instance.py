"""One window a file: a second start with the same file brings the first one's window to the front."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile

from models.device import home

WAIT_MS = 800
PATIENCE_S = 1.5


class Claim:
    """This program's claim to a file on this laptop, given up with `release` or when the program ends."""

    def __init__(self, path: Path) -> None:
        mark = f"{zlib.crc32(str(path.absolute()).encode()):08x}"
        self._name = f"yuanba-{zlib.crc32(str(home()).encode()):08x}-{mark}"
        self._lock = QLockFile(str(home() / f"open-{mark}.lock"))
        # A claim is never too old: a laptop may sleep for a week. A program that died no longer counts.
        self._lock.setStaleLockTime(0)
        self._server: Any = None

    def take(self) -> bool:
        """Claim the file; False when another window of ours has it."""
        return self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError

    def listen(self, show: Callable[[], object]) -> None:
        """Call ``show()`` when a second start asks for the window."""
        from PySide6.QtNetwork import QLocalServer

        if not self._lock.isLocked():
            return
        QLocalServer.removeServer(self._name)
        self._server = QLocalServer()
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server = self._server

        def came() -> None:
            while server.hasPendingConnections():
                caller = server.nextPendingConnection()
                caller.disconnected.connect(caller.deleteLater)
                caller.disconnectFromServer()
                show()

        server.newConnection.connect(came)
        server.listen(self._name)

    def call_other(self) -> bool:
        """Ask the window that has the file to come to the front; answers whether it heard.

        One that has only just been started is given time to listen. Nobody hears when the claim is a dead program's
        whose number another one was given since.
        """
        from PySide6.QtNetwork import QLocalSocket

        until = time.monotonic() + PATIENCE_S
        while True:
            caller = QLocalSocket()
            caller.connectToServer(self._name)
            if caller.waitForConnected(WAIT_MS):
                caller.waitForDisconnected(WAIT_MS)
                return True
            if time.monotonic() > until:
                return False
            time.sleep(0.1)

    def release(self) -> None:
        """Give the file up."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()
