"""What all screens of the wizard share: the flow, the worker, the settings."""

from PySide6.QtCore import QObject, Signal

from trymore_desktop.paths import models_dir, resources_dir
from trymore_desktop.ui.job import Job
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.wizard_flow import WizardFlow
from trymore_desktop.ui.wizard_state import Locations
from trymore_desktop.worker import EngineWorker


class WizardSession(QObject):
    """The flow with its surroundings; tells when a screen must be drawn again."""

    changed = Signal()
    """Something that the present screen shows is different."""
    moved = Signal()
    """Another screen is to be shown."""
    language_chosen = Signal(str)
    look_around = Signal()

    def __init__(self, worker: EngineWorker, settings: Preferences) -> None:
        super().__init__()
        self.worker = worker
        self.settings = settings
        demo = resources_dir() / "demo"
        locations = Locations(demo / "base", demo / "delta", models_dir())
        self.flow = WizardFlow.restored(locations, settings.current.wizard_state)
        self._shown = self.flow.screen

    def job(self, parent: QObject) -> Job:
        """A place for one command at a time."""
        return Job(self.worker, parent)

    def refresh(self, save: bool = True) -> None:
        """The flow changed: keep it, and show what is new."""
        if save:
            self.save()
        if self.flow.screen != self._shown:
            self._shown = self.flow.screen
            self.moved.emit()
        self.changed.emit()

    def save(self) -> None:
        """Keep where we are, so that a start after quitting goes on here."""
        self.settings.update(wizard_state=self.flow.save())

    def remember_model(self, path: str) -> None:
        """Put a finished model on the list of models and make it the one to chat with."""
        models = self.settings.current.models
        if path not in models:
            models = (*models, path)
        self.settings.update(models=models, model_path=path)
