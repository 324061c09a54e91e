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
    days = _Days(now)
    for record in conversations:
        key = _place(record) or days.group_of(record.updated)
        groups.setdefault(key, Group(*key, [])).conversations.append(record)
    order = list(Heading)
    return sorted(groups.values(), key=lambda entry: _position(entry, order))


def _place(record: ConversationRecord) -> tuple[Heading, str] | None:
    if record.pinned:
        return Heading.PINNED, ""
    return (Heading.FOLDER, record.folder) if record.folder else None


class _Days:
    """Where days begin, asked of the calendar once and not for each of thousands."""

    def __init__(self, now: float) -> None:
        today = datetime.fromtimestamp(now).replace(hour=0, minute=0, second=0, microsecond=0)
        past = ((Heading.TODAY, 0), (Heading.YESTERDAY, 1), (Heading.WEEK, 6), (Heading.MONTH, 29))
        self._begins = [(kind, (today - timedelta(days)).timestamp()) for kind, days in past]
        self._month = (0.0, 0.0, "")

    def group_of(self, moment: float) -> tuple[Heading, str]:
        for heading, begin in self._begins:
            if moment >= begin:
                return heading, ""
        if not self._month[0] <= moment < self._month[1]:
            first = datetime.fromtimestamp(moment).replace(day=1, hour=0, minute=0, second=0)
            first = first.replace(microsecond=0)
            following = (first + timedelta(days=32)).replace(day=1)
            self._month = (first.timestamp(), following.timestamp(), f"{first:%Y-%m}")
        return Heading.EARLIER, self._month[2]


def _position(entry: Group, order: list[Heading]) -> tuple[int, str]:
    if entry.heading is Heading.EARLIER:  # the latest month first
        year, month = entry.name.split("-")
        return order.index(entry.heading), f"{99999 - int(year) * 12 - int(month):05}"
    return order.index(entry.heading), entry.name.casefold()
