"""Theme, font size and language of the whole program, as the settings and the desktop want them."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from trymore_desktop.settings import Settings
from trymore_desktop.ui.i18n import Translators
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.theme import Theme, apply_theme, choose_theme, theme_of


class Look(QObject):
    """Applies what is chosen, at once and whenever it changes."""

    def __init__(self, app: QApplication, preferences: Preferences) -> None:
        super().__init__(app)
        self._app = app
        self._preferences = preferences
        self._translators = Translators(app)
        self._applied: tuple[Theme, int] | None = None
        # What the desktop says: Fusion's palette is light or dark after it, and asking for the
        # scheme itself would make all enums of `Qt` before the first paint.
        self._desktop = theme_of(app.palette())
        preferences.changed.connect(self._changed)
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self._translators.use(preferences.current.language)
        self._apply()

    @property
    def language(self) -> str:
        """The code of the language in use."""
        return self._translators.language

    @Slot()
    def _apply(self) -> None:
        settings = self._preferences.current
        if self._applied is None and settings.theme == "system":
            theme = self._desktop
        else:
            theme = choose_theme(settings.theme)
        wanted = (theme, settings.font_scale)
        if wanted != self._applied:
            self._applied = wanted
            apply_theme(self._app, *wanted)

    @Slot(object, object)
    def _changed(self, before: Settings, now: Settings) -> None:
        if before.language != now.language:
            self._translators.use(now.language)
        self._apply()
