"""What follows the first paint, one step a turn of the event loop."""

from collections.abc import Iterator
from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Signal, Slot

MODULES = (
    "trymore_desktop.core.events",
    "trymore_desktop.store.conversations",
    "trymore_desktop.worker",
    "PySide6.QtNetwork",
    "trymore_desktop.messages",
    "trymore_desktop.ui.chat",
    "markdown_it",
    "trymore_desktop.ui.rendering.markdown",
    "trymore_desktop.ui.rendering.builder",
    "trymore_desktop.ui.rendering.formulas",
    "trymore_desktop.ui.message_view",
    "trymore_desktop.ui.conversation_pane",
    "trymore_desktop.ui.transfer",
    "trymore_desktop.ui.window_dialogs",
)
"""The parts of the window and what they import, in portions of some 20 ms."""


def import_parts() -> Iterator[None]:
    """Import what the parts of the window need; each `yield` ends a turn."""
    for name in MODULES:
        import_module(name)
        yield


class Furnishing(QObject):
    """Takes the steps of a generator, and lets the person's keys and paints through between them.

    A step that raises is the program's fault: it goes to the excepthook, and no other follows.
    """

    done = Signal()

    def __init__(self, steps: Iterator[None], parent: QObject) -> None:
        super().__init__(parent)
        self._steps = steps
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._step)
        self._turn.start()

    def stop(self) -> None:
        """Take no further step."""
        self._turn.stop()

    @Slot()
    def _step(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self.stop()
            self.done.emit()
        except BaseException:
            self.stop()
            raise
