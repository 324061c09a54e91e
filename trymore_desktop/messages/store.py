"""Words for what can go wrong with chats, settings, export and import."""

from trymore_desktop.messages.table import QT_TRANSLATE_NOOP, Explanation

TABLE: dict[str, Explanation] = {
    "store_in_use": Explanation(
        QT_TRANSLATE_NOOP("messages", "Your chats are open in another window of this program."),
        QT_TRANSLATE_NOOP(
            "messages", "Process {pid} holds {path}; two at once could overwrite each other."
        ),
        QT_TRANSLATE_NOOP("messages", "Use the other window, or close it and start again."),
    ),
    "store_newer": Explanation(
        QT_TRANSLATE_NOOP("messages", "Your chats were saved by a newer version of this program."),
        QT_TRANSLATE_NOOP(
            "messages",
            "{path} is of version {version}; this program knows versions up to {known}. Nothing in"
            " it was changed.",
        ),
        QT_TRANSLATE_NOOP("messages", "Start the newer version, or update this one."),
    ),
    "store_damaged": Explanation(
        QT_TRANSLATE_NOOP("messages", "The file with your chats is damaged."),
        QT_TRANSLATE_NOOP("messages", "{path} could not be read as it was written."),
        QT_TRANSLATE_NOOP(
            "messages",
            "When the program starts, it can make a sound file of everything that can be read; the"
            " damaged one is kept. An older copy may be in the folder backups beside it.",
        ),
    ),
    "store_full": Explanation(
        QT_TRANSLATE_NOOP("messages", "The disk with your chats is full: this was not saved."),
        QT_TRANSLATE_NOOP("messages", "{path} cannot grow; {free} bytes are free."),
        QT_TRANSLATE_NOOP("messages", "Free some space on that disk, then try again."),
    ),
    "store_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "Your chats cannot be read or written at the moment."),
        QT_TRANSLATE_NOOP("messages", "{path}: {reason}"),
        QT_TRANSLATE_NOOP(
            "messages", "Check that the drive is connected and that you may write there."
        ),
    ),
    "store_gone": Explanation(
        QT_TRANSLATE_NOOP("messages", "The file with your chats is not there at the moment."),
        QT_TRANSLATE_NOOP("messages", "{path} was there when the program started."),
        QT_TRANSLATE_NOOP("messages", "Connect its drive again; then everything goes on."),
    ),
    "store_path_long": Explanation(
        QT_TRANSLATE_NOOP("messages", "The folder for your chats has too long a name."),
        QT_TRANSLATE_NOOP("messages", "{path} takes more than {most} bytes."),
        QT_TRANSLATE_NOOP(
            "messages", "Set TRYMORE_HOME to a folder with a shorter name and start again."
        ),
    ),
    "conversation_missing": Explanation(
        QT_TRANSLATE_NOOP("messages", "This conversation no longer exists."),
        QT_TRANSLATE_NOOP("messages", "It was removed for good."),
        QT_TRANSLATE_NOOP("messages", "Choose another one in the list."),
    ),
    "message_missing": Explanation(
        QT_TRANSLATE_NOOP("messages", "This message no longer exists."),
        QT_TRANSLATE_NOOP("messages", "Its conversation was removed for good."),
        QT_TRANSLATE_NOOP("messages", "Choose another conversation in the list."),
    ),
    "export_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "The conversations could not be written to a file."),
        QT_TRANSLATE_NOOP("messages", "{path}: {reason}"),
        QT_TRANSLATE_NOOP("messages", "Choose another folder, or free some space there."),
    ),
    "import_unknown": Explanation(
        QT_TRANSLATE_NOOP("messages", "This file holds no conversations that can be read."),
        QT_TRANSLATE_NOOP(
            "messages",
            "{path} is neither a ShareGPT file, nor an export of ChatGPT, nor one of this program.",
        ),
        QT_TRANSLATE_NOOP(
            "messages", "Choose a .json file in one of these formats, or the .zip from ChatGPT."
        ),
    ),
    "import_broken": Explanation(
        QT_TRANSLATE_NOOP("messages", "The file is damaged or was cut off; nothing was imported."),
        QT_TRANSLATE_NOOP("messages", "{path} is no valid JSON: {reason}"),
        QT_TRANSLATE_NOOP("messages", "Download or export it again."),
    ),
    "import_empty": Explanation(
        QT_TRANSLATE_NOOP("messages", "The file holds no messages; nothing was imported."),
        QT_TRANSLATE_NOOP("messages", "None of the {entries} entries in {path} has any text."),
    ),
    "import_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "The file could not be read; nothing was imported."),
        QT_TRANSLATE_NOOP("messages", "{path}: {reason}"),
        QT_TRANSLATE_NOOP("messages", "Check that the file is still there and may be read."),
    ),
    "settings_not_saved": Explanation(
        QT_TRANSLATE_NOOP("messages", "Your settings could not be saved."),
        QT_TRANSLATE_NOOP("messages", "{path} could not be written: {reason}"),
        QT_TRANSLATE_NOOP("messages", "Free some space, or check that you may write there."),
    ),
    "settings_unreadable": Explanation(
        QT_TRANSLATE_NOOP("messages", "Your settings could not be read; the defaults are used."),
        QT_TRANSLATE_NOOP("messages", "{path}: {reason}"),
        QT_TRANSLATE_NOOP("messages", "A damaged file was kept beside it, with .bad at its end."),
    ),
    "setting_replaced": Explanation(
        QT_TRANSLATE_NOOP("messages", "The setting {name} had a value that makes no sense."),
        QT_TRANSLATE_NOOP("messages", "{reason}"),
        QT_TRANSLATE_NOOP("messages", "Its default is used instead; all others are kept."),
    ),
}
