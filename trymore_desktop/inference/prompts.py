"""From messages to the ids that a model gets: its template, and what fits into its window."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec

from trymore_desktop.core.chat import ContextPolicy, GenerationConfig, Message, Role
from trymore_desktop.errors import TryMoreError
from trymore_desktop.prompting.conversation import KnownReplies, encode_rounds
from trymore_desktop.prompting.template import VICUNA_V1_1, Round, split_rounds
from trymore_desktop.prompting.tokenizer import Tokenizer

ROOM_AFTER_OVERFLOW = 0.75
"""When rounds must go, they go until this share of the budget is used, so that the next turns find
their prefix in the cache again instead of each reading the whole conversation anew."""
CHAT_TEMPLATE = "chat_template"


class Prompt(msgspec.Struct, frozen=True):
    """Ids for the model; `dropped` counts the oldest messages that are not among them."""

    ids: list[int]
    dropped: int
    reserve: int


class Template(Protocol):
    """Turns rounds into ids."""

    name: str

    def encode(self, system: str | None, rounds: Sequence[Round], resume: bool) -> list[int]:
        """The ids up to where the reply begins, or goes on; `system` None is the default."""


class VicunaTemplate:
    """vicuna_v1.1, segment by segment."""

    name = VICUNA_V1_1.name

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
    """The model's own Jinja template, rendered in a sandbox.

    Raises:
        TryMoreError: `template_failed`, when the template refuses the conversation or is broken.
    """

    name = CHAT_TEMPLATE

    def __init__(
        self, tokenizer: Tokenizer, known: KnownReplies, source: str, special: Any
    ) -> None:
        from jinja2 import TemplateError
        from jinja2.ext import loopcontrols
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols]
        )
        environment.globals["raise_exception"] = _refuse
        environment.filters["tojson"] = lambda value, **_: json.dumps(value, ensure_ascii=False)
        self._failure: type[Exception] = TemplateError
        self._tokenizer = tokenizer
        self._known = known
        self._special = special
        try:
            self._template = environment.from_string(source)
        except TemplateError as error:
            raise TryMoreError("template_failed", detail=str(error)) from error

    def encode(self, system: str | None, rounds: Sequence[Round], resume: bool) -> list[int]:
        """The rendered text's ids; a reply that goes on follows as it was generated."""
        going_on = rounds[-1].reply if resume and rounds else None
        turns = [] if system is None else [{"role": "system", "content": system}]
        for place, one in enumerate(rounds):
            turns.append({"role": "user", "content": one.question})
            is_last = place == len(rounds) - 1
            if one.reply is not None and not (resume and is_last):
                turns.append({"role": "assistant", "content": one.reply})
        try:
            text = self._template.render(
                messages=turns, add_generation_prompt=True, **self._special
            )
        except (self._failure, TypeError, ValueError, ArithmeticError) as error:
            raise TryMoreError("template_failed", detail=str(error)) from error
        ids = self._tokenizer.encode_template(text)
        if going_on:
            ids = ids + list(self._known(going_on) or self._tokenizer.encode(going_on))
        return ids


def _refuse(message: str) -> None:
    from jinja2 import TemplateError

    raise TemplateError(message)


def find_template(folder: Path, tokenizer: Tokenizer, known: KnownReplies) -> Template:
    """The model's own chat template, or vicuna_v1.1 where it has none or has that one."""
    settings = _read_json(folder / "tokenizer_config.json")
    source = _template_source(folder, settings)
    ours = (VICUNA_V1_1.chat_template(), VICUNA_V1_1.chat_template(generation=True))
    if not source or source in ours:
        return VicunaTemplate(tokenizer, known)
    special = {
        name: _content(settings.get(name)) for name in ("bos_token", "eos_token", "unk_token")
    }
    return ChatTemplate(tokenizer, known, source, special)


def _template_source(folder: Path, settings: dict[str, Any]) -> str:
    file = folder / "chat_template.jinja"
    if file.is_file():
        try:
            return file.read_text(encoding="utf-8")
        except ValueError as error:
            raise TryMoreError("template_failed", detail=str(error)) from error
    source = settings.get("chat_template")
    if isinstance(source, list):
        named = {entry.get("name"): entry.get("template") for entry in source}
        source = named.get("default")
    return source if isinstance(source, str) else ""


