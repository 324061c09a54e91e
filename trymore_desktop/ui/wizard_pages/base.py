"""Screen 2: the LLaMA base."""

from trymore_desktop.core.checkpoints import Place
from trymore_desktop.messages import Words
from trymore_desktop.ui.widgets import Text
from trymore_desktop.ui.wizard_pages.source import SourcePage
from trymore_desktop.ui.wizard_session import WizardSession


class BasePage(SourcePage):
    """Which LLaMA, and where it is."""

    def __init__(self, session: WizardSession) -> None:
        super().__init__(session, Place.BASE)
        self._about = Text(0.95, muted=True)
        self.column.addWidget(self._about)
        self.column.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """Write every text."""
        super().retranslate()
        self.heading.setText(self.tr("Your LLaMA base"))
        self.intro.setText(
            self.tr("LLaMA of the first generation (2023), 7B or 13B. Not LLaMA-2, not GGUF.")
        )
        self.field.call.setText(self.tr("Drop the folder with your LLaMA weights here"))
        self._about.setText(
            self.tr(
                "Taken as they are: Hugging Face folders (.safetensors or .bin) and Meta's "
                "original files (consolidated.00.pth). Your files are only read, never changed."
            )
        )

    def good_words(self) -> Words:
        """The base can be used."""
        report = self.session.flow.reports[Place.BASE]
        if report.format == "meta":
            return Words(
                self.tr("This is a good base."),
                self.tr("Original files of Meta: they are converted while merging, no extra step."),
                "",
            )
        return Words(self.tr("This is a good base."), "", "")
