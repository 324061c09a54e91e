"""Guesses which weights a load will want and reads them while torch is still being imported.

Imports no torch. A wrong guess costs nothing but the reading: the load takes what it needs.
"""

from collections.abc import Iterable
from pathlib import Path

from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.config import SMALL_MODEL, ModelConfig, read_config
from trymore_desktop.inference.image import Image, Piece
from trymore_desktop.inference.kernels import Look, any_strange, sum_bytes
from trymore_desktop.inference.layout import dense_layout, packed_layout
from trymore_desktop.inference.limits import main_memory

PACKED = ".trymore-native-{precision}.safetensors"
SHARE = 2
"""No more than this part of the free memory is filled by a guess."""


class EarlyRead:
    """Weights being read for a load that is about to happen."""

    def __init__(self, pieces: tuple[Piece, ...] = (), look: Look | None = None) -> None:
        """Begin to read the pieces, if they take a moderate share of the memory."""
        self._image: Image | None = None
        size = sum(piece.length for piece in pieces)
        if 0 < size <= main_memory()[1] // SHARE:
            self._image = Image(pieces, look)

    @property
    def held(self) -> int:
        """Bytes of memory that are taken by it and will be the model's, or free again."""
        return self._image.done if self._image else 0

    def take(self, pieces: Iterable[Piece]) -> Image | None:
        """The image of just these pieces if it was begun; what else was begun is dropped."""
        image, self._image = self._image, None
        if image is not None and not image.holds(pieces):
            image.stop()
            return None
        return image

    def drop(self) -> None:
        """Give up what nobody took."""
        self.take(())


def read_early(path: str, device: str, precision: str, gpu: bool) -> EarlyRead:
    """Begin to read what `LoadModel` with these choices most likely needs; raises nothing.

    `gpu` tells that there may be one, which "auto" would then prefer: nothing is read.
    """
    if device != "cpu" and (device != "auto" or gpu):
        return EarlyRead()
    try:
        folder = Path(path)
        return _guess(folder, read_config(folder), precision)
    except (TryMoreError, OSError, KeyError, ValueError, TypeError):
        return EarlyRead()


def _guess(folder: Path, config: ModelConfig, precision: str) -> EarlyRead:
    if config.reason:
        return EarlyRead()
    kinds = ("int8", "int4") if precision == "auto" else (precision,)
    packed = [folder / PACKED.format(precision=kind) for kind in kinds]
    packed = [path for path in packed if path.is_file()]
    if precision == "bf16" or (precision == "auto" and config.parameters <= SMALL_MODEL):
        layout = dense_layout(folder, config)
        return EarlyRead(layout.pieces, any_strange()) if layout else EarlyRead()
    if packed and precision in ("auto", "int8", "int4"):
        newest = max(packed, key=lambda path: path.stat().st_mtime)
        return EarlyRead(packed_layout(newest), sum_bytes())
    return EarlyRead()
