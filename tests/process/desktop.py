"""A desktop without a screen: an X server, a window manager and an accessibility bus of its own."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SYSTEM_PYTHON = "/usr/bin/python3"
BUS_LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
NEEDED = ("Xvfb", "openbox", "dbus-daemon", "xdotool")
APP = "TryMore"


def missing() -> str:
    """What this machine lacks for it, or nothing."""
    lacking = [tool for tool in NEEDED if shutil.which(tool) is None]
    if not BUS_LAUNCHER.exists():
        lacking.append("at-spi2-core")
    elif subprocess.run([SYSTEM_PYTHON, "-c", "import pyatspi"], capture_output=True).returncode:
        lacking.append("python3-pyatspi")
    return ", ".join(lacking)


class Desktop:
    """Starts programs and drives their controls by name."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self._driver = subprocess.Popen(
            [SYSTEM_PYTHON, str(HERE / "accessibility_driver.py"), APP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )

    def start(self, *command: str, **environment: str) -> "subprocess.Popen[bytes]":
        """Start a program on this desktop."""
        return subprocess.Popen(list(command), env=self.environment | environment)

    def start_window(self, home: Path, *, language: str = "en_US.UTF-8") -> Any:
        """Start the window as a person with this home does."""
        return self.start(
            sys.executable, "-m", "trymore_desktop.app", TRYMORE_HOME=str(home), LANG=language
        )

    def ask(self, do: str, *arguments: object) -> Any:
        """One request to the driver; its errors are raised here."""
        assert self._driver.stdin is not None
        assert self._driver.stdout is not None
        self._driver.stdin.write(json.dumps({"do": do, "with": arguments}) + "\n")
        self._driver.stdin.flush()
        answer = json.loads(self._driver.stdout.readline())
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer["value"]

    def picture(self, file: Path) -> None:
        """Save what the screen shows, where the tool for it is installed."""
        if tool := shutil.which("import"):
            subprocess.run([tool, "-window", "root", str(file)], env=self.environment, check=False)

    def press_keys(self, *keys: str) -> None:
        """Press keys one after the other in the program's window, as a person does."""
        search = ["xdotool", "search", "--onlyvisible", "--name", APP, "windowactivate", "--sync"]
        subprocess.run(search, env=self.environment, check=True)
        press = ["xdotool", "key", "--delay", "60", *keys]
        subprocess.run(press, env=self.environment, check=True)

    def close_window(self) -> None:
        """Close the program's window as its cross does."""
        search = ["xdotool", "search", "--onlyvisible", "--name", APP, "windowactivate", "--sync"]
        subprocess.run(search, env=self.environment, check=True)
        # The window may be gone before the key is released, which xdotool calls an error.
        subprocess.run(
            ["xdotool", "key", "alt+F4"], env=self.environment, check=False, capture_output=True
        )

    def close(self) -> None:
        """End the driver."""
        self._driver.kill()
        self._driver.wait()


def _dbus_address(environment: dict[str, str], processes: list[Any]) -> str:
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
    )
    processes.append(bus)
    assert bus.stdout is not None
    return bus.stdout.readline().strip()


def _display(processes: list[Any], size: str) -> str:
    read, write = os.pipe()
    processes.append(
        subprocess.Popen(
            [
                "Xvfb",
                "-displayfd",
                str(write),
                "-screen",
                "0",
                f"{size}x24",
                "-nolisten",
                "tcp",
                "-noreset",
            ],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        return ":" + pipe.readline().strip()


def _managed(environment: dict[str, str]) -> None:
    """Wait until the window manager manages: it answers how many desktops there are."""
    for _ in range(100):
        ask = ["xdotool", "get_num_desktops"]
        if subprocess.run(ask, env=environment, capture_output=True).returncode == 0:
            return
        time.sleep(0.1)
    raise AssertionError("no window manager")


@contextmanager
def desktop(home: Path, size: str = "1280x860") -> Iterator[Desktop]:
    """A desktop that lives as long as the block; `home` is the HOME of its programs."""
    processes: list[Any] = []
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
    }
    environment |= {"HOME": str(home), "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    try:
        environment["DISPLAY"] = _display(processes, size)
        environment["DBUS_SESSION_BUS_ADDRESS"] = _dbus_address(environment, processes)
        for command in ([str(BUS_LAUNCHER), "--launch-immediately"], ["openbox"]):
            quiet = subprocess.DEVNULL
            processes.append(subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet))
        _managed(environment)
        shown = Desktop(environment)
        yield shown
        shown.close()
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()