def _content(token: Any) -> str:
    """A special token as text; old files describe it by an object."""
    return str(token.get("content", "")) if isinstance(token, dict) else str(token or "")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def reserve_for_reply(config: GenerationConfig, window: int) -> int:
    """Tokens kept free for the reply: what was asked for, at most half of the window."""
    return min(config.max_new_tokens, window // 2)


def fit(
    template: Template,
    messages: Sequence[Message],
    config: GenerationConfig,
    window: int,
    policy: ContextPolicy = ContextPolicy.DROP_OLDEST,
    resume: bool = False,
) -> Prompt:
    """The prompt within `window` less the reserve; whole rounds go, the system text stays.

    Raises:
        TryMoreError: `nothing_to_answer`; `message_too_long`, the last round alone does not fit;
            `context_full`, rounds would have to go and the policy forbids it.
    """
    system, rounds = _split(messages)
    if not rounds or (rounds[-1].reply is not None and not resume):
        raise TryMoreError("nothing_to_answer")
    reserve = reserve_for_reply(config, window)
    budget = window - reserve
    measure = _Measure(template, system, rounds, resume)
    first = measure.first_kept(budget)
    ids = measure.ids(first)
    if len(ids) > budget:
        raise TryMoreError("message_too_long", tokens=len(ids), limit=budget)
    if first and policy is ContextPolicy.REFUSE:
        raise TryMoreError("context_full", tokens=len(measure.ids(0)), limit=budget)
    return Prompt(ids, _dropped_messages(messages, first), reserve)


def count(
    template: Template, messages: Sequence[Message], config: GenerationConfig, window: int
) -> tuple[int, int, int]:
    """Tokens of the prompt that would be used, the reserve, and the messages that would go.

    A conversation that ends in a reply, or is empty, counts as it stands.
    """
    system, rounds = _split(messages)
    reserve = reserve_for_reply(config, window)
    measure = _Measure(template, system, rounds or [Round("")], resume=False)
    first = measure.first_kept(window - reserve)
    return len(measure.ids(first)), reserve, _dropped_messages(messages, first)


class _Measure:
    """The ids of a conversation from a given round on, each computed once."""

    def __init__(
        self, template: Template, system: str | None, rounds: list[Round], resume: bool
    ) -> None:
        self._encode: Callable[[Sequence[Round]], list[int]] = lambda kept: template.encode(
            system, kept, resume
        )
        self._rounds = rounds
        self._found: dict[int, list[int]] = {}
        self._head = 0

    def ids(self, first: int) -> list[int]:
        if first not in self._found:
            self._found[first] = self._encode(self._rounds[first:])
        return self._found[first]

    def first_kept(self, budget: int) -> int:
        """The first round that stays.

        The cut is found as it arose turn by turn, so that it stays in place from one turn to the
        next until the budget is used up again.
        """
        last = len(self._rounds) - 1
        if len(self.ids(0)) <= budget:
            return 0
        sizes = self._sizes()
        first = 0
        for turn in range(last + 1):
            if sum(sizes[first : turn + 1]) > budget - self._head:
                goal = int(budget * ROOM_AFTER_OVERFLOW) - self._head
                while first < turn and sum(sizes[first : turn + 1]) > goal:
                    first += 1
        while first < last and len(self.ids(first)) > budget:
            first += 1
        return first

    def _sizes(self) -> list[int]:
        """Tokens that each round adds; `_head` is what the system text and BOS add."""
        closed = [Round(one.question, one.reply or ".") for one in self._rounds]
        alone = [len(self._encode([one])) for one in closed]
        first = len(self._encode(closed[:1] * 2)) - alone[0]
        self._head = alone[0] - first
        return [size - self._head for size in alone]


def _split(messages: Sequence[Message]) -> tuple[str | None, list[Round]]:
    system, rounds = split_rounds(messages)
    given = any(message.role is Role.SYSTEM for message in messages)
    return system if given else None, rounds


def _dropped_messages(messages: Sequence[Message], rounds: int) -> int:
    """How many of the messages, system messages aside, belong to the first `rounds` rounds."""
    dropped = seen = 0
    answered = True
    for message in messages:
        if message.role is Role.SYSTEM:
            continue
        if message.role is Role.USER:
            seen += answered
            answered = False
        else:
            answered = True
        if seen > rounds:
            break
        dropped += 1
    return dropped if rounds else 0
