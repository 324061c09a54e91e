"""Words for what can go wrong with fetching another build of torch."""

from trymore_desktop.messages.table import QT_TRANSLATE_NOOP, Explanation

TABLE: dict[str, Explanation] = {
    "runtime_not_needed": Explanation(
        QT_TRANSLATE_NOOP("messages", "Nothing needs to be fetched."),
        QT_TRANSLATE_NOOP("messages", "The PyTorch in use can use NVIDIA graphics cards already."),
    ),
    "runtime_none_here": Explanation(
        QT_TRANSLATE_NOOP("messages", "There is no GPU build of PyTorch for this system."),
        QT_TRANSLATE_NOOP("messages", "NVIDIA cards are supported on Linux and Windows only."),
    ),
    "runtime_no_pip": Explanation(
        QT_TRANSLATE_NOOP("messages", "The installer of Python packages, pip, cannot be started."),
        "",
        QT_TRANSLATE_NOOP("messages", "Install pip, or install this program again."),
    ),
    "runtime_busy": Explanation(
        QT_TRANSLATE_NOOP("messages", "A GPU build is being fetched already, by process {pid}."),
        "",
        QT_TRANSLATE_NOOP("messages", "Wait until it is done."),
    ),
    "runtime_no_space": Explanation(
        QT_TRANSLATE_NOOP("messages", "Not enough space for the GPU build: {needed} are needed."),
        QT_TRANSLATE_NOOP("messages", "{free} are free at {path}."),
        QT_TRANSLATE_NOOP("messages", "Free some space and try again."),
    ),
    "runtime_disk_full": Explanation(
        QT_TRANSLATE_NOOP("messages", "The drive filled up while the GPU build was fetched."),
        QT_TRANSLATE_NOOP("messages", "Complete files are kept; nothing in use was changed."),
        QT_TRANSLATE_NOOP("messages", "Free some space and try again."),
    ),
    "runtime_folder_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "The folder for the GPU build cannot be written: {reason}"),
        QT_TRANSLATE_NOOP("messages", "It is {path}."),
        QT_TRANSLATE_NOOP("messages", "Check the drive and the rights, then try again."),
    ),
    "runtime_fetch_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "The GPU build could not be fetched."),
        QT_TRANSLATE_NOOP("messages", "pip says: {reason}"),
        QT_TRANSLATE_NOOP(
            "messages",
            "Check the network and try again: complete files are kept. "
            "Without network, use trymore runtime --from with a folder of wheels.",
        ),
    ),
    "runtime_unreachable": Explanation(
        QT_TRANSLATE_NOOP("messages", "The package index cannot be reached."),
        QT_TRANSLATE_NOOP("messages", "Nothing in use was changed."),
        QT_TRANSLATE_NOOP(
            "messages",
            "Check the network and try again: complete files are kept. "
            "Without network, use trymore runtime --from with a folder of wheels.",
        ),
    ),
    "runtime_not_offered": Explanation(
        QT_TRANSLATE_NOOP("messages", "The package index does not offer {requirement}."),
        QT_TRANSLATE_NOOP("messages", "It holds no build for this Python and system."),
        QT_TRANSLATE_NOOP("messages", "Set another package index in the settings."),
    ),
    "runtime_wheels_missing": Explanation(
        QT_TRANSLATE_NOOP("messages", "The folder does not hold all that is needed."),
        QT_TRANSLATE_NOOP("messages", "No suitable file for {requirement} was found."),
        QT_TRANSLATE_NOOP(
            "messages",
            "Fill it with pip download on a computer with the same system and Python version.",
        ),
    ),
    "runtime_no_cuda": Explanation(
        QT_TRANSLATE_NOOP("messages", "What is offered as {requirement} has no GPU support."),
        QT_TRANSLATE_NOOP("messages", "It is a build for the processor only, so it was not taken."),
        QT_TRANSLATE_NOOP(
            "messages",
            "Set the package index in the settings to the one that PyTorch's installation page "
            "names for CUDA.",
        ),
    ),
    "runtime_checksum": Explanation(
        QT_TRANSLATE_NOOP("messages", "The file {requirement} differs from its checksum."),
        QT_TRANSLATE_NOOP(
            "messages", "It was damaged on the way or exchanged, so it was thrown away."
        ),
        QT_TRANSLATE_NOOP("messages", "Try again, or set another package index in the settings."),
    ),
    "runtime_no_checksum": Explanation(
        QT_TRANSLATE_NOOP("messages", "The package index names no checksum for {file}."),
        QT_TRANSLATE_NOOP("messages", "What cannot be checked is not installed."),
        QT_TRANSLATE_NOOP("messages", "Set another package index in the settings."),
    ),
    "runtime_wheel_damaged": Explanation(
        QT_TRANSLATE_NOOP("messages", "The file {file} is damaged."),
        "",
        QT_TRANSLATE_NOOP("messages", "Fetch it again."),
    ),
    "runtime_not_working": Explanation(
        QT_TRANSLATE_NOOP("messages", "The GPU build does not work on this computer."),
        QT_TRANSLATE_NOOP("messages", "It was tried and not put into use: {reason}"),
        QT_TRANSLATE_NOOP("messages", "Update the NVIDIA driver and try again."),
    ),
    "runtime_in_use": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "The fetched build is switched off, but some files remain at {path}."
        ),
        QT_TRANSLATE_NOOP("messages", "The running program still uses them."),
        QT_TRANSLATE_NOOP("messages", "Quit the program, then run trymore runtime --remove."),
    ),
    "runtime_other_version": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "The fetched GPU build belongs to another version of PyTorch."
        ),
        QT_TRANSLATE_NOOP("messages", "The program was updated since."),
        QT_TRANSLATE_NOOP("messages", "Fetch the GPU build again."),
    ),
    "runtime_other_system": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "The fetched GPU build belongs to another Python version or system."
        ),
        "",
        QT_TRANSLATE_NOOP("messages", "Fetch the GPU build again."),
    ),
    "runtime_damaged": Explanation(
        QT_TRANSLATE_NOOP("messages", "The fetched GPU build is damaged and not used."),
        "",
        QT_TRANSLATE_NOOP("messages", "Fetch the GPU build again."),
    ),
}
