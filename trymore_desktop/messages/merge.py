"""Words for what can go wrong in merge."""

from trymore_desktop.messages import merge_folders, merge_pair
from trymore_desktop.messages.table import QT_TRANSLATE_NOOP, Explanation

TABLE: dict[str, Explanation] = {
    **merge_folders.TABLE,
    **merge_pair.TABLE,
    "merge_running": Explanation(
        QT_TRANSLATE_NOOP("messages", "This merge is already running."),
        QT_TRANSLATE_NOOP("messages", "Another window or terminal writes to {path}."),
        QT_TRANSLATE_NOOP("messages", "Wait until it is done, or stop it there."),
    ),
    "disk_full": Explanation(
        QT_TRANSLATE_NOOP("messages", "The drive is full: {missing} more needed at {path}."),
        QT_TRANSLATE_NOOP("messages", "Something else filled it, or it was too small."),
        QT_TRANSLATE_NOOP("messages", "Free some space and continue; what is finished is kept."),
    ),
    "write_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "Writing to {path} failed: {reason}."),
        QT_TRANSLATE_NOOP("messages", "The drive was disconnected or refuses to write."),
        QT_TRANSLATE_NOOP("messages", "Check the drive and continue; what is finished is kept."),
    ),
    "started_missing": Explanation(
        QT_TRANSLATE_NOOP("messages", "What is finished of this merge is not there: {path}."),
        QT_TRANSLATE_NOOP(
            "messages", "Its drive is not connected, or the folder was moved or removed."
        ),
        QT_TRANSLATE_NOOP("messages", "Connect the drive and continue, or start over."),
    ),
    "source_lost": Explanation(
        QT_TRANSLATE_NOOP("messages", "{path} is gone: {reason}."),
        QT_TRANSLATE_NOOP("messages", "The drive was disconnected or the file was removed."),
        QT_TRANSLATE_NOOP("messages", "Connect it again and continue; nothing is lost."),
    ),
    "read_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "{path} cannot be read at byte {offset}: {reason}."),
        QT_TRANSLATE_NOOP(
            "messages", "Three attempts failed: the drive was disconnected or has bad sectors."
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "Connect the drive again and continue. If the same place fails again, copy the file "
            "from elsewhere and start over.",
        ),
    ),
    "source_short": Explanation(
        QT_TRANSLATE_NOOP("messages", "{path} ends too early, at byte {size}."),
        QT_TRANSLATE_NOOP("messages", "The file was cut off or is being written to."),
        QT_TRANSLATE_NOOP("messages", "Copy or download this file again and start over."),
    ),
    "not_finite": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "The tensor {tensor} is damaged: not a number or infinite ({source})."
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "A file of the base or the delta is damaged, or the two do not belong together.",
        ),
        QT_TRANSLATE_NOOP("messages", "Download the damaged folder again, or choose another one."),
    ),
    "nothing_to_discard": Explanation(
        QT_TRANSLATE_NOOP("messages", "There is no unfinished merge in {path}."),
        QT_TRANSLATE_NOOP("messages", "It is finished, was removed, or was never begun."),
    ),
    "verify_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "The merged model differs from what was written ({name})."),
        QT_TRANSLATE_NOOP("messages", "The drive returned other data than it was given."),
        QT_TRANSLATE_NOOP(
            "messages", "Continue to write that part again; if it happens again, use another drive."
        ),
    ),
    "hash_mismatch": Explanation(
        QT_TRANSLATE_NOOP("messages", "{name} is not what was written."),
        QT_TRANSLATE_NOOP("messages", "The file was changed or damaged since the merge."),
        QT_TRANSLATE_NOOP("messages", "Merge again."),
    ),
    "verify_no_model": Explanation(
        QT_TRANSLATE_NOOP("messages", "{path} is no whole model."),
        QT_TRANSLATE_NOOP("messages", "Its norm weights are those of a delta."),
        QT_TRANSLATE_NOOP("messages", "Merge it with its base first."),
    ),
    "verify_not_finite": Explanation(
        QT_TRANSLATE_NOOP("messages", "The tensor {tensor} is damaged: not a number or infinite."),
        QT_TRANSLATE_NOOP("messages", "The file was damaged, or the model was made wrongly."),
        QT_TRANSLATE_NOOP("messages", "Merge again."),
    ),
    "verify_shapes": Explanation(
        QT_TRANSLATE_NOOP(
            "messages",
            "The tensors are not those that config.json describes ({tensor}; {count} instead of "
            "{expected}).",
        ),
        QT_TRANSLATE_NOOP("messages", "Files are missing or belong to another model."),
        QT_TRANSLATE_NOOP("messages", "Merge again."),
    ),
    "release_unknown": Explanation(
        QT_TRANSLATE_NOOP("messages", "Not a release we know."),
        QT_TRANSLATE_NOOP(
            "messages",
            "Its hashes are in no list; that alone does not mean that anything is wrong.",
        ),
    ),
    "repository_invalid": Explanation(
        QT_TRANSLATE_NOOP("messages", "{repository} is no name of a repository."),
        QT_TRANSLATE_NOOP("messages", "Names look like TryMore/TryMoreGPT-delta-7b."),
        QT_TRANSLATE_NOOP("messages", "Check the name."),
    ),
    "repository_not_found": Explanation(
        QT_TRANSLATE_NOOP("messages", "{repository} was not found at {endpoint}."),
        QT_TRANSLATE_NOOP(
            "messages", "The name is wrong, or the repository is private or was removed."
        ),
        QT_TRANSLATE_NOOP("messages", "Check the name."),
    ),
    "repository_gated": Explanation(
        QT_TRANSLATE_NOOP("messages", "{repository} can only be downloaded with permission."),
        QT_TRANSLATE_NOOP("messages", "Its owners ask for a login and an agreement."),
        QT_TRANSLATE_NOOP(
            "messages", "Get access on the web page and log in with hf auth login, then try again."
        ),
    ),
    "download_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "The download stopped: {reason}."),
        QT_TRANSLATE_NOOP("messages", "{endpoint} could not be reached, or the connection broke."),
        QT_TRANSLATE_NOOP(
            "messages",
            "Try again: what is there is kept. In mainland China a mirror may help; set it in "
            "Settings.",
        ),
    ),
    "download_in_the_way": Explanation(
        QT_TRANSLATE_NOOP("messages", "{path} is in the way."),
        QT_TRANSLATE_NOOP(
            "messages",
            "A file of this name with other content is already there, and it is never replaced.",
        ),
        QT_TRANSLATE_NOOP("messages", "Move it away or choose another folder."),
    ),
    "download_damaged": Explanation(
        QT_TRANSLATE_NOOP("messages", "{name} arrived damaged."),
        QT_TRANSLATE_NOOP(
            "messages", "Its checksum is not the one that the hub states. The file was removed."
        ),
        QT_TRANSLATE_NOOP("messages", "Try again."),
    ),
}
