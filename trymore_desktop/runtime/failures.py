"""What pip's last lines mean; pip speaks English whatever the language of the system."""

import re
from collections.abc import Sequence

from trymore_desktop.errors import TryMoreError
from trymore_desktop.runtime.child import ChildError

_KNOWN = (
    ("No module named pip", "runtime_no_pip"),
    ("DO NOT MATCH THE HASHES", "runtime_checksum"),
    # pip goes on without an index that it cannot reach, and then finds nothing.
    ("NewConnectionError", "runtime_unreachable"),
    ("NameResolutionError", "runtime_unreachable"),
    ("ConnectTimeoutError", "runtime_unreachable"),
    ("ProxyError", "runtime_unreachable"),
    ("No matching distribution found", "runtime_not_offered"),
    ("No space left on device", "runtime_disk_full"),
    ("Errno 28", "runtime_disk_full"),
)


def explained(error: ChildError, requirement: str, offline: bool = False) -> TryMoreError:
    """The error that a person is told; pip's own words go along as detail."""
    detail = "\n".join(error.lines)
    code = next((code for mark, code in _KNOWN if mark in detail), "runtime_fetch_failed")
    if offline and code == "runtime_not_offered":
        code = "runtime_wheels_missing"
    missing = re.search(r"No matching distribution found for (\S+)", detail)
    if missing:
        requirement = missing[1]
    return TryMoreError(code, detail, requirement=requirement, reason=_reason(error.lines))


def _reason(lines: Sequence[str]) -> str:
    """The last line that pip marks as an error, else its last line."""
    errors = [line for line in lines if line.startswith("ERROR:")]
    shown = (errors or [line for line in lines if line.strip()] or ["?"])[-1]
    return shown.removeprefix("ERROR:").strip()[:300]
