"""The one format of all training data: FastChat's conversations, with source and licence kept."""

from enum import StrEnum

import msgspec

from trymore_desktop.core.chat import Message, Role


class Speaker(StrEnum):
    """FastChat's names of the roles."""

    SYSTEM = "system"
    HUMAN = "human"
    GPT = "gpt"


ROLES = {Speaker.SYSTEM: Role.SYSTEM, Speaker.HUMAN: Role.USER, Speaker.GPT: Role.ASSISTANT}


class Turn(msgspec.Struct, frozen=True, rename={"speaker": "from"}):
    """One thing said."""

    speaker: Speaker
    value: str


class Conversation(msgspec.Struct, frozen=True, omit_defaults=True):
    """One training item.

    `source` names the data set, `licence` its terms, `language` is zh, en, mixed or a code of
    ISO 639-1; all three may be empty where nothing is known.
    """

    id: str
    conversations: tuple[Turn, ...]
    source: str = ""
    licence: str = ""
    language: str = ""

    @property
    def messages(self) -> list[Message]:
        """The turns as the program's messages."""
        return [Message(ROLES[turn.speaker], turn.value) for turn in self.conversations]

    @property
    def text(self) -> str:
        """Everything that was said, a line feed between the turns."""
        return "\n".join(turn.value for turn in self.conversations)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Conversation)


def to_line(conversation: Conversation) -> bytes:
    """One line of JSONL in UTF-8, line feed included."""
    return _encoder.encode(conversation) + b"\n"


def from_line(line: bytes) -> Conversation:
    """Read what `to_line` wrote.

    Raises:
        msgspec.DecodeError: not such a line.
    """
    return _decoder.decode(line)
