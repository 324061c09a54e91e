"""Draw the program's icon in all sizes of the hicolor theme: icons.py FOLDER."""

import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def draw(source: Path, size: int) -> QImage:
    """The SVG as a square picture of `size` pixels."""
    picture = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(str(source)).render(painter)
    painter.end()
    return picture


def main(folder: Path) -> None:
    """Write FOLDER/SIZExSIZE/apps/trymore-desktop.png and the scalable original."""
    _app = QGuiApplication([])
    source = Path(__file__).parents[2] / "resources" / "icons" / "app.svg"
    for size in SIZES:
        target = folder / f"{size}x{size}" / "apps" / "trymore-desktop.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        draw(source, size).save(str(target))
    scalable = folder / "scalable" / "apps" / "trymore-desktop.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_bytes(source.read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
