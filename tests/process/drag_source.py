"""A small window in the corner of the screen whose press begins to drag the named files.

Says `ready`, then what the drag is about to do whenever that changes (`copy`, `ignore`), and at
the end `dropped copy` or `dropped ignore`. It must live on until the other program has fetched
what was dropped.
"""

import sys

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

SIZE = 40


def name(action: Qt.DropAction) -> str:
    return "ignore" if action == Qt.DropAction.IgnoreAction else "copy"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Source(QLabel):
    def __init__(self, files: list[str]) -> None:
        super().__init__("files")
        self._files = files
        bare = Qt.WindowType.FramelessWindowHint | Qt.WindowType.BypassWindowManagerHint
        # It must not take the keyboard with it when it ends.
        apart = Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.WindowDoesNotAcceptFocus
        self.setWindowFlags(bare | apart)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setGeometry(0, 0, SIZE, SIZE)

    def mousePressEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        drag = QDrag(self)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(file) for file in self._files])
        drag.setMimeData(data)
        drag.actionChanged.connect(lambda action: say(name(action)))
        done = drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction)
        say(f"dropped {name(done)}")


def main() -> None:
    app = QApplication([])
    source = Source(sys.argv[1:])
    source.show()
    source.raise_()
    say("ready")
    app.exec()


if __name__ == "__main__":
    main()
