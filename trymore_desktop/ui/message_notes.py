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
    if record.reason == FinishReason.LENGTH:
        text = translate("MessageView", "This reply was cut at the longest length allowed.")
        return text, "quiet"
    return "", "quiet"


def can_go_on(record: MessageRecord) -> bool:
    """Whether a reply ended before its end, by no fault that would come again."""
    if record.state in (MessageState.STOPPED, MessageState.INTERRUPTED):
        return True
    return record.state == MessageState.COMPLETE and record.reason == FinishReason.LENGTH


def end_text(record: MessageRecord, streaming: bool, details: bool) -> tuple[str, str]:
    """As `state_text`, with the details on a line of their own if they are wanted."""
    text, kind = state_text(record, streaming)
    parts = (text, details_text(record) if details else "")
    return "\n".join(part for part in parts if part), kind


def details_text(record: MessageRecord) -> str:
    """Tokens, speed and why it ended, on one line."""
    parts = _usage(record.usage) if record.usage is not None else []
    parts.append(_reason(record))
    return " · ".join(part for part in parts if part)


def _usage(usage: Usage) -> list[str]:
    translate = QCoreApplication.translate
    parts = [translate("MessageView", "tokens written: {n}").format(n=usage.completion_tokens)]
    if usage.generation_tps > 0:
        speed, seconds = rate_text(usage.generation_tps), f"{usage.generation_seconds:.1f}"
        parts.append(translate("MessageView", "{n} tokens per second").format(n=speed))
        parts.append(translate("MessageView", "written in {n} s").format(n=seconds))
    if usage.prompt_tokens:
        parts.append(translate("MessageView", "tokens read: {n}").format(n=usage.prompt_tokens))
    wait = f"{usage.time_to_first_token:.1f}"
    parts.append(translate("MessageView", "first word after {n} s").format(n=wait))
    return parts


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
