"""How a reply ended and what it cost, in words below it."""

from PySide6.QtCore import QCoreApplication

from trymore_desktop.core.chat import FinishReason, Usage
from trymore_desktop.store.records import MessageRecord, MessageState
from trymore_desktop.ui.figures import rate_text
from trymore_desktop.ui.words import failure_words


def state_text(record: MessageRecord, streaming: bool) -> tuple[str, str]:
    """The words and their kind (`quiet`, `warning`, `error`); empty when all is well."""
    translate = QCoreApplication.translate
    if streaming:
        return "", "quiet"
    if record.failure is not None:
        return str(failure_words(record.failure)), "error"
    if record.state == MessageState.FAILED:
        text = translate("MessageView", "This reply failed. Regenerate asks again.")
        return text, "error"
    if record.state == MessageState.INTERRUPTED:
        text = translate(
            "MessageView",
            "This reply was interrupted. Continue goes on from here, Regenerate starts anew.",
        )
        return text, "warning"
    if record.state == MessageState.STOPPED:
        return translate("MessageView", "You stopped this reply."), "quiet"
    return "", "quiet"


def details_text(record: MessageRecord) -> str:
    """Tokens, speed and why it ended, on one line."""
    parts = _usage(record.usage) if record.usage is not None else []
    parts.append(_reason(record))
    return " · ".join(part for part in parts if part)


def _usage(usage: Usage) -> list[str]:
    translate = QCoreApplication.translate
    return [
        translate("MessageView", "tokens written: {n}").format(n=usage.completion_tokens),
        translate("MessageView", "{n} tokens per second").format(n=rate_text(usage.generation_tps)),
        translate("MessageView", "tokens read: {n}").format(n=usage.prompt_tokens),
        translate("MessageView", "first word after {n} s").format(
            n=f"{usage.time_to_first_token:.1f}"
        ),
    ]


def _reason(record: MessageRecord) -> str:
    translate = QCoreApplication.translate
    if record.state == MessageState.STOPPED:
        return translate("MessageView", "ended because you stopped it")
    if record.state == MessageState.INTERRUPTED:
        return translate("MessageView", "ended because it was interrupted")
    if record.state == MessageState.FAILED:
        return translate("MessageView", "ended because of a fault")
    if record.reason == FinishReason.LENGTH:
        return translate("MessageView", "ended at the longest length allowed")
    if record.reason == FinishReason.STOP:
        return translate("MessageView", "ended by itself")
    return ""
