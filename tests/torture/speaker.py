"""A child that takes a reply into a store with the window's own code, and says each token.

python -m tests.torture.speaker FILE: prints the message's id, then the count of characters after
each token, until it is killed.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from trymore_desktop.core.chat import Role
from trymore_desktop.core.events import TextDelta
from trymore_desktop.store.conversations import MessageState, Store
from trymore_desktop.ui.reply import Reply

TOKENS = ["春眠不觉晓", "spring", "sleep", "🙂", ""]


class Request(QObject):
    """Tokens at 50 a second, as the worker's request delivers them."""

    progressed = Signal(object)
    text_arrived = Signal(object)
    ended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.length = self.tokens = 0
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.speak)
        self.timer.start(20)

    def speak(self) -> None:
        text = TOKENS[self.tokens % len(TOKENS)] + " "
        self.tokens += 1
        self.length += len(text)
        self.text_arrived.emit(TextDelta(text, self.tokens))
        print(self.length, flush=True)  # noqa: T201


def main() -> None:
    application = QCoreApplication([])
    store = Store(Path(sys.argv[1]))
    chat = store.create_conversation().id
    question = store.add_message(chat, None, Role.USER, "问题")
    record = store.add_message(chat, question.id, Role.ASSISTANT, "", MessageState.STREAMING)
    print(record.id, flush=True)  # noqa: T201
    reply = Reply(store, record, application)
    reply.follow(Request())
    application.exec()


if __name__ == "__main__":
    main()
