"""The prompt template vicuna_v1.1, as text and as a chat template in Jinja.

The format is FastChat's `SeparatorStyle.ADD_COLON_TWO` with the separators " " and "</s>". BOS and
EOS are ids, never written into the text: see `conversation`.
"""

from collections.abc import Sequence

import msgspec

from trymore_desktop.core.chat import Message, Role

VICUNA_SYSTEM = (
    "A chat between a curious user and an artificial intelligence assistant. "
    "The assistant gives helpful, detailed, and polite answers to the user's questions."
)


class Round(msgspec.Struct, frozen=True):
    """One question with its answer; `reply` is None while nobody has answered."""

    question: str
    reply: str | None = None


class PromptTemplate(msgspec.Struct, frozen=True):
    """How the turns of a conversation are laid out as text.

    After each reply comes EOS, and the text after it is encoded on its own. The space between
    `assistant` and a reply belongs to the reply's first piece.
    """

    name: str
    system: str
    user: str = "USER:"
    assistant: str = "ASSISTANT:"

    def prompt(self, question: str, system: str = "") -> str:
        """The text of one round up to where the reply begins, without a trailing space."""
        head = f"{system} " if system else ""
        return f"{head}{self.user} {question} {self.assistant}"

    def chat_template(self, *, generation: bool = False) -> str:
        """The same as Jinja, for tokenizer_config.json.

        With `generation` the replies stand inside `{% generation %}`, from which trainers make
        the loss mask; inference servers do not know that tag.
        """
        opened, closed = ("{% generation %}", "{% endgeneration %}") if generation else ("", "")
        return (
            "{% if messages and messages[0]['role'] == 'system' %}"
            "{% set system = messages[0]['content'] %}{% set turns = messages[1:] %}"
            f"{{% else %}}{{% set system = {_jinja_string(self.system)} %}}"
            "{% set turns = messages %}{% endif %}"
            "{{ bos_token }}{{ system }}"
            "{% for message in turns %}"
            "{% if message['role'] == 'user' %}"
            "{% if loop.first and system %}{{ ' ' }}{% endif %}"
            f"{{{{ '{self.user} ' + message['content'] + ' {self.assistant}' }}}}"
            "{% elif message['role'] == 'assistant' %}"
            f"{opened}{{{{ ' ' + message['content'] + eos_token }}}}{closed}"
            "{% endif %}{% endfor %}"
        )


def _jinja_string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


VICUNA_V1_1 = PromptTemplate("vicuna_v1_1", VICUNA_SYSTEM)


def split_rounds(
    messages: Sequence[Message], template: PromptTemplate = VICUNA_V1_1
) -> tuple[str, list[Round]]:
    """The system text and the rounds of a conversation.

    A reply before the first question is left out, two questions in a row become one of two
    paragraphs, two replies in a row one text. Without a system message the template's own counts.
    """
    system = template.system
    rounds: list[Round] = []
    for message in messages:
        if message.role is Role.SYSTEM:
            system = message.content
        elif message.role is Role.USER:
            if rounds and rounds[-1].reply is None:
                rounds[-1] = Round(f"{rounds[-1].question}\n\n{message.content}")
            else:
                rounds.append(Round(message.content))
        elif rounds:
            reply = (rounds[-1].reply or "") + message.content
            rounds[-1] = Round(rounds[-1].question, reply)
    return system, rounds
