"""Small shards, so that a small merge has many of them: here, and in an engine of its own."""

import contextlib
import sys
from collections.abc import Iterator

from trymore_desktop.engine import host
from trymore_desktop.merge import outputs

COMMAND = [sys.executable, "-m", "tests.torture.small_shards"]
"""The product's engine, but for the size of its shards."""

SHARD = 1_500_000
"""Bytes: some ten shards of a model of 14 MB."""


@contextlib.contextmanager
def small_shards() -> Iterator[None]:
    """Merge into shards of SHARD bytes, as 26 GB go into shards of one."""
    function = outputs.plan_shards
    before = function.__defaults__
    function.__defaults__ = (SHARD,)
    try:
        yield
    finally:
        function.__defaults__ = before


if __name__ == "__main__":
    with small_shards():
        host.main()
