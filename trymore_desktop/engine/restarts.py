"""How often an engine that died is started again without being asked."""

from trymore_desktop.core.events import Cancelled, Failed, Final
from trymore_desktop.engine.protocol import Command

MAX_RESTARTS = 2
"""Automatic restarts in a row."""


class Restarts:
    """Counts deaths in a row.

    Only a success of the kind of command that the last engine died of proves that the new one is
    sound: one that dies of every LoadModel but finds the hardware each time is not.
    """

    def __init__(self) -> None:
        self._count = 0
        self._suspect: type[Command] | None = None

    def died(self, running: Command | None) -> bool:
        """Note a death while `running` was first in line; whether to start another engine."""
        self._count += 1
        self._suspect = type(running) if running is not None else None
        return self._count <= MAX_RESTARTS

    def ended(self, command: Command, event: Final) -> None:
        """Note how a command ended."""
        if not isinstance(event, Failed | Cancelled) and self._suspect in (None, type(command)):
            self._count = 0

    def forgive(self) -> None:
        """Begin to count anew: a person wants another try."""
        self._count = 0
