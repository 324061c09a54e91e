"""What can be done to a model on the list; anything that deletes asks first."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from trymore_desktop.core.checkpoints import CheckpointKind
from trymore_desktop.core.events import Discarded, Failed, Inspected, Moved
from trymore_desktop.engine.protocol import (
    DeleteModel,
    DiscardMerge,
    Inspect,
    MoveModel,
    VerifyModel,
)
from trymore_desktop.ui.dialogs import Choice, ask
from trymore_desktop.ui.figures import size_text
from trymore_desktop.ui.file_dialog import file_dialog
from trymore_desktop.ui.job import Job
from trymore_desktop.ui.model_list import ModelState, incomplete_of
from trymore_desktop.ui.preferences import Preferences

if TYPE_CHECKING:
    from trymore_desktop.ui.models_page import ModelsPage


class ModelActions(QObject):
    """Runs one command at a time and keeps the list in the settings in step with the disk."""

    changed = Signal()

    def __init__(self, page: "ModelsPage", job: Job, settings: Preferences) -> None:
        super().__init__(page)
        self._page = page
        self._job = job
        self._settings = settings
        self._path = ""
        self._new_place = ""

    def _begin(self) -> str:
        entry = self._page.entry()
        self._path = entry.path if entry else ""
        return self._path

    def check(self) -> None:
        """Read the model again."""
        if self._begin():
            self._job.start(VerifyModel(self._path))
            self._page.retranslate()

    def move(self) -> None:
        """Ask for the folder that the model's folder shall lie in."""
        if self._begin():
            self._choose_folder(self.tr("Move the model into this folder"), self.move_into)

    def move_into(self, folder: str) -> None:
        """Move the model's folder into another one."""
        target = Path(folder) / Path(self._path or self._begin()).name
        self._job.start(MoveModel(self._path, str(target)))
        self._page.retranslate()

    def find(self) -> None:
        """Ask where an absent model is now."""
        if self._begin():
            self._choose_folder(self.tr("Where is the model now?"), self.point_to)

    def point_to(self, folder: str) -> None:
        """Use this folder for the absent model, if it is a model."""
        self._path = self._path or self._begin()
        self._new_place = folder
        self._job.start(Inspect(folder))
        self._page.retranslate()

    def show_folder(self) -> None:
        """Open the folder in the system's file manager."""
        entry = self._page.entry()
        if entry:
            path = Path(entry.path)
            shown = incomplete_of(path) if entry.state is ModelState.INCOMPLETE else path
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(shown)))

    def remove(self) -> None:
        """Ask, then forget the model; its files stay."""
        if self._begin():
            ask(
                self._page,
                self.tr("Remove this model from the list?"),
                self.tr("Its files stay where they are: {path}").format(path=self._path),
                (
                    Choice("Remove from list", self.tr("Remove from list"), self._forget),
                    Choice("Keep", self.tr("Keep")),
                ),
            )

    def delete(self) -> None:
        """Ask, then delete the model's files."""
        entry = self._page.entry()
        if entry and self._begin():
            ask(
                self._page,
                self.tr("Delete the files of this model?"),
                self.tr("{size} at {path}. This cannot be undone.").format(
                    size=size_text(entry.size), path=entry.path
                ),
                (
                    Choice("Keep", self.tr("Keep")),
                    Choice("Delete files", self.tr("Delete files"), self._delete, "danger"),
                ),
            )

    def _delete(self) -> None:
        entry = self._page.entry()
        if entry and entry.state is ModelState.INCOMPLETE:
            self._job.start(DiscardMerge(self._path))
        else:
            self._job.start(DeleteModel(self._path))
        self._page.retranslate()

    def ended(self, event: object) -> None:
        """Bring the settings in step with what a command did."""
        if isinstance(event, Moved):
            self._replace(event.path)
        elif isinstance(event, Discarded):
            self._forget()
        elif isinstance(event, Inspected):
            self._found(event)
        elif isinstance(event, Failed):
            self._new_place = ""
        self.changed.emit()

    def _found(self, event: Inspected) -> None:
        if event.report.kind is CheckpointKind.MODEL:
            self._replace(self._new_place)
        else:
            ask(
                self._page,
                self.tr("There is no model in this folder."),
                self._new_place,
                (Choice("Close", self.tr("Close")),),
            )

    def _replace(self, new: str) -> None:
        settings = self._settings.current
        models = tuple(new if path == self._path else path for path in settings.models)
        chosen = new if settings.model_path == self._path else settings.model_path
        self._settings.update(models=tuple(dict.fromkeys((*models, new))), model_path=chosen)
        self._path = new

    def _forget(self) -> None:
        settings = self._settings.current
        models = tuple(path for path in settings.models if path != self._path)
        chosen = "" if settings.model_path == self._path else settings.model_path
        self._settings.update(models=models, model_path=chosen)
        self.changed.emit()

    def _choose_folder(self, title: str, act: object) -> None:
        dialog = file_dialog(self._page, title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(act)
        dialog.open()
