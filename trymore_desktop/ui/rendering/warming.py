"""Loads what the first code block would otherwise wait for: some fifty milliseconds of Pygments."""

from threading import Thread

from trymore_desktop.ui.rendering.code import find_lexer

COMMON = ("", "python", "javascript", "bash", "cpp", "json")


def warm_up() -> Thread:
    """Prepare the lexers of common languages in a thread, so that no turn of the window waits."""
    thread = Thread(target=_prepare, name="warm-up", daemon=True)
    thread.start()
    return thread


def _prepare() -> None:
    for language in COMMON:
        for _token in find_lexer(language).get_tokens("x = 1\n"):
            pass
