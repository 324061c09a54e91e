"""Which models there are, which one answers, and changing it."""

from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from trymore_desktop.core.events import Failed, Final, ModelLoaded
from trymore_desktop.core.hardware import ModelInfo, Precision
from trymore_desktop.engine.protocol import LoadModel, UnloadModel
from trymore_desktop.paths import models_dir
from trymore_desktop.ui.job import Job
from trymore_desktop.ui.model_state import ModelState
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.worker import EngineWorker

SMALLER = {
    Precision.FP32: Precision.INT8,
    Precision.FP16: Precision.INT8,
    Precision.BF16: Precision.INT8,
    Precision.INT8: Precision.INT4,
    Precision.INT4: None,
}
"""What takes half the memory or less."""


class KnownModel(msgspec.Struct, frozen=True):
    """A model folder; `present` is false while its drive is not connected."""

    path: str
    name: str
    present: bool


class ModelControl(QObject):
    """One model at a time; `failed` carries a Failed, `progressed` a Progress."""

    changed = Signal()
    progressed = Signal(object)
    failed = Signal(object)

    def __init__(
        self, worker: EngineWorker, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._job = Job(worker, self)
        self._job.progressed.connect(self.progressed)
        self._job.ended.connect(self._ended)
        self.state = ModelState.NONE
        self.info: ModelInfo | None = None
        self.path = preferences.current.model_path
        """The model that is loaded, being loaded, or to be loaded next."""
        self._held: Precision | None = None

    @property
    def smaller(self) -> Precision | None:
        """The precision to try if the memory was not enough; None if there is no smaller one."""
        return SMALLER[self._held] if self._held else Precision.INT4

    def load_smaller(self, precision: str, device: str = "") -> None:
        """Load the same model so that it takes less memory, now and from now on.

        `device` is changed only for the processor: graphics cards are chosen by themselves.
        """
        self._preferences.update(precision=precision)
        if device == "cpu":
            self._preferences.update(device=device)
        self.load()

    @property
    def ready(self) -> bool:
        """Whether a model answers."""
        return self.state is ModelState.READY

    @property
    def name(self) -> str:
        """The name of the model at `path`, or empty."""
        return Path(self.path).name if self.path else ""

    def known(self) -> list[KnownModel]:
        """All models of the settings and those in the program's own folder."""
        paths = [*self._preferences.current.models]
        try:
            found = sorted(path for path in models_dir().iterdir() if is_model(path))
        except OSError:
            found = []
        paths += [str(path) for path in found if str(path) not in paths]
        return [KnownModel(path, Path(path).name, is_model(Path(path))) for path in paths]

    def can_load(self) -> bool:
        """Whether the model at `path` is there."""
        return bool(self.path) and is_model(Path(self.path))

    def load(self, path: str = "") -> None:
        """Load a model in place of the present one; without `path` the same again."""
        self.path = path or self.path
        settings = self._preferences.current
        self._held = _precision(settings.precision)
        self.info = None
        self._become(ModelState.LOADING)
        self._job.start(LoadModel(self.path, settings.device, settings.precision))

    @Slot(object)
    def adopt(self, model: ModelInfo | None) -> None:
        """Take over what the wizard has loaded; None: it replaces the present model."""
        self.info = model
        if model is None:
            self._become(ModelState.NONE)
            return
        self.path, self._held = model.path, model.precision
        self._preferences.update(model_path=model.path)
        self._become(ModelState.READY)

    def unload(self) -> None:
        """Give its memory back."""
        self.info = None
        self._job.start(UnloadModel())
        self._become(ModelState.NONE)

    def cancel(self) -> None:
        """Stop loading."""
        self._job.cancel()

    @Slot()
    def engine_died(self) -> None:
        """The engine's process is gone, and with it the model."""
        if self.state is ModelState.READY:
            self.info = None
            self._become(ModelState.LOST)

    @Slot(object)
    def _ended(self, event: Final) -> None:
        if isinstance(event, ModelLoaded):
            self.info = event.model
            self._held = event.model.precision
            if self.path not in self._preferences.current.models:
                known = (*self._preferences.current.models, self.path)
                self._preferences.update(models=known)
            self._preferences.update(model_path=self.path)
            self._become(ModelState.READY)
        elif self.state is ModelState.LOADING:
            self._become(ModelState.NONE)
            if isinstance(event, Failed):
                self._held = _precision(event.params.get("precision")) or self._held
                self.failed.emit(event)

    def _become(self, state: ModelState) -> None:
        self.state = state
        self.changed.emit()


def _precision(name: object) -> Precision | None:
    """The precision of this name; None for auto, and for what is none."""
    return next((precision for precision in Precision if precision == name), None)


def is_model(path: Path) -> bool:
    """Whether a folder looks like a finished model; an unfinished merge has another name."""
    if path.name.endswith(".incomplete"):
        return False
    try:
        return (path / "config.json").is_file()
    except OSError:
        return False
