"""The pages of the settings."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent

from trymore_desktop.core.chat import ContextPolicy, GenerationConfig
from trymore_desktop.ui.hardware_page import HardwareView
from trymore_desktop.ui.i18n import LANGUAGES
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.presets import preset_of
from trymore_desktop.ui.role_dialog import RoleEditor
from trymore_desktop.ui.sampling_form import SamplingForm
from trymore_desktop.ui.settings_rows import ChoiceBox, SettingsPage, line, slider, switch
from trymore_desktop.ui.theme import MAX_SCALE, MIN_SCALE
from trymore_desktop.ui.widgets import Text, button, row
from trymore_desktop.worker import EngineWorker

Entries = list[tuple[str, str]]
SCALE_DELAY = 150
"""Milliseconds after which a dragged text size is applied: each step lays everything out anew."""


class GeneralPage(SettingsPage):
    """Language, look, writing, notifications."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        now, change = preferences.current, preferences.update
        language = ChoiceBox(self._languages, now.language, lambda v: change(language=v))
        self.add(language, "Language", lambda: self.tr("Language"))
        self._theme = ChoiceBox(self._themes, now.theme, lambda v: change(theme=v))
        self.add(self._theme, "Theme", lambda: self.tr("Theme"))
        self._wanted_scale = now.font_scale
        self._scale_timer = QTimer(self, singleShot=True, interval=SCALE_DELAY)
        self._scale_timer.timeout.connect(self._apply_scale)
        self._scale = slider(MIN_SCALE, MAX_SCALE, 10, now.font_scale, self._take_scale)
        self.add(self._scale, "Text size", self._scale_text)
        enter = ChoiceBox(
            self._enters,
            "send" if now.enter_sends else "line",
            lambda v: change(enter_sends=v == "send"),
        )
        self.add(enter, "Enter key", lambda: self.tr("Enter key"))
        notify = switch(now.notifications, lambda v: change(notifications=v))
        self.add(
            notify,
            "Notifications",
            lambda: self.tr("Notify me when a long reply or a merge ends"),
            lambda: self.tr("Only while the window is not in front; never with chat text."),
        )

    def title(self) -> str:
        """The page's name."""
        return self.tr("General")

    def _languages(self) -> Entries:
        return [("", self.tr("As the system")), *LANGUAGES.items()]

    def _themes(self) -> Entries:
        return [
            ("system", self.tr("As the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
        ]

    def _enters(self) -> Entries:
        return [
            ("send", self.tr("Sends; Shift+Enter starts a new line")),
            ("line", self.tr("Starts a new line; Shift+Enter sends")),
        ]

    def _take_scale(self, percent: int) -> None:
        self._wanted_scale = percent
        self.rewrite()
        self._scale_timer.start()

    def _scale_text(self) -> str:
        return self.tr("Text size: {percent} %").format(percent=self._wanted_scale)

    @Slot()
    def _apply_scale(self) -> None:
        self._preferences.update(font_scale=self._wanted_scale)


class ModelPage(SettingsPage):
    """Where and how a model runs, and what happens when the context is full."""

    reload_requested = Signal()

    def __init__(self, preferences: Preferences, worker: EngineWorker) -> None:
        super().__init__()
        now, change = preferences.current, preferences.update
        self._hardware = HardwareView(worker)
        self.column.insertWidget(0, self._hardware)
        self._worker = worker
        device = ChoiceBox(self._devices, now.device, lambda v: change(device=v))
        self.add(device, "Device", lambda: self.tr("Runs on"))
        precision = ChoiceBox(self._precisions, now.precision, lambda v: change(precision=v))
        self.add(
            precision,
            "Precision",
            lambda: self.tr("Precision"),
            lambda: self.tr(
                "8 and 4 bits need a half and a quarter of the memory and cost a little quality."
            ),
        )
        self._reload = button("Load again")
        self._reload.clicked.connect(self.reload_requested)
        self.add_below(self._reload)
        policy = ChoiceBox(
            self._policies,
            now.context_policy.value,
            lambda v: change(context_policy=ContextPolicy(v)),
        )
        self.add(
            policy,
            "Context policy",
            lambda: self.tr("When the context is full"),
            lambda: self.tr(
                "The role's instructions and the latest turns are always kept whole. A line in "
                "the conversation shows what the model no longer sees."
            ),
        )
        endpoint = line(now.hub_endpoint, lambda v: change(hub_endpoint=v))
        endpoint.setPlaceholderText("https://huggingface.co")
        self.add(
            endpoint,
            "Hub mirror",
            lambda: self.tr("Mirror for downloads"),
            lambda: self.tr(
                "Used only when you press Download in the set-up; empty means huggingface.co."
            ),
        )
        index = line(now.package_index, lambda v: change(package_index=v.strip()))
        self.add(
            index,
            "Package index",
            lambda: self.tr("Index for the GPU build"),
            lambda: self.tr(
                "Used only when you press Fetch the GPU build; empty means the one that pip uses."
            ),
        )
        self.add_texts(self._write)

    def title(self) -> str:
        """The page's name."""
        return self.tr("Model")

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Look at the hardware when the page is first seen."""
        super().showEvent(event)
        if self._hardware.hardware is None and self._worker.isRunning():
            self._hardware.recheck()

    def _write(self) -> None:
        self._reload.setText(self.tr("Load the model again with these"))

    def _devices(self) -> Entries:
        return [
            ("auto", self.tr("The best there is")),
            ("cuda", self.tr("NVIDIA or AMD graphics card")),
            ("mps", self.tr("Apple graphics")),
            ("cpu", self.tr("Processor")),
        ]

    def _precisions(self) -> Entries:
        return [
            ("auto", self.tr("The best that fits")),
            ("fp16", self.tr("16 bits (fp16)")),
            ("bf16", self.tr("16 bits (bf16)")),
            ("int8", self.tr("8 bits")),
            ("int4", self.tr("4 bits")),
        ]

    def _policies(self) -> Entries:
        return [
            (ContextPolicy.DROP_OLDEST.value, self.tr("Leave out the oldest turns")),
            (ContextPolicy.REFUSE.value, self.tr("Stop and ask me")),
        ]


class StylePage(SettingsPage):
    """The sampling parameters of every conversation without its own."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._form = SamplingForm(preferences.current.generation)
        self._form.changed.connect(self._take)
        self.column.insertWidget(0, self._form)

    def title(self) -> str:
        """The page's name."""
        return self.tr("Style of replies")

    @Slot(object)
    def _take(self, config: GenerationConfig) -> None:
        self._preferences.update(generation=config, preset=preset_of(config))


class RolesPage(SettingsPage):
    """The roles, and which one a new conversation has."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._editor = RoleEditor(preferences, preferences.current.system_prompt)
        self._usual = button("Use for every new conversation")
        self._usual.clicked.connect(self._use)
        self._now = Text(0.93, muted=True)
        self.column.insertWidget(0, self._editor, 1)
        self.column.insertLayout(1, row(self._usual))
        self.column.insertWidget(2, self._now)
        self._editor.chosen.connect(self._mark)
        self.add_texts(self._write)

    def title(self) -> str:
        """The page's name."""
        return self.tr("Roles")

    @Slot()
    def _use(self) -> None:
        self._preferences.update(system_prompt=self._editor.text)
        self._mark()

    @Slot()
    def _mark(self) -> None:
        self._usual.setEnabled(self._editor.text != self._preferences.current.system_prompt)
        self._write()

    def _write(self) -> None:
        self._usual.setText(self.tr("Use for every new conversation"))
        usual = self._editor.text == self._preferences.current.system_prompt
        self._now.setText(self.tr("New conversations have this role.") if usual else "")
