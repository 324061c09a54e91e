"""In which order and under which headings conversations are listed; no Qt."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from trymore_desktop.store.records import ConversationRecord


class Heading(StrEnum):
    """What a group is about."""

    PINNED = "pinned"
    FOLDER = "folder"
    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    MONTH = "month"
    EARLIER = "earlier"


class Group(msgspec.Struct):
    """Conversations under one heading; `name` is a folder's name or a month as YYYY-MM."""

    heading: Heading
    name: str
    conversations: list[ConversationRecord]


def group(conversations: Iterable[ConversationRecord], now: float) -> list[Group]:
    """Pinned ones, then folders by name, then the rest by the day they last changed.

    `now` is in seconds since 1970; days are those of the local time zone. The order inside a group
    is that of `conversations`.
    """
    groups: dict[tuple[Heading, str], Group] = {}
    for record in conversations:
        key = _key(record, now)
        groups.setdefault(key, Group(*key, [])).conversations.append(record)
    order = list(Heading)
    return sorted(groups.values(), key=lambda entry: _position(entry, order))


def _key(record: ConversationRecord, now: float) -> tuple[Heading, str]:
    if record.pinned:
        return Heading.PINNED, ""
    if record.folder:
        return Heading.FOLDER, record.folder
    day = datetime.fromtimestamp(record.updated).date()
    today = datetime.fromtimestamp(now).date()
    if day >= today:
        return Heading.TODAY, ""
    if day == today - timedelta(days=1):
        return Heading.YESTERDAY, ""
    if day > today - timedelta(days=7):
        return Heading.WEEK, ""
    if day > today - timedelta(days=30):
        return Heading.MONTH, ""
    return Heading.EARLIER, f"{day:%Y-%m}"


def _position(entry: Group, order: list[Heading]) -> tuple[int, str]:
    if entry.heading is Heading.EARLIER:  # the latest month first
        year, month = entry.name.split("-")
        return order.index(entry.heading), f"{99999 - int(year) * 12 - int(month):05}"
    return order.index(entry.heading), entry.name.casefold()
