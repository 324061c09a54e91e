"""Words for what can go wrong in the window."""

from trymore_desktop.messages.table import QT_TRANSLATE_NOOP, Explanation

TABLE: dict[str, Explanation] = {
    "file_not_readable": Explanation(
        QT_TRANSLATE_NOOP("messages", "“{name}” could not be read."),
        QT_TRANSLATE_NOOP("messages", "The system says: {reason}."),
        QT_TRANSLATE_NOOP("messages", "Check that the file is there and that you may read it."),
    ),
    "file_too_large": Explanation(
        QT_TRANSLATE_NOOP("messages", "“{name}” is too large for a message."),
        QT_TRANSLATE_NOOP("messages", "Files of up to {limit} can be inserted."),
        QT_TRANSLATE_NOOP("messages", "Copy the part that matters and paste it."),
    ),
    "file_no_text": Explanation(
        QT_TRANSLATE_NOOP("messages", "“{name}” is not a text file."),
        QT_TRANSLATE_NOOP("messages", "The model reads text only."),
        QT_TRANSLATE_NOOP("messages", "Save it as plain text in UTF-8 and drop it again."),
    ),
}
