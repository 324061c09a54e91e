"""Numbers about prepared data, gathered while it streams."""

from collections import Counter
from pathlib import Path

import msgspec

from trymore_desktop.training.data.conversation import Conversation, Speaker

BIN_RATIO = 2**0.5
"""Lengths are counted in bins whose borders grow by this factor: half octaves."""


class SourceStatistics(msgspec.Struct):
    """What came of one source. `set_aside` counts by reason; `lengths` by exponent of the bin.

    `read` is the sum of `kept`, `not_taken` (by share or limit) and all of `set_aside`.
    Of conversations that were kept, `trimmed_turns` were cut at the edges or behind an empty
    message (or joined), and `untrainable_parts` are rounds whose question fills the limit.
    """

    read: int = 0
    kept: int = 0
    parts: int = 0
    turns: int = 0
    question_characters: int = 0
    answer_characters: int = 0
    tokens: int = 0
    too_long_rounds: int = 0
    trimmed_turns: int = 0
    untrainable_parts: int = 0
    not_taken: int = 0
    test: int = 0
    set_aside: dict[str, int] = {}
    languages: dict[str, int] = {}
    lengths: dict[str, int] = {}

    def reject(self, reason: str) -> None:
        """One more item set aside."""
        self.set_aside[reason] = self.set_aside.get(reason, 0) + 1

    def take(self, conversation: Conversation, tokens: int) -> None:
        """One more part written; `tokens` is 0 where no tokenizer is at hand."""
        self.parts += 1
        self.turns += len(conversation.conversations)
        self.tokens += tokens
        language = conversation.language
        self.languages[language] = self.languages.get(language, 0) + 1
        for turn in conversation.conversations:
            if turn.speaker is Speaker.GPT:
                self.answer_characters += len(turn.value)
            else:
                self.question_characters += len(turn.value)
        place = str(length_bin(tokens or len(conversation.text)))
        self.lengths[place] = self.lengths.get(place, 0) + 1


def length_bin(length: int) -> int:
    """The bin of a length: 2 * log2, rounded down (0 for lengths below 2)."""
    return max(0, (max(1, length) ** 2).bit_length() - 1)


def write_statistics(path: Path, by_source: dict[str, SourceStatistics]) -> None:
    """All numbers as JSON."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(by_source), indent=1) + b"\n")


def totals(by_source: dict[str, SourceStatistics]) -> dict[str, int]:
    """Numbers over all sources for the final event; reasons are prefixed with `set_aside `."""
    sums: Counter[str] = Counter()
    for one in by_source.values():
        for name in ("read", "kept", "parts", "turns", "tokens", "test", "not_taken"):
            sums[name] += getattr(one, name)
        for name in ("too_long_rounds", "trimmed_turns", "untrainable_parts"):
            sums[name] += getattr(one, name)
        sums["set_aside"] += sum(one.set_aside.values())
        for reason, count in one.set_aside.items():
            sums[f"set_aside {reason}"] += count
    return dict(sums)


def markdown(by_source: dict[str, SourceStatistics]) -> str:
    """A table of the sources, and why items were set aside."""
    lines = [
        "| source | read | kept | parts | test | turns a part | tokens a part | zh | en | mixed |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, one in by_source.items():
        parts = max(1, one.parts)
        languages = " | ".join(str(one.languages.get(code, 0)) for code in ("zh", "en", "mixed"))
        lines.append(
            f"| {name} | {one.read} | {one.kept} | {one.parts} | {one.test} "
            f"| {one.turns / parts:.1f} | {one.tokens / parts:.0f} | {languages} |"
        )
    lines += ["", "| source | of those kept | number |", "|---|---|---|"]
    for name, one in by_source.items():
        lost = (
            ("turns trimmed or joined", one.trimmed_turns),
            ("rounds left out, question too long", one.untrainable_parts),
            ("rounds above the limit", one.too_long_rounds),
        )
        lines += [f"| {name} | {what} | {count} |" for what, count in lost if count]
    lines += ["", "| source | set aside | number |", "|---|---|---|"]
    for name, one in by_source.items():
        reasons = sorted(one.set_aside.items(), key=lambda item: -item[1])
        reasons += [("not taken (share or limit)", one.not_taken)] if one.not_taken else []
        lines += [f"| {name} | {reason} | {count} |" for reason, count in reasons]
    return "\n".join(lines) + "\n"
