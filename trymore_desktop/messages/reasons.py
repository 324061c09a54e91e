"""What the system says about a failed reading or writing, as people may read it in any language."""

from trymore_desktop.messages.table import QT_TRANSLATE_NOOP

REASONS = frozenset(
    (
        QT_TRANSLATE_NOOP("messages", "Input/output error"),
        QT_TRANSLATE_NOOP("messages", "No such file or directory"),
        QT_TRANSLATE_NOOP("messages", "No such device"),
        QT_TRANSLATE_NOOP("messages", "No such device or address"),
        QT_TRANSLATE_NOOP("messages", "Read-only file system"),
        QT_TRANSLATE_NOOP("messages", "Permission denied"),
        QT_TRANSLATE_NOOP("messages", "Operation not permitted"),
        QT_TRANSLATE_NOOP("messages", "Stale file handle"),
        QT_TRANSLATE_NOOP("messages", "Transport endpoint is not connected"),
        QT_TRANSLATE_NOOP("messages", "Too many open files"),
    )
)
"""The C library's English; any other text is shown as it comes."""
