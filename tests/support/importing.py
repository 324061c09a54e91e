"""Bringing other programs' conversations in."""

from pathlib import Path

from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event, Progress
from trymore_desktop.store.conversations import Store
from trymore_desktop.store.importing import import_file

GOOD = '{"conversations": [{"from": "human", "value": "hello"}]}'
"""A conversation as ShareGPT writes it."""


def bring(store: Store, path: Path) -> Event:
    """Import a file to the end; the last event."""
    *progress, last = import_file(store, path, Control())
    told = [event for event in progress if isinstance(event, Progress)]
    assert told == progress
    assert told[-1].done == told[-1].total
    return last
