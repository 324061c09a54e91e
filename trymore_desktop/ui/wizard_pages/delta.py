"""Screen 3: the TryMoreGPT delta."""

from trymore_desktop.core.checkpoints import CheckpointKind, Place
from trymore_desktop.core.events import PlanReady
from trymore_desktop.engine.protocol import PlanMerge
from trymore_desktop.messages import Words
from trymore_desktop.ui.wizard_pages.fetch import FetchPanel
from trymore_desktop.ui.wizard_pages.source import SourcePage
from trymore_desktop.ui.wizard_session import WizardSession


class DeltaPage(SourcePage):
    """What the authors trained, as a difference to LLaMA; and where to get it."""

    def __init__(self, session: WizardSession) -> None:
        super().__init__(session, Place.DELTA)
        self.fetch_panel = FetchPanel(session)
        self.fetch_panel.fetched.connect(self.field.choose)
        self.column.addWidget(self.fetch_panel)
        self._plan_job = session.job(self)
        self._plan_job.ended.connect(self._planned)
        self.column.addStretch(1)
        self.retranslate()

    def enter(self) -> None:
        """Offer the delta that suits the base."""
        base = self.session.flow.reports.get(Place.BASE)
        size = (base.size_class if base else "") or self.session.flow.state.size
        self.fetch_panel.show_size(size if size in ("7B", "13B") else "7B")
        super().enter()

    def known(self) -> None:
        """See at once whether the two belong together."""
        state = self.session.flow.state
        if state.base and state.delta and not self.session.flow.exchanged:
            options = self.session.flow.options
            self._plan_job.start(PlanMerge(state.base, state.delta, state.target, options))

    def _planned(self, event: object) -> None:
        if isinstance(event, PlanReady) and event.plan.delta.path == self.session.flow.state.delta:
            self.session.flow.planned(event.plan)
            self.session.refresh()
            self.retranslate()

    def leave(self) -> None:
        """The summary asks for a plan of its own."""
        self._plan_job.drop()
        super().leave()

    def retranslate(self) -> None:
        """Write every text."""
        super().retranslate()
        self.heading.setText(self.tr("The TryMoreGPT delta"))
        self.intro.setText(
            self.tr("What the authors trained, published as the difference to LLaMA.")
        )
        self.field.call.setText(self.tr("Drop the folder with the delta here"))

    def good_words(self) -> Words:
        """The delta can be used; whether it suits the base is said with the plan."""
        report = self.session.flow.reports[Place.DELTA]
        if report.kind is CheckpointKind.ADAPTER:
            return Words(self.tr("This is a LoRA adapter, which can be merged as well."), "", "")
        return Words(self.tr("This is a good delta."), "", "")
