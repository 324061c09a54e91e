"""Words for what can go wrong between the window and the engine, and in general."""

from trymore_desktop.messages.table import QT_TRANSLATE_NOOP, Explanation

TABLE: dict[str, Explanation] = {
    "unexpected": Explanation(
        QT_TRANSLATE_NOOP("messages", "Something went wrong inside the program ({code})."),
        QT_TRANSLATE_NOOP("messages", "This is a fault of the program, not of what you did."),
        QT_TRANSLATE_NOOP("messages", "Try again. If it stays, copy the details and report it."),
    ),
    "engine_lost": Explanation(
        QT_TRANSLATE_NOOP("messages", "The engine stopped unexpectedly."),
        QT_TRANSLATE_NOOP(
            "messages", "Usually the computer ran out of memory, or a graphics driver failed."
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "Your chats are safe. Send again, or choose a smaller precision in Settings.",
        ),
    ),
    "gpu_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "The graphics card or its driver failed."),
        QT_TRANSLATE_NOOP(
            "messages", "After such a failure it refuses all further work in the same process."
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "The engine was started anew. Load the model again; if it stays, use the CPU.",
        ),
    ),
    "protocol_error": Explanation(
        QT_TRANSLATE_NOOP("messages", "The engine said something that could not be understood."),
        QT_TRANSLATE_NOOP("messages", "The engine and the window may be of different versions."),
        QT_TRANSLATE_NOOP("messages", "Restart the program; if it stays, install it again."),
    ),
}
