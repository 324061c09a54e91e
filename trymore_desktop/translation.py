"""The person's language in the terminal, from the same translation files as the window's."""

import locale
import os
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping
from pathlib import Path

from trymore_desktop.paths import resources_dir

Translate = Callable[[str, str], str]
"""(context, English source) -> text in the person's language."""

CHINESE = "zh_CN"
ENGLISH = "en"
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def system_language(environment: Mapping[str, str] = os.environ) -> str:
    """zh_CN or en, as the environment says, on Windows as the system does."""
    name = next((value for key in _VARIABLES if (value := environment.get(key))), "")
    if not name and sys.platform == "win32":
        name = locale.getlocale()[0] or ""
    return CHINESE if name.lower().startswith(("zh", "chinese")) else ENGLISH


class Translator:
    """Texts of one .ts file; whatever is not in it stays English."""

    def __init__(self, language: str, folder: Path | None = None) -> None:
        self.language = language
        folder = folder or resources_dir() / "translations"
        self._texts = read_texts(folder / f"trymore_{language}.ts")

    def translate(self, context: str, source: str) -> str:
        """The text in the person's language."""
        return self._texts.get((context, source), source)


def read_texts(path: Path) -> dict[tuple[str, str], str]:
    """Finished translations by (context, source) that have no plural forms.

    None if the file is missing or damaged.

    The format is Qt Linguist's TS 2.1, as `pyside6-lupdate` writes it.
    """
    try:
        contexts = ElementTree.parse(path).getroot().iter("context")
    except (OSError, ElementTree.ParseError):
        return {}
    texts: dict[tuple[str, str], str] = {}
    for context in contexts:
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or message.get("numerus"):
                continue
            if translation.get("type") is None and translation.text:
                texts[name, message.findtext("source", "")] = translation.text
    return texts
