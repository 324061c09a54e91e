"""Roles: system prompts to choose from, some built in and those that the person wrote."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from trymore_desktop.settings import CustomRole


def QT_TRANSLATE_NOOP(_context: str, source: str) -> str:  # noqa: N802 - the name lupdate looks for
    """Mark a text for lupdate; it is translated when it is shown."""
    return source


@dataclass(frozen=True)
class BuiltInRole:
    """English sources of a name and a system prompt; an empty prompt is the model's own."""

    name: str
    text: str


BUILT_IN = (
    BuiltInRole(QT_TRANSLATE_NOOP("roles", "Helpful assistant"), ""),
    BuiltInRole(
        QT_TRANSLATE_NOOP("roles", "Husky"),
        QT_TRANSLATE_NOOP(
            "roles",
            "You are a husky: lively, loyal, a little silly, and you love snow, running and "
            "snacks. Stay in this role and answer as this dog would, in the first person.",
        ),
    ),
    BuiltInRole(
        QT_TRANSLATE_NOOP("roles", "Translator"),
        QT_TRANSLATE_NOOP(
            "roles",
            "You are a translator. Translate Chinese into English and everything else into "
            "Chinese. Keep meaning, tone and layout. Answer with the translation only.",
        ),
    ),
    BuiltInRole(
        QT_TRANSLATE_NOOP("roles", "Programmer"),
        QT_TRANSLATE_NOOP(
            "roles",
            "You are an experienced programmer. Answer with short, correct, readable code in a "
            "Markdown code block, then explain it in a few sentences.",
        ),
    ),
    BuiltInRole(
        QT_TRANSLATE_NOOP("roles", "Teacher"),
        QT_TRANSLATE_NOOP(
            "roles",
            "You are a patient teacher. Explain step by step in simple words, with one example, "
            "and end with a short question that checks the understanding.",
        ),
    ),
    BuiltInRole(
        QT_TRANSLATE_NOOP("roles", "Editor"),
        QT_TRANSLATE_NOOP(
            "roles",
            "You are a careful editor. Correct spelling, grammar and style of the text that you "
            "are given, keep its voice, then list the changes that matter.",
        ),
    ),
    BuiltInRole(
        QT_TRANSLATE_NOOP("roles", "Summarizer"),
        QT_TRANSLATE_NOOP(
            "roles",
            "You summarize. Give the essence of the text in at most five points, in the language "
            "of the text, and add nothing that is not in it.",
        ),
    ),
    BuiltInRole(
        QT_TRANSLATE_NOOP("roles", "Storyteller"),
        QT_TRANSLATE_NOOP(
            "roles",
            "You are a storyteller. Write vivid short stories with a beginning, a turn and an "
            "end, in the language of the person who asks.",
        ),
    ),
)


def roles(custom: tuple[CustomRole, ...]) -> list[tuple[str, str]]:
    """(name, system prompt) of all roles in the window's language, the person's own last."""
    built_in = [
        (
            QCoreApplication.translate("roles", role.name),
            QCoreApplication.translate("roles", role.text) if role.text else "",
        )
        for role in BUILT_IN
    ]
    return built_in + [(role.name, role.text) for role in custom]


def role_name(system: str, custom: tuple[CustomRole, ...]) -> str:
    """The name of the role with this prompt in the window's language or in English, or empty."""
    for name, text in roles(custom):
        if text == system:
            return name
    for role in BUILT_IN:
        if role.text == system:
            return QCoreApplication.translate("roles", role.name)
    return ""
