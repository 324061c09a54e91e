"""What is mended in a conversation and what makes it useless, step by step."""

import re
from collections.abc import Callable

import msgspec

from trymore_desktop.training.data.conversation import Conversation, Speaker, Turn
from trymore_desktop.training.data.html import is_too_long, to_markdown
from trymore_desktop.training.data.readers import Reject


class CleanOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The switches of cleaning; the defaults are FastChat's rules with their faults mended.

    `blocked_words` anywhere set a conversation aside (FastChat: openai and chatgpt). `refusals`
    is keep or drop. `alternation` is drop or merge: two messages of one speaker in a row either
    set the conversation aside or become one.
    """

    html: bool = True
    min_characters: int = 16
    max_turn_characters: int = 1_000_000
    alternation: str = "drop"
    blocked_words: tuple[str, ...] = ("openai", "chatgpt")
    refusals: str = "keep"
    list_numbering: bool = True


_ERRORS = re.compile(
    r"too many requests in \d+ hours?|your session has expired|network error|"
    r"an error occurred\. if this issue persists|something went wrong. if this issue persists|"
    r"only one message at a time|you've reached our limit of messages|"
    r"the message you submitted was too long|!\[\]\(data:image|request timed out|"
    r"we're experiencing exceptionally high demand|there was an error generating a response",
    re.IGNORECASE,
)
_PLUGIN = re.compile(
    r"^\s*(?:Used|Using) (?:\*\*|\w+ ?plugin)|\bplugin unavailable\b", re.IGNORECASE
)
_NUMBERING = re.compile(r"\n1\. [^2]*\n1\. ")
_REFUSAL = re.compile(
    r"\bas an ai(?: language)? model\b|\bi(?:'m| am) (?:just )?an ai\b|"
    r"\bi(?:'m| am) sorry,? but i (?:can(?:'|no)t|am (?:not able|unable))|"
    r"作为(?:一个|一名)?(?:人工智能|AI|大型?语言)(?:语言)?(?:模型|助手|程序)?|我(?:只)?是(?:一个)?(?:AI|人工智能)(?:语言模型)?，?(?:我)?(?:无法|不能|没有)|"
    r"(?:很?抱歉|对不起)，我(?:无法|不能)",
    re.IGNORECASE,
)

Outcome = Conversation | Reject
Step = Callable[[Conversation, CleanOptions], Outcome]


def clean(conversation: Conversation, options: CleanOptions) -> Outcome:
    """The conversation after all steps, or why it is set aside."""
    for step in STEPS:
        outcome = step(conversation, options)
        if isinstance(outcome, str):
            return outcome
        conversation = outcome
    return conversation


def check_size(conversation: Conversation, options: CleanOptions) -> Outcome:
    """Before anything looks at the text: no message may be endless."""
    longest = max((len(turn.value) for turn in conversation.conversations), default=0)
    return "turn_too_long" if longest > options.max_turn_characters else conversation


def convert_html(conversation: Conversation, options: CleanOptions) -> Outcome:
    """Answers become Markdown; questions are what people typed and stay as they are."""
    if not options.html:
        return conversation
    answers = (turn.value for turn in conversation.conversations if turn.speaker is Speaker.GPT)
    if any(is_too_long(answer) for answer in answers):
        return "html_too_long"
    try:
        return _with(conversation, [_converted(turn) for turn in conversation.conversations])
    except Exception:  # noqa: BLE001 - no page, however broken, may end a run of a million
        return "broken_html"


def _converted(turn: Turn) -> Turn:
    if turn.speaker is not Speaker.GPT:
        return turn
    return Turn(turn.speaker, to_markdown(turn.value))


def block_errors(conversation: Conversation, options: CleanOptions) -> Outcome:
    """Answers that are a server's complaint or a plugin's output teach nothing."""
    for turn in conversation.conversations:
        if turn.speaker is Speaker.GPT:
            # A complaint is short; a long answer may well speak of network errors
            if len(turn.value) < 400 and _ERRORS.search(turn.value):
                return "blocked_response"
            if _PLUGIN.search(turn.value[:200]):
                return "plugin"
    return conversation


def trim_edges(conversation: Conversation, options: CleanOptions) -> Outcome:
    """Begin with a question, end with an answer, stop before the first empty message."""
    turns = list(conversation.conversations)
    system = turns[:1] if turns and turns[0].speaker is Speaker.SYSTEM else []
    said = turns[len(system) :]
    while said and said[0].speaker is Speaker.GPT:
        said.pop(0)
    empty = next((at for at, turn in enumerate(said) if not turn.value.strip()), len(said))
    said = said[:empty]
    while said and said[-1].speaker is not Speaker.GPT:
        said.pop()
    return _with(conversation, system + said) if said else "empty"


def alternate(conversation: Conversation, options: CleanOptions) -> Outcome:
    """Human and gpt in turn, a system message only at the head."""
    turns = list(conversation.conversations)
    head = turns[:1] if turns[0].speaker is Speaker.SYSTEM else []
    said: list[Turn] = []
    for turn in turns[len(head) :]:
        if turn.speaker is Speaker.SYSTEM:
            return "wrong_format"
        if said and said[-1].speaker is turn.speaker:
            if options.alternation != "merge":
                return "wrong_format"
            said[-1] = Turn(turn.speaker, f"{said[-1].value}\n\n{turn.value}")
        else:
            said.append(turn)
    return _with(conversation, head + said)


def check_content(conversation: Conversation, options: CleanOptions) -> Outcome:
    """Too short, blocked words, lists numbered 1. 1., refusals."""
    text = conversation.text
    if len(text) < options.min_characters:
        return "too_short"
    small = text.lower()
    if any(word.lower() in small for word in options.blocked_words):
        return "blocked_word"
    if options.list_numbering and _NUMBERING.search(text):
        return "list_numbering"
    if options.refusals == "drop" and any(
        turn.speaker is Speaker.GPT and _REFUSAL.search(turn.value)
        for turn in conversation.conversations
    ):
        return "refusal"
    return conversation


STEPS: tuple[Step, ...] = (
    check_size,
    convert_html,
    block_errors,
    trim_edges,
    alternate,
    check_content,
)
"""In this order: HTML first, since the rules that follow read words."""


def _with(conversation: Conversation, turns: list[Turn]) -> Conversation:
    return msgspec.structs.replace(conversation, conversations=tuple(turns))
