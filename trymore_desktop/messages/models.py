"""Words for what can go wrong with the models that are there already."""

from trymore_desktop.messages.table import QT_TRANSLATE_NOOP, Explanation

TABLE: dict[str, Explanation] = {
    "move_source_missing": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model is not at {path}."),
        QT_TRANSLATE_NOOP("messages", "Its drive may not be connected, or it was moved."),
        QT_TRANSLATE_NOOP("messages", "Connect the drive, or point to the new place."),
    ),
    "move_target_exists": Explanation(
        QT_TRANSLATE_NOOP("messages", "There is something at {path} already."),
        QT_TRANSLATE_NOOP("messages", "Nothing that exists is overwritten."),
        QT_TRANSLATE_NOOP("messages", "Choose another folder."),
    ),
    "move_target_inside": Explanation(
        QT_TRANSLATE_NOOP("messages", "The new place {path} lies inside the model's own folder."),
        "",
        QT_TRANSLATE_NOOP("messages", "Choose a folder elsewhere."),
    ),
    "move_no_space": Explanation(
        QT_TRANSLATE_NOOP("messages", "Not enough space: {missing} more are needed at {path}."),
        QT_TRANSLATE_NOOP(
            "messages", "A moved model is copied and checked before the old one goes."
        ),
        QT_TRANSLATE_NOOP("messages", "Free some space, or choose another drive."),
    ),
    "move_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model could not be moved: {reason}"),
        QT_TRANSLATE_NOOP("messages", "The model is still whole in its old place {path}."),
        QT_TRANSLATE_NOOP("messages", "Check the drives and try again."),
    ),
    "move_copy_differs": Explanation(
        QT_TRANSLATE_NOOP("messages", "The copy of {name} differs from what was read."),
        QT_TRANSLATE_NOOP(
            "messages", "The new drive or its cable is faulty. The model is whole in its old place."
        ),
        QT_TRANSLATE_NOOP("messages", "Choose another drive."),
    ),
    "delete_unknown": Explanation(
        QT_TRANSLATE_NOOP("messages", "The files in {path} were not made by this program."),
        QT_TRANSLATE_NOOP("messages", "Only files that it made itself are ever deleted."),
        QT_TRANSLATE_NOOP(
            "messages", "Remove the model from the list, or delete the folder yourself."
        ),
    ),
    "delete_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model could not be deleted: {reason}"),
        QT_TRANSLATE_NOOP(
            "messages", "Another program may use its files, or the drive is read-only."
        ),
        QT_TRANSLATE_NOOP("messages", "Close other programs that use {path} and try again."),
    ),
}
