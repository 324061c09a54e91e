"""How much memory this process may use: the machine's, or less where it runs in a container.

Linux' control groups: version 2 has memory.max and memory.current in each group of the path in
/proc/self/cgroup, version 1 memory.limit_in_bytes and memory.usage_in_bytes (the kernel's
admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst). Pages of files count as used there but are
given up on demand, so they are free here. Imports no torch.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

MEMBERSHIP = Path("/proc/self/cgroup")
ROOT = Path("/sys/fs/cgroup")


class _Version(NamedTuple):
    """Names in one version of the control groups; `folder` lies below ROOT.

    `files` are the lines of memory.stat that can be given up.
    """

    folder: str
    limit: str
    usage: str
    files: tuple[str, ...]


FIRST = _Version(
    "memory",
    "memory.limit_in_bytes",
    "memory.usage_in_bytes",
    ("total_active_file", "total_inactive_file"),
)
SECOND = _Version("", "memory.max", "memory.current", ("active_file", "inactive_file"))


def main_memory() -> tuple[int, int]:
    """Bytes in all and bytes still available, as the narrowest limit allows."""
    machine = psutil.virtual_memory()
    total, available = machine.total, machine.available
    for limit, used in _groups():
        if limit < machine.total:
            total = min(total, limit)
            available = min(available, max(0, limit - used))
    return total, available


def _groups() -> Iterator[tuple[int, int]]:
    """Limit and irrevocable use of each control group that this process belongs to."""
    try:
        lines = MEMBERSHIP.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for line in lines:
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if number != "0" and "memory" not in controllers.split(","):
            continue
        version = SECOND if number == "0" else FIRST
        top = ROOT / version.folder
        inside = top / path.strip("/")
        # In a container the path may be the host's, and its own group lies at the top
        for group in dict.fromkeys((inside, *inside.parents, top)):
            if group.is_relative_to(top) and (found := _read(group, version)):
                yield found


def _read(group: Path, names: _Version) -> tuple[int, int] | None:
    try:
        most = int((group / names.limit).read_text(encoding="ascii"))
        used = int((group / names.usage).read_text(encoding="ascii"))
        lines = (group / "memory.stat").read_text(encoding="ascii").splitlines()
        given_up = sum(int(count) for name, count in map(str.split, lines) if name in names.files)
    except (OSError, ValueError):
        # No such group here, or "max": no limit
        return None
    return most, max(0, used - given_up)
