"""The settings as the window holds them: read anywhere, changed in one way, told to everybody."""

from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from trymore_desktop import settings as files
from trymore_desktop.errors import TryMoreError
from trymore_desktop.settings import Settings


class Preferences(QObject):
    """Each change is on the disk when `changed` is emitted, or `not_saved` says why it is not."""

    changed = Signal(object, object)
    """The settings before and now."""
    not_saved = Signal(object)
    """A Failed; the change counts until the program ends."""

    def __init__(self, current: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current = current

    @property
    def current(self) -> Settings:
        """The settings now."""
        return self._current

    def update(self, **changes: Any) -> None:
        """Change some and save."""
        before = self._current
        self._current = msgspec.structs.replace(before, **changes)
        if self._current == before:
            return
        try:
            files.save(self._current)
        except TryMoreError as error:
            from trymore_desktop.core.events import Failed

            self.not_saved.emit(Failed(error.code, error.params, error.detail))
        self.changed.emit(before, self._current)
