"""A conversation's ids by a prompt template: vicuna_v1.1, or the model's own chat template."""

from collections.abc import Sequence
from typing import Protocol

from trymore_desktop.errors import TryMoreError
from trymore_desktop.prompting.conversation import KnownReplies, encode_rounds
from trymore_desktop.prompting.template import VICUNA_V1_1, Round
from trymore_desktop.prompting.tokenizer import Tokenizer

CHAT_TEMPLATE = "chat_template"
Turn = dict[str, str]


class Template(Protocol):
    """Turns rounds into ids; `eos_ids` end a reply beside those that the model names."""

    name: str
    eos_ids: tuple[int, ...]

    def encode(self, system: str | None, rounds: Sequence[Round], resume: bool) -> list[int]:
        """The ids up to where the reply begins, or goes on; `system` None is the default."""


class VicunaTemplate:
    """vicuna_v1.1, segment by segment."""

    name = VICUNA_V1_1.name
    eos_ids: tuple[int, ...] = ()

    def __init__(self, tokenizer: Tokenizer, known: KnownReplies) -> None:
        self._tokenizer = tokenizer
        self._known = known

    def encode(self, system: str | None, rounds: Sequence[Round], resume: bool) -> list[int]:
        """The ids of vicuna_v1.1 with generated replies as they were generated."""
        text = VICUNA_V1_1.system if system is None else system
        encoded = encode_rounds(
            self._tokenizer, text, rounds, VICUNA_V1_1, resume=resume, known=self._known
        )
        return encoded.ids


class ChatTemplate:
    """The model's own Jinja template, which gets what transformers would give it."""

    name = CHAT_TEMPLATE

    def __init__(
        self, tokenizer: Tokenizer, known: KnownReplies, source: str, special: dict[str, str]
    ) -> None:
        """`special` are texts such as `bos_token`.

        Raises:
            TryMoreError: `template_failed`, the source is broken.
        """
        self._tokenizer = tokenizer
        self._known = known
        self._special = special
        end = tokenizer.encode_template(special.get("eos_token", ""))
        self.eos_ids = tuple(end) if len(end) == 1 else ()
        # Takes as long as a tenth of a model's load, and TryMoreGPT has no such template
        from trymore_desktop.inference.jinja import compile_template

        try:
            self._template = compile_template(source)
        except Exception as error:
            raise TryMoreError("template_failed", detail=str(error)) from error

    def encode(self, system: str | None, rounds: Sequence[Round], resume: bool) -> list[int]:
        """The rendered text's ids; generated replies in it are the ids they were generated as.

        Raises:
            TryMoreError: `template_failed`, the template refuses the conversation or is broken.
        """
        going_on = rounds[-1].reply if resume and rounds else None
        if not going_on:
            return self._ids(self._render(system, rounds, opens=True), rounds)
        earlier = rounds[:-1]
        known = self._known(going_on)
        if known is None:
            whole = self._render(system, rounds, opens=False)
            place = whole.rfind(going_on)
            if place >= 0:
                return self._ids(whole[: place + len(going_on)], earlier)
            known = self._tokenizer.encode(going_on)
        asked = [*earlier, Round(rounds[-1].question)]
        return self._ids(self._render(system, asked, opens=True), earlier) + list(known)

    def _ids(self, text: str, rounds: Sequence[Round]) -> list[int]:
        """Ids of a rendered text.

        A known reply counts as found where a special token follows it: what stands before and
        behind is then encoded as in one piece, and as it was when the reply was generated.
        """
        ids: list[int] = []
        done = place = 0
        for one in rounds:
            reply = one.reply or ""
            place = _behind(text, one.question.strip(), place)
            known = self._known(reply) if reply else None
            found = self._find(text, reply, place) if known else -1
            if not known or found < 0:
                place = _behind(text, reply, place)
                continue
            before = text[done:found]
            if self._tokenizer.strips_space and self._tokenizer.id_to_bytes(known[0])[:1] == b" ":
                # The space that a template puts before a reply is the first token's own
                before = before.removesuffix(" ")
            ids += self._tokenizer.encode_template(before) + list(known)
            done = place = found + len(reply)
        return ids + self._tokenizer.encode_template(text[done:])

    def _find(self, text: str, reply: str, begin: int) -> int:
        """Where a reply stands with a special token or nothing behind it, or -1."""
        place = text.find(reply, begin)
        while place >= 0:
            rest = text[place + len(reply) :]
            if not rest or self._tokenizer.begins_special(rest):
                return place
            place = text.find(reply, place + 1)
        return -1

    def _render(self, system: str | None, rounds: Sequence[Round], opens: bool) -> str:
        """The text; where the system role is refused, its text opens the first question."""
        try:
            return self._text(_turns(system, rounds), opens)
        except TryMoreError:
            if system is None or not rounds:
                raise
            head = f"{system}\n\n" if system else ""
            first = Round(head + rounds[0].question, rounds[0].reply)
            return self._text(_turns(None, [first, *rounds[1:]]), opens)

    def _text(self, turns: list[Turn], opens: bool) -> str:
        try:
            text = self._template.render(
                messages=turns,
                tools=None,
                documents=None,
                add_generation_prompt=opens,
                **self._special,
            )
        except Exception as error:
            # A template of any content may raise anything
            raise TryMoreError("template_failed", detail=str(error)) from error
        if not text:
            raise TryMoreError("template_failed", detail="the text is empty")
        return text


def _behind(text: str, part: str, begin: int) -> int:
    """Where `text` goes on behind the next `part`; `begin` if there is none."""
    place = text.find(part, begin)
    return begin if place < 0 else place + len(part)


def _turns(system: str | None, rounds: Sequence[Round]) -> list[Turn]:
    turns = [] if system is None else [{"role": "system", "content": system}]
    for one in rounds:
        turns.append({"role": "user", "content": one.question})
        if one.reply is not None:
            turns.append({"role": "assistant", "content": one.reply})
    return turns
