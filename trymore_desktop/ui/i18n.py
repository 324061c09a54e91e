"""The language of the window: chosen or the system's, changed while the program runs."""

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QObject,
    QTranslator,
)

from trymore_desktop.paths import resources_dir

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""Codes and names; a language is named in itself, so that its reader finds it."""


def effective_language(choice: str) -> str:
    """`choice`, or the system's language where it is empty or unknown; English is the last."""
    if choice in LANGUAGES:
        return choice
    for name in QLocale.system().uiLanguages():
        language = QLocale(name.replace("-", "_")).language()
        if language == QLocale.Language.Chinese:
            return "zh_CN"
        if language == QLocale.Language.English:
            return "en"
    return "en"


class Translators(QObject):
    """Holds the installed translations; every widget gets LanguageChange when they change."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self._app = app
        self._installed: list[QTranslator] = []
        self.language = ""

    def use(self, choice: str) -> str:
        """Show the program in `choice` (a code, or empty for the system's); the code in use."""
        language = effective_language(choice)
        if language == self.language:
            return language
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self.language = language
        QLocale.setDefault(QLocale(language))
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        places = [
            (f"qtbase_{language}", qt_folder),
            (f"trymore_{language}", str(resources_dir() / "translations")),
        ]
        self._installed = [
            translator
            for name, folder in places
            if (translator := QTranslator(self)).load(name, folder)
        ]
        for translator in self._installed:
            self._app.installTranslator(translator)
        return language
