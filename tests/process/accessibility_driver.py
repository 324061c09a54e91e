"""Drives a window through the accessibility bus, as a screen reader would: JSON lines in and out.

Runs under the system's Python, which has pyatspi; knows nothing of the program that it drives.
"""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import pyatspi

POLL = 0.1


def application(name: str) -> Any:
    for candidate in pyatspi.Registry.getDesktop(0):
        if candidate is not None and name in (candidate.name or ""):
            return candidate
    return None


def descendants(node: Any) -> Iterator[Any]:
    try:
        children = [node.getChildAtIndex(index) for index in range(node.childCount)]
    except Exception:  # noqa: BLE001 - an object may vanish while it is asked
        return
    for child in children:
        if child is not None:
            yield child
            yield from descendants(child)


def state(node: Any, wanted: Any) -> bool:
    try:
        return bool(node.getState().contains(wanted))
    except Exception:  # noqa: BLE001 - the same
        return False


def find(root: Any, name: str, usable: bool) -> Any:
    for node in descendants(root):
        if node.name != name or not state(node, pyatspi.STATE_SHOWING):
            continue
        if not usable or state(node, pyatspi.STATE_ENABLED):
            return node
    return None


def own_text(node: Any) -> str:
    try:
        text = node.queryText()
    except NotImplementedError:
        return ""
    return str(text.getText(0, text.characterCount))


def whole_text(node: Any) -> str:
    parts = [own_text(node), *(own_text(child) for child in descendants(node))]
    return "\n".join(part for part in parts if part)


class Driver:
    """One method a request."""

    def __init__(self, app: str) -> None:
        self.app = app

    def wait(self, name: str, timeout: float = 30, usable: bool = True) -> str:
        """The role of the control, once it is shown (and enabled)."""
        return str(self._wait(name, timeout, usable).getRoleName())

    def _wait(self, name: str, timeout: float = 30, usable: bool = True) -> Any:
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            root = application(self.app)
            node = find(root, name, usable) if root is not None else None
            if node is not None:
                return node
            time.sleep(POLL)
        raise TimeoutError(f"no control {name!r}; shown: {self.names()}")

    def shown(self, name: str) -> bool:
        """Whether the control is shown now."""
        root = application(self.app)
        return root is not None and find(root, name, usable=False) is not None

    def click(self, name: str) -> None:
        """Do the control's first action."""
        self._wait(name).queryAction().doAction(0)

    def write(self, name: str, text: str) -> None:
        """Replace the text of an editable control."""
        self._wait(name).queryEditableText().setTextContents(text)

    def text(self, name: str) -> str:
        """The text of the control and all in it."""
        return whole_text(self._wait(name, usable=False))

    def own_text(self, name: str) -> str:
        """The text of the control itself, its children left out."""
        return own_text(self._wait(name, usable=False))

    def place(self, name: str) -> list[int]:
        """Left, top, width and height of the control on the screen."""
        at = self._wait(name, usable=False).queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
        return [at.x, at.y, at.width, at.height]

    def names(self) -> list[str]:
        """Every named control that is shown."""
        root = application(self.app)
        if root is None:
            return []
        return [n.name for n in descendants(root) if n.name and state(n, pyatspi.STATE_SHOWING)]

    def unnamed(self) -> list[str]:
        """Focusable controls that are shown without a name."""
        root = application(self.app)
        return [
            n.getRoleName()
            for n in descendants(root)
            if not n.name and state(n, pyatspi.STATE_SHOWING) and state(n, pyatspi.STATE_FOCUSABLE)
        ]


def main() -> None:
    driver = Driver(sys.argv[1])
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"value": getattr(driver, request["do"])(*request["with"])}
        except Exception as error:  # noqa: BLE001 - the caller decides
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


main()
