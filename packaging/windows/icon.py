"""Draw the program's icon as a Windows icon: icon.py FILE."""

import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZE = 256


def main(target: Path) -> None:
    """Write one 256-pixel picture; Windows scales it down."""
    _app = QGuiApplication([])
    picture = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(str(Path(__file__).parents[2] / "resources/icons/app.svg")).render(painter)
    painter.end()
    picture.save(str(target), "ICO")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
