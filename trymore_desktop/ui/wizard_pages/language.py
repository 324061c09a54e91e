"""Screen 0: the language, and which way to go."""

from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from trymore_desktop.core.checkpoints import CheckpointKind, CheckpointReport, Severity
from trymore_desktop.core.events import Failed, Inspected
from trymore_desktop.engine.protocol import Inspect
from trymore_desktop.messages import Words
from trymore_desktop.ui.folder_field import FolderField
from trymore_desktop.ui.i18n import LANGUAGES, effective_language
from trymore_desktop.ui.widgets import Note, Text, button, card, row
from trymore_desktop.ui.wizard_pages.page import Page
from trymore_desktop.ui.wizard_session import WizardSession
from trymore_desktop.ui.words import failure_words, problem_words


class LanguagePage(Page):
    """中文 or English at once; the demo, one's own weights, a merged model, or a look around."""

    def __init__(self, session: WizardSession) -> None:
        super().__init__(session)
        self._report: CheckpointReport | None = None
        self._failure: Failed | None = None
        self._job = session.job(self)
        self._job.ended.connect(self._inspected)
        self._build_languages()
        self._build_demo()
        self._build_others()
        self.column.addStretch(1)
        self.retranslate()

    def _build_languages(self) -> None:
        self._languages = QButtonGroup(self)
        self._languages.setExclusive(True)
        line = QHBoxLayout()
        line.setSpacing(12)
        present = effective_language(self.session.settings.current.language)
        for code, name in LANGUAGES.items():
            choice = button(name, "choice")
            choice.setText(name)
            choice.setCheckable(True)
            choice.setChecked(code == present)
            choice.setProperty("language", code)
            self._languages.addButton(choice)
            line.addWidget(choice)
        self._languages.buttonClicked.connect(self._choose_language)
        self.column.addLayout(line)

    def _build_demo(self) -> None:
        frame, column = card(accent=True)
        self._demo_title = Text(1.15, bold=True)
        self._demo_text = Text(muted=True)
        self.demo = button("Try the built-in demo", primary=True)
        self.demo.clicked.connect(self._take_demo)
        column.addWidget(self._demo_title)
        column.addWidget(self._demo_text)
        column.addSpacing(4)
        column.addLayout(row(self.demo))
        self.column.addSpacing(6)
        self.column.addWidget(frame)

    def _build_others(self) -> None:
        self._own_text = Text(muted=True)
        self._ready = button("I already have a merged model", "link")
        self._ready.clicked.connect(self._ask_for_model)
        self._look = button("Look around first", "link")
        self._look.clicked.connect(self.session.look_around)
        self._model = FolderField("Model folder", "Browse model", large=False)
        self._model.chosen.connect(self._inspect)
        self._model.hide()
        self._note = Note()
        self._note.hide()
        self.column.addWidget(self._own_text)
        self.column.addLayout(row(self._ready, self._look))
        self.column.addWidget(self._model)
        self.column.addWidget(self._note)

    def retranslate(self) -> None:
        """Write every text."""
        self.heading.setText(self.tr("Welcome to TryMoreGPT"))
        self.intro.setText(self.tr("Everything stays on this computer. 一切都在本机完成。"))
        self._demo_title.setText(self.tr("See it work in a minute"))
        self._demo_text.setText(
            self.tr(
                "A tiny model comes with the program. It is merged in seconds by the same code "
                "as the large ones, and then you can chat with it. It shows that everything "
                "works; it is not clever."
            )
        )
        self.demo.setText(self.tr("Try the built-in demo"))
        self._own_text.setText(
            self.tr(
                "Or choose Next: make the real TryMoreGPT from your LLaMA weights and the "
                "published delta."
            )
        )
        self._ready.setText(self.tr("I already have a merged model"))
        self._look.setText(self.tr("Look around first"))
        self._model.call.setText(self.tr("Drop the model's folder here"))
        self._show_note()

    def forwarded(self) -> None:
        """Take the long way."""
        self.session.flow.choose_own()
        self.session.refresh()

    def first_focus(self) -> QWidget | None:
        """The language that is chosen: two framed ones would look like two answers."""
        return self._languages.checkedButton()

    def _choose_language(self, choice: QPushButton) -> None:
        code = choice.property("language")
        self.session.settings.update(language=code)
        self.session.language_chosen.emit(code)

    def _take_demo(self) -> None:
        flow = self.session.flow
        flow.choose_demo()
        if (Path(flow.state.target) / "config.json").is_file():
            flow.choose_ready(Path(flow.state.target))
        self.session.refresh()

    def _ask_for_model(self) -> None:
        self._model.setVisible(self._model.isHidden())
        self._model.edit.setFocus()
        self._show_note()

    def _inspect(self, folder: str) -> None:
        self._report = self._failure = None
        self._show_note()
        if folder:
            self._job.start(Inspect(folder))

    def _inspected(self, event: object) -> None:
        self._report = event.report if isinstance(event, Inspected) else None
        self._failure = event if isinstance(event, Failed) else None
        if self._report and self._usable(self._report):
            self.session.flow.choose_ready(Path(self._report.path))
            self.session.refresh()
        self._show_note()

    @staticmethod
    def _usable(report: CheckpointReport) -> bool:
        blocked = any(problem.severity is Severity.ERROR for problem in report.problems)
        return report.kind is CheckpointKind.MODEL and not blocked

    def _show_note(self) -> None:
        words = None
        if self._failure:
            words = failure_words(self._failure)
        elif self._report and not self._usable(self._report):
            words = self._refusal(self._report)
        self._note.setVisible(words is not None and not self._model.isHidden())
        if words:
            self._note.say("error", words)

    def _refusal(self, report: CheckpointReport) -> Words:
        errors = [found for found in report.problems if found.severity is Severity.ERROR]
        if errors:
            return problem_words(errors[0])
        return Words(
            self.tr("This is a delta, not a whole model."),
            self.tr("A delta alone writes gibberish; it must be added to its LLaMA base first."),
            self.tr("Choose Next and merge it, or choose another folder."),
        )
