"""From messages to the ids that a model gets: what of them fits into its window."""

from collections.abc import Callable, Sequence

import msgspec

from trymore_desktop.core.chat import ContextPolicy, GenerationConfig, Message, Role
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.templates import Template
from trymore_desktop.prompting.template import Round, split_rounds

ROOM_AFTER_OVERFLOW = 0.75
"""When rounds must go, they go until this share of the budget is used, so that the next turns find
their prefix in the cache again instead of each reading the whole conversation anew."""


class Prompt(msgspec.Struct, frozen=True):
    """Ids for the model; `dropped` counts the oldest messages that are not among them."""

    ids: list[int]
    dropped: int
    reserve: int


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

    A reply that goes on may use what is left of the window, if that is less than the reserve.

    Raises:
        TryMoreError: `nothing_to_answer`; `message_too_long` or `reply_fills_window`, the last
            round alone does not fit; `context_full`, rounds would have to go and the policy
            forbids it.
    """
    system, rounds = _split(messages)
    if not rounds or (rounds[-1].reply is not None and not resume):
        raise TryMoreError("nothing_to_answer")
    reserve = reserve_for_reply(config, window)
    budget = window - reserve
    measure = _Measure(template, system, rounds, resume)
    first = measure.first_kept(budget)
    ids = measure.ids(first)
    if len(ids) > budget and rounds[-1].reply:
        if len(ids) >= window:
            raise TryMoreError("reply_fills_window", tokens=len(ids), limit=window)
        reserve = window - len(ids)
    elif len(ids) > budget:
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
