"""Measured numbers against their bars, a line each."""

from collections.abc import Iterable

Line = tuple[str, float, float]
"""Name with its unit, measured, bar."""
INFINITE = float("inf")
"""No bar: shown for information."""


def report(lines: Iterable[Line]) -> int:
    """Print each line as soon as it is there; how many miss their bars."""
    failed = 0
    for name, value, bar in lines:
        holds = value <= bar
        failed += not holds
        end = "" if bar == INFINITE else f"   at most {bar:g}: {'yes' if holds else 'NO'}"
        print(f"{name:52s} {value:9.2f}{end}", flush=True)
    return failed
